using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>
/// Analyses that the tests of one process share: the same content with the same settings is analysed once, so that many assertions on one
/// model cost one analysis.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Files are compared by content, so copies of a model share an analysis. The last 64 analyses are kept.
/// </remarks>
public static class SharedAnalyses
{
    /// <summary>The credits that were computed in this process.</summary>
    internal static SharedResults<NetworkCredits> Results { get; } = new();

    /// <summary>
    /// Analyses an ONNX model on samples as <c>CreditAnalysis.Run</c> does, or returns the credits that an earlier or concurrent
    /// call computed from the same content, settings, <see cref="AnalysisOptions.MeasureNoise"/> and <see cref="AnalysisOptions.Details"/>.
    /// </summary>
    /// <remarks>Failures reach every waiter and are not cached.</remarks>
    /// <inheritdoc cref="CreditAnalysis.Run(string, string, AnalysisSettings?, AnalysisOptions?, CancellationToken)"/>
    public static CreditReport Run(
        string model,
        string samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default) =>
        Run(Model.FromFile(model), Samples.FromFile(samples), settings, options, cancellation);

    /// <summary>The same for a model and samples that are files or in memory.</summary>
    /// <remarks>Failures reach every waiter and are not cached.</remarks>
    /// <inheritdoc cref="CreditAnalysis.Run(Model, Samples, AnalysisSettings?, AnalysisOptions?, CancellationToken)"/>
    public static CreditReport Run(
        Model model,
        Samples samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default)
    {
        var loaded = LoadedAnalysis.Load(model, samples, settings, options, cancellation);
        return loaded.Report(Results.Get(loaded.Key, () => loaded.Compute(cuts: null, cancellation), cancellation));
    }
}
