using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Core.Credits;

/// <summary>What one pass over the activations gives, or over a perturbation of them.</summary>
/// <param name="Perturbation">The perturbation; null for the activations as they are.</param>
/// <param name="Estimates">The estimate of each block.</param>
/// <param name="Profiles">The profile of each block; null where its snapshots are not finite.</param>
internal sealed record AnalysisPass(int? Perturbation, KoopmanEstimate[] Estimates, BlockProfile?[] Profiles)
{
    /// <summary>The profile of the whole network; null where its snapshots are not finite.</summary>
    public NetworkProfile? Network { get; set; }

    /// <summary>The passes of an analysis: one as the activations are, then one per perturbation if noise is measured.</summary>
    public static AnalysisPass[] CreateAll(AnalysisPlan plan)
    {
        IEnumerable<int?> perturbations = plan.Options.MeasureNoise
            ? Enumerable.Range(1, NoiseFloor.Perturbations).Select(p => (int?)p)
            : [];
        int blocks = plan.Blocks.Count;
        return [.. perturbations.Prepend(null).Select(p => new AnalysisPass(p, new KoopmanEstimate[blocks], new BlockProfile?[blocks]))];
    }
}

/// <summary>Reports the stages of an analysis, and runs pieces of work that are reported.</summary>
internal sealed class StageProgress(AnalysisOptions options, CancellationToken cancellation)
{
    /// <summary>Reports how much of a stage is done.</summary>
    public void Report(string stage, int done, int total) => options.Progress?.Report(new AnalysisProgress(stage, done, total));

    /// <summary>Runs a stage of independent pieces on all threads.</summary>
    public void ForEach(string stage, int count, Action<int> body)
    {
        int done = 0;
        Numerics.InParallel.For(count, options.Threads, i =>
        {
            body(i);
            Report(stage, Interlocked.Increment(ref done), count);
        }, cancellation);
    }
}
