namespace KoopmanAssert;

/// <summary>Something other than drift stopped an analysis, a comparison or the writing of a baseline.</summary>
/// <remarks>The message names the file, the block where there is one, and the way out.</remarks>
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

    /// <summary>The code of the cause, one of <see cref="DiagnosticCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The file at fault, or null when no file is.</summary>
    public string? File { get; }

    /// <summary>The line in <see cref="File"/>, from 1, or null when the whole file is meant.</summary>
    public int? Line { get; init; }

    /// <summary>The column in <see cref="Line"/>, from 1, or null when the whole line is meant.</summary>
    public int? Column { get; init; }

    /// <summary>What is wrong, a sentence that reads on from the file's name.</summary>
    public string Problem { get; }

    /// <summary>What to do next.</summary>
    public string WayOut { get; }
}

/// <summary>The model cannot be read, partitioned or run (KOOP2001 to KOOP2005, KOOP2011).</summary>
public sealed class ModelException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>The samples cannot be read or do not fit the model (KOOP2006 to KOOP2010).</summary>
public sealed class SamplesException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>The baseline is missing, unusable, made from other inputs, or cannot be written (KOOP1xxx).</summary>
public sealed class BaselineException(string code, string file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>The native runtime or the machine failed (KOOP3xxx).</summary>
public sealed class RuntimeException(string code, string? file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);

/// <summary>A setting is wrong or impossible (KOOP4xxx).</summary>
public sealed class SettingsException(string code, string? file, string problem, string wayOut, Exception? cause = null)
    : KoopmanAssertException(code, file, problem, wayOut, cause);
