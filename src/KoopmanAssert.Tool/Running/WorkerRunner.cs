using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Running;

/// <summary>Asks worker processes, so that a model that crashes, hangs or exhausts the native runtime does not end the tool.</summary>
/// <param name="limits">The limits of each request.</param>
/// <param name="cacheFolder">The folder where workers keep statistics of cuts; null to keep none.</param>
internal sealed class WorkerRunner(WorkerLimits limits, string? cacheFolder) : IAnalysisRunner
{
    public CreditReport Run(
        string model, string samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation)
    {
        settings = options.Apply(settings);
        var request = new AnalysisRequest(
            model, samples, SettingsText.Line(settings), options, options.Progress is not null, cacheFolder)
        {
            RecordedSteps = settings.RecordedSteps?.Text,
            AcceptedOutputs = settings.AcceptedOutputs,
            AcceptedBlocks = settings.AcceptedBlocks,
        };
        AnalysisAnswer answer = WorkerPool.Ask<AnalysisAnswer>(request, limits, options.Progress, cancellation);
        CacheNote.Write(answer.CacheFailure);
        return answer.Analysis.ToReport(settings);
    }

    /// <summary>Returns and throws what <c>ModelEquivalence.Compare</c> does.</summary>
    /// <exception cref="KoopmanAssertException">Also KOOP3006 to KOOP3008.</exception>
    public EquivalenceReport Compare(
        string reference, string candidate, string samples, AnalysisSettings settings, AnalysisOptions options,
        CancellationToken cancellation)
    {
        var request = new EquivalenceRequest(
            reference, candidate, samples, SettingsText.Line(settings), options, options.Progress is not null);
        return WorkerPool.Ask<EquivalenceAnswer>(request, limits, options.Progress, cancellation).ToReport();
    }

    /// <summary>The tensors of a network that can be cut, and what was found out about it.</summary>
    /// <exception cref="KoopmanAssertException">The model or the samples cannot be used, or KOOP3006 to KOOP3008.</exception>
    public TensorsAnswer Probe(string model, string? samples, AnalysisSettings settings, CancellationToken cancellation) =>
        WorkerPool.Ask<TensorsAnswer>(
            new ProbeRequest(model, samples, SettingsText.Line(settings)), limits, progress: null, cancellation);
}
