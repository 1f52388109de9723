using System.Text;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Tool;

/// <summary>
/// Arguments kept in a file: <c>@FILE</c> on the command line stands for its lines, each of which is one argument as it is.
/// </summary>
/// <remarks>
/// A line is taken whole, so that a path may hold spaces, quotes, a <c>#</c> or an <c>@</c> in front; only lines without a character are
/// passed over. The library's own response files split lines at spaces, know comments, and read a line with an <c>@</c> as another file.
/// </remarks>
internal static class ResponseFile
{
    private const long LargestFile = 16L << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The arguments with each response file replaced by its lines; after <c>--</c> there are only paths.</summary>
    /// <exception cref="SettingsException">KOOP4001 when a file cannot be read as UTF-8.</exception>
    public static string[] Expand(string[] arguments)
    {
        int end = Array.IndexOf(arguments, "--");
        return [.. arguments.SelectMany(
            (argument, i) => argument is ['@', _, ..] && (end < 0 || i < end) ? Lines(argument[1..]) : [argument])];
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            if (RegularFile.Length(path) is 0 or > LargestFile)
            {
                throw Wrong(path, $"is larger than 16 MiB, or {RegularFile.Empty}.");
            }

            return File.ReadAllText(path, Strict).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Wrong(
                path,
                cause is FileNotFoundException or DirectoryNotFoundException ? "does not exist." : $"cannot be opened: {cause.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(path, "is not UTF-8.");
        }
    }

    private static SettingsException Wrong(string path, string problem) => new(DiagnosticCodes.Usage, path, problem,
        "Give a UTF-8 file with one argument a line after the @; a path that begins with @ is written ./@NAME.");
}
