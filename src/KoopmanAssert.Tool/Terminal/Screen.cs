using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace KoopmanAssert.Tool.Terminal;

/// <summary>What a stream is written to: a terminal of some width, with or without colours, or a file or pipe.</summary>
/// <remarks>
/// A pipe gets every column and no colour, so that a script reads the same whatever starts it. Colours are put around a few words of the
/// finished text, which is otherwise the same everywhere.
/// </remarks>
/// <param name="Width">The width of the terminal; null if there is none.</param>
/// <param name="HasColours">Whether it shows colours: a terminal does, unless NO_COLOR is set or TERM is dumb.</param>
internal sealed partial record Screen(int? Width, bool HasColours)
{
    private const int LeastWidth = 40; // what is narrower is no terminal that somebody reads
    private const int OutputHandle = -11, ErrorHandle = -12, VirtualTerminal = 4;

    /// <summary>The standard output.</summary>
    public static Screen Output { get; } = Create(Console.IsOutputRedirected, OutputHandle);

    /// <summary>The standard error.</summary>
    public static Screen Errors { get; } = Create(Console.IsErrorRedirected, ErrorHandle);

    /// <summary>The text with the words coloured that say how it went.</summary>
    public string Paint(string text) => HasColours ? Coloured().Replace(text, match => $"\e[{Colour(match)}m{match.Value}\e[0m") : text;

    private static string Colour(Match match) => match.Groups["good"].Success ? "1;32" : match.Groups["bad"].Success ? "1;31" : "33";

    // Codes of errors, at the end of a row of a table or after "error"; the verdict that a line begins with; notes.
    [GeneratedRegex(
        @"(?<good>^(held|passed|unchanged)(?=:))|(?<bad>^(drift|error)(?=:)|\berror KOOP\d{4}(?=:)|KOOP\d{4}(?=\r?$))"
            + @"|(?<note>^note(?=:)|\bnote KOOP\d{4}(?=:)|beyond its range(?=\r?$)|beyond(?=\r?$))",
        RegexOptions.Multiline)]
    private static partial Regex Coloured();

    private static Screen Create(bool isRedirected, int handle) => isRedirected ? new Screen(null, false)
        : new Screen(FindWidth(), string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && (!OperatingSystem.IsWindows() || EnableColours(handle)));

    private static int? FindWidth()
    {
        try
        {
            return Console.WindowWidth is >= LeastWidth and var width ? width : null;
        }
        catch (Exception failure) when (failure is IOException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static bool EnableColours(int handle)
    {
        nint console = GetStdHandle(handle);
        return GetConsoleMode(console, out int mode) && SetConsoleMode(console, mode | VirtualTerminal);
    }

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int handle);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool GetConsoleMode(nint console, out int mode);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool SetConsoleMode(nint console, int mode);
}
