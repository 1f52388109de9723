namespace KoopmanAssert.Tool.Terminal;

/// <summary>The exit codes of the process. If there are several, the highest counts.</summary>
internal static class ExitCodes
{
    public const int Held = 0;
    public const int Drift = 1;
    public const int Usage = 2;
    public const int Baseline = 3;
    public const int Environment = 4;
    public const int Interrupted = 130;

    /// <summary>The exit code of a failure.</summary>
    public static int For(KoopmanAssertException failure) => failure switch
    {
        RuntimeException => Environment,
        BaselineException { Code: DiagnosticCodes.BaselineNotWritable } => Environment,
        BaselineException { Code: DiagnosticCodes.RetrainRefused } => Drift,
        BaselineException => Baseline,
        _ => Usage,
    };

    /// <summary>The exit code of a comparison.</summary>
    public static int For(BaselineComparison comparison) => comparison.Findings
        .Where(f => f.Severity == FindingSeverity.Error)
        .Select(f => f.IsDrift ? Drift : f.Code == DiagnosticCodes.EnvironmentChanged ? Environment : Usage)
        .DefaultIfEmpty(Held)
        .Max();
}
