namespace KoopmanAssert.Tool.Running;

/// <summary>Describes why a worker process ended instead of answering.</summary>
internal static class WorkerFailure
{
    private const int Killed = 128 + 9; // SIGKILL, as .NET reports it

    /// <summary>The failure of an analysis whose process ended.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stopped">The code of the reason for which the tool ended it; null if it ended by itself.</param>
    /// <param name="exitCode">The exit code of the process.</param>
    /// <param name="limits">The limits of the request.</param>
    public static RuntimeException Describe(string model, string? stopped, int exitCode, WorkerLimits limits)
    {
        (string code, string problem) = (stopped, exitCode) switch
        {
            (DiagnosticCodes.AnalysisTimedOut, _) =>
                (stopped, FormattableString.Invariant($"was not analysed within {limits.Time.TotalSeconds:0.###} s.")),
            (DiagnosticCodes.MemoryExhausted, _) => (stopped, FormattableString.Invariant(
                $"needs more than the {limits.Memory / (double)(1 << 20):0} MiB of memory that are allowed for its analysis.")),
            (DiagnosticCodes.WorkerEnded, _) => (stopped, "could not be analysed: the analysis process returned invalid output."),
            (_, Killed) => (
                DiagnosticCodes.MemoryExhausted,
                "could not be analysed: the operating system ended the analysis process, most likely because memory ran out."),
            _ => (DiagnosticCodes.WorkerEnded, $"crashed the analysis process, which ended with {Cause(exitCode)}."),
        };
        return new RuntimeException(code, model, problem, DiagnosticRule.Find(code).WayOut);
    }

    private static string Cause(int exitCode) => exitCode switch
    {
        128 + 4 => "SIGILL",
        128 + 6 => "SIGABRT",
        128 + 7 => "SIGBUS",
        128 + 8 => "SIGFPE",
        128 + 11 => "SIGSEGV",
        _ => OperatingSystem.IsWindows() ? $"exit code 0x{exitCode:X8}" : $"exit code {exitCode}",
    };
}
