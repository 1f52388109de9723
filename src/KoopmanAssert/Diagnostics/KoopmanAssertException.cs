using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>The base of all exceptions that report why an analysis, a comparison or an update of a baseline could not be done.</summary>
/// <remarks>
/// Drift is a result and never an exception. The message starts with the code, and gives the file, the problem and what to do. It has at
/// most 2,000 characters: longer paths, problems and ways out are shortened in the middle.
/// </remarks>
public abstract class KoopmanAssertException : Exception
{
    // The problem and the way out together: with a path before them and one in them, a message stays below the longest.
    private const int LongestTexts = 1300;

    private protected KoopmanAssertException(string code, string? file, string problem, string wayOut, Exception? cause)
        : base($"{code}: {Worded(file, Bounded(problem, wayOut), Bounded(wayOut, problem))}", cause)
    {
        Code = code;
        File = file;
        Problem = Bounded(problem, wayOut);
        WayOut = Bounded(wayOut, problem);
    }

    /// <summary>The code, one of <see cref="DiagnosticCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The path of the file that has the problem; null when the problem is not in a file.</summary>
    public string? File { get; }

    /// <summary>The line of <see cref="File"/>, counted from 1; null when the problem concerns the whole file.</summary>
    public int? Line { get; init; }

    /// <summary>The column of <see cref="Line"/>, counted from 1; null when the problem concerns the whole line.</summary>
    public int? Column { get; init; }

    /// <summary>What is wrong: a sentence whose subject is the file, for example "does not exist.".</summary>
    public string Problem { get; }

    /// <summary>What to do next, in full sentences.</summary>
    public string WayOut { get; }

    /// <summary>What follows the code in a message for people: the file, the problem and the way out.</summary>
    internal string Sentence => Worded(File, Problem, WayOut);

    private static string Worded(string? file, string problem, string wayOut) =>
        $"{(file is null ? "" : $"'{PlainText.Middle(file, PlainText.LongestPath)}' ")}{problem} {wayOut}".TrimEnd();

    // A text that is longer than its half is shortened to it, unless the other one leaves it the room.
    private static string Bounded(string text, string other) =>
        PlainText.Middle(text, Math.Max(LongestTexts / 2, LongestTexts - other.Length));
}

/// <summary>The model cannot be read, partitioned or run (KOOP2001 to KOOP2005, KOOP2011).</summary>
public sealed class ModelException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>The samples cannot be read or do not fit the model (KOOP2006 to KOOP2010, KOOP2013).</summary>
public sealed class SamplesException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>The baseline is missing, invalid, made from other inputs, or cannot be written (KOOP1xxx).</summary>
public sealed class BaselineException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>ONNX Runtime or the machine failed, or a report cannot be written (KOOP3xxx).</summary>
public sealed class RuntimeException(string code, string? file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>A setting is invalid, or asks for more than can be computed (KOOP4xxx).</summary>
public sealed class SettingsException(string code, string? file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause)
{
    /// <summary>The value that was refused and what is taken instead; null if the setting was not refused for its value.</summary>
    internal (string Value, string Expected)? Refused { get; init; }
}
