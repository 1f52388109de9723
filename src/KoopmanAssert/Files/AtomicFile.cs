namespace KoopmanAssert.Core.Files;

/// <summary>Writes a file whole or not at all: to a temporary name beside it, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces or makes the file.</summary>
    /// <remarks>The temporary name is fixed, so that what a killed process leaves is taken over by the next one.</remarks>
    /// <exception cref="BaselineException">KOOP1006 when it is a link, read-only, in use, or cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.tmp");
        Refuse(path, new FileInfo(path));
        Refuse(path, new FileInfo(temporary));
        bool ours = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                ours = true;
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            if (ours)
            {
                File.Delete(temporary);
            }

            throw NotWritable(path, $"cannot be written: {cause.Message}", cause);
        }
    }

    private static void Refuse(string path, FileInfo file)
    {
        if (file.LinkTarget is not null)
        {
            throw NotWritable(path, "is a link, or its temporary file is; nothing is written through links.");
        }

        if (file is { Exists: true, IsReadOnly: true })
        {
            throw NotWritable(path, "is read-only.");
        }

        if (Directory.Exists(file.FullName))
        {
            throw NotWritable(path, "is a folder.");
        }
    }

    private static BaselineException NotWritable(string path, string problem, Exception? cause = null) =>
        new(
            DiagnosticCodes.BaselineNotWritable,
            path,
            problem,
            "Make the place writable and run the command again; the old file is untouched.",
            cause);
}
