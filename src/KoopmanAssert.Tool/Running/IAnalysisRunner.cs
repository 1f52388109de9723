namespace KoopmanAssert.Tool.Running;

/// <summary>Runs analyses: in this process, in another one, or not at all if the result is known. Safe for concurrent use.</summary>
internal interface IAnalysisRunner
{
    /// <summary>Returns and throws what <c>CreditAnalysis.Run</c> does.</summary>
    /// <exception cref="KoopmanAssertException">Also KOOP3006 to KOOP3008, from another process.</exception>
    CreditReport Run(string model, string samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation);
}
