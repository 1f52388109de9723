using System.Runtime.InteropServices;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Terminal;

/// <summary>The standard output: results only.</summary>
internal static class Output
{
    private const int BrokenPipe = 32; // EPIPE

    /// <summary>Writes a result.</summary>
    /// <exception cref="RuntimeException">KOOP3004 when it cannot be written.</exception>
    public static void Write(string text)
    {
        try
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException && !IsClosed(cause))
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                null,
                $"the standard output cannot be written: {PlainText.Said(cause)}.",
                "Redirect it to a place that can be written.",
                cause);
        }
    }

    /// <summary>Writes a result for people, with colours on a terminal.</summary>
    /// <exception cref="RuntimeException">KOOP3004 when it cannot be written.</exception>
    public static void Show(string text) => Write(Screen.Output.Paint(text));

    /// <summary>Whether a failure only means that nobody reads the output any more.</summary>
    public static bool IsClosed(Exception failure) =>
        (failure.HResult & 0xFFFF) is BrokenPipe or 109 or 232 || Marshal.GetLastPInvokeError() == BrokenPipe;
}
