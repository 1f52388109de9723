using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Tool.Options;

/// <summary>
/// Arguments in a file: <c>@FILE</c> on the command line stands for the lines of the file, each of which is one argument.
/// </summary>
/// <remarks>
/// A line is taken as it is, so that a path may hold spaces and quotes and may begin with <c>#</c> or <c>@</c>; empty lines are skipped.
/// The response files of System.CommandLine split lines at spaces, have comments, and read a line that begins with <c>@</c> as a file.
/// </remarks>
internal static class ResponseFile
{
    private const long LargestFile = 16L << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The arguments, with each response file replaced by its lines; after <c>--</c> there are only paths.</summary>
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
            switch (RegularFile.Length(path))
            {
                case 0:
                    throw Wrong(path, $"{RegularFile.Empty}.");
                case > LargestFile:
                    throw Wrong(path, "is larger than 16 MiB.");
            }

            return File.ReadAllText(path, Strict).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Wrong(
                path,
                cause is FileNotFoundException or DirectoryNotFoundException
                    ? "does not exist."
                    : $"cannot be opened: {PlainText.Said(cause)}.");
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(path, "is not UTF-8.");
        }
    }

    private static SettingsException Wrong(string path, string problem) => new(DiagnosticCodes.Usage, path, problem,
        "Give a UTF-8 file with one argument per line after the @. Write a path that begins with @ as ./@NAME.");
}
