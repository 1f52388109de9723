using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// Gives what an analysis needs of the snapshots at each cut: what an earlier analysis kept, else what a forward pass brings. The network
/// does not run before something is asked for that was not kept.
/// </summary>
internal sealed class CutReader(
    AnalysisPlan plan, ForwardPass forward, ICutStore? store, CutCachePolicy policy, CancellationToken cancellation) : IDisposable
{
    private readonly Lock _running = new();
    private readonly BufferPool _pool = new(plan.CopiedBytes);
    private readonly Dictionary<int, MemoryActivations> _copies = [];
    private double[]? _factors; // of the features of the first cut, where they are standardised
    private bool _runs;

    /// <summary>What is needed of the snapshots at a cut, one for each perturbation. For one caller at a time, forwards.</summary>
    /// <param name="c">The place of the cut.</param>
    /// <param name="route">What operators come from there.</param>
    /// <param name="perturbations">The perturbations, null for the snapshots as they are.</param>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass.At"/> throws.</exception>
    public CutStatistics[] Read(int c, KoopmanRoute route, IReadOnlyList<int?> perturbations)
    {
        string?[] keys = [.. perturbations.Select(p => policy.Key(c, p, Parts(c, route)))];
        CutStatistics?[] read = [.. keys.Select(key => key is null ? null : Find(key, route))];
        int[] missing = [.. Enumerable.Range(0, read.Length).Where(i => read[i] is null)];
        if (missing.Length > 0)
        {
            CutStatistics[] computed = Compute(c, route, [.. missing.Select(i => perturbations[i])]);
            foreach ((int i, CutStatistics statistics) in missing.Zip(computed))
            {
                read[i] = statistics;
                if (keys[i] is { } key)
                {
                    store!.Keep(key, statistics);
                }
            }
        }

        if (!plan.KeepsAllCuts && plan.IsReadAgain(c))
        {
            _copies.Add(c, Copy(c));
        }

        return read!;
    }

    /// <summary>The snapshots at a cut, as they are or perturbed. Safe for several callers once all cuts
    /// have been read that are read again.</summary>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass.At"/> throws.</exception>
    public Snapshots At(int cut, int? perturbation = null)
    {
        Snapshots snapshots = _copies.TryGetValue(cut, out MemoryActivations? copy) ? copy : Run(cut);
        return perturbation is { } p ? NoiseFloor.Perturb(snapshots, Noise(cut), p, cut) : snapshots;
    }

    public void Dispose()
    {
        forward.Dispose();
        _pool.Dispose();
    }

    private MemoryActivations Copy(int c)
    {
        Snapshots snapshots = Run(c);
        var copy = new MemoryActivations(plan.Cuts[c], snapshots.Count, snapshots.Count, _pool);
        double[] values = new double[snapshots.Dimension];
        for (int j = 0; j < snapshots.Count; j++)
        {
            snapshots.Read(j, 0, values);
            copy.Write(j, values);
        }

        return copy;
    }

    private CutStatistics? Find(string key, KoopmanRoute route) =>
        store!.Find(key) is { } found ? found with { Sums = found.Sums.For(route) } : null;

    // Several may be the first to ask, where all that comes before them was kept.
    private Snapshots Run(int cut)
    {
        lock (_running)
        {
            if (!_runs)
            {
                plan.Options.Progress?.Report(new AnalysisProgress("running the model", 0, 1) { Note = Note });
                _runs = true;
            }

            Activations activations = forward.At(cut);
            return cut == 0 && plan.Settings.Standardise
                ? new ScaledSnapshots(activations, _factors ??= FeatureScales.Compute(activations).Standardising)
                : activations;
        }
    }

    private string? Note => forward.Spooled == 0
        ? null
        : $"the activations take {MemoryBound.Taken(forward.Spooled)}, more than {Bound} (--memory): "
            + "a temporary file holds them, which is slower";

    // What they may take only where it needs to be told from what was asked for.
    private string Bound => forward.Spooled > plan.Options.MemoryInUse
        ? MemoryBound.Text(plan.Options.MemoryInUse)
        : $"model and samples leave of {MemoryBound.Text(plan.Options.MemoryInUse)}";

    private double Noise(int cut) => NoiseFloor.RelativeSize(plan.Cuts[cut], plan.Settings.Provider);

    private bool HasClassesAt(int cut) => plan.ClassScores is not null && cut == plan.Cuts.Count - 1;

    private bool HasLabelsAt(int cut) => plan.Labels is not null && cut == plan.Cuts.Count - 1;

    private bool HasOutputsAt(int cut) => cut == plan.Cuts.Count - 1;

    /// <summary>What <see cref="Compute"/> gives beside the centred products and the level.</summary>
    private string Parts(int c, KoopmanRoute route)
    {
        string observed = route == KoopmanRoute.Triangle ? $"triangle {plan.Settings.Observable}"
            : route == KoopmanRoute.Gram && plan.Settings.Observable != Observable.Affine ? $"{plan.Settings.Observable}" : "";
        string scaled = c == 0 && plan.Settings.Standardise ? "standardised " : "";
        string kept = HasClassesAt(c) ? " classes outputs" : HasOutputsAt(c) ? " outputs" : "";
        string labelled = HasLabelsAt(c) ? $" labels {plan.Labels!.Identity.Values}" : "";
        return scaled + observed + kept + labelled;
    }

    private CutStatistics[] Compute(int c, KoopmanRoute route, int?[] perturbations)
    {
        double size = Noise(c);
        SnapshotSums[] sums = SnapshotSums.Compute(Run(c),
            [.. perturbations.Select<int?, SnapshotSums.View>(perturbation => (part, first) =>
                perturbation is { } p ? NoiseFloor.Perturb(part, first, plan.Cuts[c].Dimension, size, p, c) : part)],
            plan.Settings.Observable, route, plan.Options.Threads, cancellation);
        return [.. sums.Zip(perturbations, (s, perturbation) => Decided(c, s, perturbation))];
    }

    // The class scores, or the outputs that labels belong to, are the last cut.
    private CutStatistics Decided(int c, SnapshotSums sums, int? perturbation)
    {
        bool hasClasses = HasClassesAt(c), hasLabels = HasLabelsAt(c);
        DenseMatrix? outputs = hasClasses || hasLabels ? At(c, perturbation).ToMatrix() : null;
        return new CutStatistics(sums, hasClasses ? ClassDecisions.Compute(outputs!) : null)
        {
            OfLabels = !hasLabels ? []
                : hasClasses ? LabelFigures.OfClasses(outputs!, plan.Labels!)
                : LabelFigures.OfOutputs(outputs!, plan.Labels!),
            Outputs = HasOutputsAt(c) && perturbation is null
                ? OutputSketch.Create(Run(c), hasClasses ? null : sums.Centred, plan.Options.Threads, cancellation)
                : null,
        };
    }
}
