using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// What an analysis reads and computes, decided before anything runs: the cuts, and the steps and the estimator of each block.
/// </summary>
/// <remarks>It holds no state of the analysis and is safe for concurrent use.</remarks>
internal sealed class AnalysisPlan
{
    private AnalysisPlan(
        IReadOnlyList<Block> blocks, CutTensor? classScores, AnalysisSettings settings, AnalysisOptions options, int samples)
    {
        (Blocks, ClassScores, Settings, Options, Samples) = (blocks, classScores, settings, options, samples);
        Cuts = [blocks[0].From, .. blocks.Select(b => b.To)];
        if (classScores is not null && !Cuts[^1].Names.SequenceEqual([classScores.Name]))
        {
            Cuts = [.. Cuts, new Cut([classScores])]; // before a softmax, or one output of several
        }

        Steps = [.. blocks.Select((b, place) => SizeLimits.Steps(b, place, settings, samples))];
        Estimators =
        [
            .. blocks.Zip(Steps, (b, steps) => KoopmanEstimator.Choose(settings.Method, b.From.Dimension, b.To.Dimension, steps)),
        ];
    }

    /// <summary>The blocks in the order of the network.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>
    /// The cuts: the input of the first block, the output of each, and the class scores where these are not the last output.
    /// </summary>
    public IReadOnlyList<Cut> Cuts { get; }

    /// <summary>The tensor of a classifier's scores, or null for a network that is not taken for a classifier.</summary>
    public CutTensor? ClassScores { get; }

    /// <summary>The labels of the samples; null if none were given.</summary>
    public SampleLabels? Labels { get; init; }

    /// <summary>The steps of each block's trajectories.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>The estimator of each block.</summary>
    public IReadOnlyList<KoopmanEstimator> Estimators { get; }

    /// <summary>The method.</summary>
    public AnalysisSettings Settings { get; }

    /// <summary>How the analysis runs, and what it gives besides credits.</summary>
    public AnalysisOptions Options { get; }

    /// <summary>The number n of samples.</summary>
    public int Samples { get; }

    /// <summary>How many blocks whose snapshots are needed are worked on at a time: as many as fit in memory.</summary>
    public int MatrixThreads { get; private init; }

    /// <summary>The bytes of states that one of these may hold in memory; a temporary file holds more.</summary>
    public long StatesInMemory => Options.MemoryInUse / 4 / MatrixThreads;

    /// <summary>Whether something asked for needs the operators themselves.</summary>
    public bool NeedsOperators => Options.Details != CreditDetails.None || Settings.Kernels.Count > 0;

    /// <summary>Whether it needs their entries. The sensitivities of blocks that all come from sums follow from these too.</summary>
    public bool NeedsEntries => NeedsOperators
        && (Options.Details != CreditDetails.Sensitivity || Settings.Kernels.Count > 0 || Estimators.Any(e => e.ReadsSnapshots));

    /// <summary>Whether the factors at each cut are kept, from which sensitivities follow.</summary>
    public bool KeepsFactors => NeedsOperators && !NeedsEntries;

    /// <summary>Whether every cut can be asked for again after the first pass over them.</summary>
    public bool KeepsAllCuts => NeedsEntries || CopiedBytes > Options.MemoryInUse / 4;

    /// <summary>The bytes of the cuts that are copied, where not all are kept, because a block needs their snapshots later.</summary>
    public long CopiedBytes => Cuts.Where((_, c) => IsReadAgain(c)).Sum(c => Activations.SizeInBytes(c, Samples));

    /// <summary>Whether a block that begins or ends at a cut needs the snapshots there.</summary>
    public bool IsReadAgain(int cut) => EstimatorsAt(cut).Any(e => e.ReadsSnapshots);

    /// <summary>Decides how blocks are analysed.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="classScores">The tensor of a classifier's scores; null for a network that is not taken for one.</param>
    /// <param name="settings">The method.</param>
    /// <param name="options">How the analysis runs.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="labels">Their labels, or null.</param>
    /// <exception cref="SamplesException">KOOP2013: the labels do not fit the model.</exception>
    /// <exception cref="SettingsException">KOOP4001: settings that do not go together or name nothing; KOOP4003: too large for these
    /// settings.</exception>
    public static AnalysisPlan Create(
        ModelGraph graph,
        IReadOnlyList<Block> blocks,
        CutTensor? classScores,
        AnalysisSettings settings,
        AnalysisOptions options,
        int samples,
        SampleLabels? labels = null)
    {
        SettingsValidator.Validate(graph, blocks, settings, options.Details);
        SizeLimits.Check(graph, blocks, settings, samples);
        if (classScores is not null)
        {
            labels?.RequireClasses(classScores.Dimension);
        }
        else
        {
            labels?.RequireOutputs(blocks[^1].To.Dimension);
        }

        var plan = new AnalysisPlan(blocks, classScores, settings, options, samples);
        long largest = blocks.Select((block, b) => plan.NeedsEntries || plan.Estimators[b].ReadsSnapshots
            ? SizeLimits.CheckSnapshots(
                graph, block, plan.NeedsEntries || plan.Estimators[b].ReadsMatrices, plan.Steps[b], samples, options.MemoryInUse)
            : 1).Max();
        return new AnalysisPlan(blocks, plan.ClassScores, settings, options, samples)
        {
            MatrixThreads = (int)Math.Clamp(options.MemoryInUse / largest, 1, options.Threads),
            Labels = labels,
        };
    }

    /// <summary>What the sums at a cut are for: the route of the first block that ends or begins there and is computed from sums.</summary>
    public KoopmanRoute RouteAt(int cut) => EstimatorsAt(cut).FirstOrDefault(e => !e.ReadsSnapshots)?.Route ?? KoopmanRoute.Explicit;

    private IEnumerable<KoopmanEstimator> EstimatorsAt(int cut) => Estimators.Take(Math.Max(cut - 1, 0)..(cut + 1));
}
