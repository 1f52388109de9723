namespace KoopmanAssert.Core.Files;

/// <summary>Writes what a run leaves for others, whole or not at all, and the folders to it.</summary>
internal static class OutputFile
{
    /// <summary>Replaces or makes the file.</summary>
    /// <exception cref="RuntimeException">KOOP3004 when it cannot be written.</exception>
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
