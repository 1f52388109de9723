namespace KoopmanAssert.Core.Files;

/// <summary>Writes a file completely or not at all: to a temporary file beside it, which is then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Creates or replaces the file.</summary>
    /// <remarks>The temporary name is fixed, so that the next process overwrites what a killed one leaves behind.</remarks>
    /// <exception cref="BaselineException">KOOP1006 if the file is a link, read-only, in use, or cannot be written.</exception>
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
            throw NotWritable(path, "is a symbolic link, or its temporary file is. KoopmanAssert does not write through links.");
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
        new(DiagnosticCodes.BaselineNotWritable, path, problem, DiagnosticRule.Find(DiagnosticCodes.BaselineNotWritable).WayOut, cause);
}

/// <summary>Writes an output file of a run completely or not at all, and creates its folder.</summary>
internal static class OutputFile
{
    /// <summary>Creates or replaces the file.</summary>
    /// <exception cref="RuntimeException">KOOP3004 if it cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            AtomicFile.Write(path, content);
        }
        catch (BaselineException cause)
        {
            throw new RuntimeException(DiagnosticCodes.OutputNotWritable, path, cause.Problem, cause.WayOut, cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                path,
                $"cannot be written: {cause.Message}",
                DiagnosticRule.Find(DiagnosticCodes.OutputNotWritable).WayOut,
                cause);
        }
    }
}
