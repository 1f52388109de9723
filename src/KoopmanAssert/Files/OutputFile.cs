namespace KoopmanAssert.Core.Files;

/// <summary>Writes an output file of a run completely or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Creates or replaces the file.</summary>
    /// <exception cref="RuntimeException">KOOP3004 if it cannot be written, KOOP3010 if another process does not stop writing it.</exception>
    /// <exception cref="OperationCanceledException">The wait for another process was cancelled.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, LockWait? wait = null)
    {
        try
        {
            AtomicFile.Write(path, content, wait);
        }
        catch (BaselineException cause)
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                path,
                cause.Problem,
                DiagnosticRule.Find(DiagnosticCodes.OutputNotWritable).WayOut,
                cause);
        }
    }
}
