using System.Runtime.InteropServices;

namespace KoopmanAssert.Tool;

/// <summary>The standard output: results only.</summary>
internal static class Output
{
    private const int BrokenPipe = 32; // EPIPE

    /// <summary>Writes a result.</summary>
    public static void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }

    /// <summary>Whether a failure only says that nobody reads the output any more.</summary>
    public static bool IsClosed(Exception failure) =>
        (failure.HResult & 0xFFFF) is BrokenPipe or 109 or 232 || Marshal.GetLastPInvokeError() == BrokenPipe;
}
