namespace KoopmanAssert;

/// <summary>The base of all exceptions that report why an analysis, a comparison or an update of a baseline could not be done.</summary>
/// <remarks>
/// Drift is a result and never an exception. The message starts with the code, and gives the file, the problem and what to do.
/// </remarks>
public abstract class KoopmanAssertException : Exception
{
    private protected KoopmanAssertException(string code, string? file, string problem, string wayOut, Exception? cause)
        : base($"{code}: {(file is null ? "" : $"'{file}' ")}{problem} {wayOut}".TrimEnd(), cause)
    {
        Code = code;
        File = file;
        Problem = problem;
        WayOut = wayOut;
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
}

/// <summary>The model cannot be read, partitioned or run (KOOP2001 to KOOP2005, KOOP2011).</summary>
public sealed class ModelException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>The samples cannot be read or do not fit the model (KOOP2006 to KOOP2010).</summary>
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
    : KoopmanAssertException(code, file, problem, wayOut, cause);
