using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// Gives what an analysis needs of the snapshots at each cut: what an earlier analysis kept, else what a forward pass brings. The network
/// does not run before something is asked for that was not kept.
/// </summary>
internal sealed class CutReader(
    IReadOnlyList<Cut> cuts, ForwardPass forward, CutCachePolicy kept, AnalysisSettings settings, AnalysisOptions options, ICutStore? store, CancellationToken cancellation) : IDisposable
{
    private readonly Lock _running = new();
    private bool _runs;

    /// <summary>Whether the last cut holds class scores.</summary>
    public bool HasClasses { get; init; }

    /// <summary>What is needed of the snapshots at a cut, one for each perturbation. For one caller at a time, forwards.</summary>
    /// <param name="c">The place of the cut.</param>
    /// <param name="route">What operators come from there.</param>
    /// <param name="perturbations">The perturbations, null for the snapshots as they are.</param>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass.At"/> throws.</exception>
    public CutStatistics[] Read(int c, KoopmanRoute route, IReadOnlyList<int?> perturbations)
    {
        string?[] keys = [.. perturbations.Select(p => kept.Key(c, p, Parts(c, route)))];
        CutStatistics?[] read = [.. keys.Select(key => key is null ? null : store?.Find(key)?.For(route))];
        int[] missing = [.. Enumerable.Range(0, read.Length).Where(i => read[i] is null)];
        if (missing.Length > 0)
        {
            CutStatistics[] computed = Compute(c, route, [.. missing.Select(i => perturbations[i])]);
            foreach ((int i, CutStatistics statistics) in missing.Zip(computed))
            {
                read[i] = statistics;
                if (keys[i] is { } key)
                {
                    store?.Keep(key, statistics);
                }
            }
        }

        return read!;
    }

    /// <summary>The snapshots at a cut, as they are or perturbed. Safe for several callers where all cuts are kept in memory.</summary>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass.At"/> throws.</exception>
    public Snapshots At(int cut, int? perturbation = null)
    {
        Snapshots snapshots = Run(cut);
        return perturbation is { } p ? NoiseFloor.Perturb(snapshots, Noise(cut), p, cut) : snapshots;
    }

    public void Dispose() => forward.Dispose();

    // Several may be the first to ask, where all that comes before them was kept.
    private Activations Run(int cut)
    {
        lock (_running)
        {
            if (!_runs)
            {
                options.Progress?.Report(new AnalysisProgress("running the model", 0, 1) { Note = Note });
                _runs = true;
            }

            return forward.At(cut);
        }
    }

    private string? Note => forward.Spooled == 0 ? null
        : $"the activations take {MemoryBound.Text(forward.Spooled)}, more than {MemoryBound.Text(options.MemoryInUse)} (--memory): a temporary file holds them, which is slower";

    private double Noise(int cut) => NoiseFloor.RelativeSize(cuts[cut], settings.Provider);

    private bool HasClassesAt(int cut) => HasClasses && cut == cuts.Count - 1;

    /// <summary>What <see cref="Compute"/> gives beside the centred products and the level.</summary>
    private string Parts(int c, KoopmanRoute route)
    {
        string observed = route == KoopmanRoute.Triangle ? $"triangle {settings.Observable}"
            : route == KoopmanRoute.Gram && settings.Observable != Observable.Affine ? $"{settings.Observable}" : "";
        return HasClassesAt(c) ? $"{observed} classes" : observed;
    }

    private CutStatistics[] Compute(int c, KoopmanRoute route, int?[] perturbations)
    {
        double size = Noise(c);
        CutStatistics[] statistics = CutStatistics.Compute(Run(c),
            [.. perturbations.Select<int?, CutStatistics.View>(perturbation => (part, first) =>
                perturbation is { } p ? NoiseFloor.Perturb(part, first, cuts[c].Dimension, size, p, c) : part)],
            settings.Observable, route, options.Threads, cancellation);
        return !HasClassesAt(c) ? statistics
            : [.. statistics.Zip(
                perturbations,
                (s, perturbation) => s with { Classes = ClassDecisions.Compute(At(c, perturbation).ToMatrix()) })];
    }
}
