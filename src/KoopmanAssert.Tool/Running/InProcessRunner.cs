using KoopmanAssert.Core.Credits;
using KoopmanAssert.Tool.Cache;

namespace KoopmanAssert.Tool.Running;

/// <summary>Analyses in this process, as a worker does.</summary>
/// <param name="cuts">Where statistics of cuts are kept; null to keep none.</param>
internal sealed class InProcessRunner(CutCache? cuts) : IAnalysisRunner
{
    public CreditReport Run(
        string model, string samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation)
    {
        var loaded = LoadedAnalysis.Load(model, samples, settings, options, cancellation);
        return loaded.Report(loaded.Compute(cuts, cancellation));
    }
}
