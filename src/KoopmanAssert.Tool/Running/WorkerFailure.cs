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
                (stopped, FormattableString.Invariant($"is not analysed after {limits.Time.TotalSeconds:0.###} s.")),
            (DiagnosticCodes.MemoryExhausted, _) => (stopped, FormattableString.Invariant(
                $"needs more than the {limits.Memory / (double)(1 << 20):0} MiB of memory that its analysis may take.")),
            (DiagnosticCodes.WorkerEnded, _) => (stopped, "makes its analysis answer with something other than a result."),
            (_, Killed) => (
                DiagnosticCodes.MemoryExhausted, "had its analysis ended from outside, as the system does when memory runs out."),
            _ => (DiagnosticCodes.WorkerEnded, $"brings its analysis down: the process ended with {Cause(exitCode)}."),
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
