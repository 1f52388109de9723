namespace KoopmanAssert.Core.Credits;

/// <summary>
/// Carries analyses out elsewhere than in this process: in one whose end does not end this one, or not at all where the result is known.
/// </summary>
internal interface IAnalyst
{
    /// <summary>What <see cref="CreditAnalysis.Run"/> gives for the same, and throws.</summary>
    CreditReport Analyse(string model, string samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation);
}
