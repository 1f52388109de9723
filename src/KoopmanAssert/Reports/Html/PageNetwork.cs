using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Core.Reports;

/// <summary>A comparison as the page shows it.</summary>
internal sealed class PageNetwork
{
    private readonly ClassEvidence _classes;

    /// <summary>A network that was compared.</summary>
    /// <param name="id">Its anchor on the page.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="acceptedAnalysis">The analysis of the accepted side if two models are compared; else null.</param>
    public PageNetwork(string id, BaselineComparison comparison, CreditReport? acceptedAnalysis)
    {
        Id = id;
        Comparison = comparison;
        AcceptedAnalysis = acceptedAnalysis;
        _classes = new ClassEvidence([], [], []) { Names = ClassEvidence.NamesOf(comparison.Baseline, comparison.Report.ClassNames) };
        Blocks = [.. comparison.Blocks.Select((b, i) => PageBlock.Create(this, b, i))];
        Network = Score is null ? null : PageBlock.OfNetwork(this);
    }

    /// <summary>Its anchor on the page.</summary>
    public string Id { get; }

    /// <summary>The comparison.</summary>
    public BaselineComparison Comparison { get; }

    /// <summary>The analysis of the accepted side of two models, or null.</summary>
    public CreditReport? AcceptedAnalysis { get; }

    /// <summary>The blocks in the order of the comparison.</summary>
    public IReadOnlyList<PageBlock> Blocks { get; }

    /// <summary>The whole network, shown after the blocks; null without a score.</summary>
    public PageBlock? Network { get; }

    /// <summary>The score, or null.</summary>
    public DriftScore? Score => Comparison.Score;

    /// <summary>Whether two models are compared, instead of a model with its baseline.</summary>
    public bool IsPair => AcceptedAnalysis is not null;

    /// <summary>The name of the accepted side on the page.</summary>
    public string AcceptedName => IsPair ? "A" : "accepted";

    /// <summary>The name of the other side on the page.</summary>
    public string CurrentName => IsPair ? "B" : "this model";

    /// <summary>
    /// The blocks, and the whole network, with something beyond its limit: first the one with the error, then by how far they moved.
    /// </summary>
    public IEnumerable<PageBlock> Failed => Everything.Where(b => b.Verdict.Status == BlockStatus.Failed)
        .OrderByDescending(b => b.IsAccused)
        .ThenByDescending(b => b.Distance ?? double.PositiveInfinity);

    /// <summary>What the verdict is about: the block or the network with the error, or the blocks if several have one.</summary>
    public IReadOnlyList<PageBlock> Accused => [.. Everything.Where(b => b.IsAccused)];

    /// <summary>What else crossed a limit, in the order of the network.</summary>
    public IReadOnlyList<PageBlock> Moved => [.. Everything.Where(b => !b.IsAccused && b.HasMoved)];

    /// <summary>What lies within its limits, in the order of the network.</summary>
    public IReadOnlyList<PageBlock> Held => [.. Everything.Where(b => !b.IsAccused && !b.HasMoved)];

    /// <summary>The blocks, then the whole network.</summary>
    public IEnumerable<PageBlock> Everything => Network is null ? Blocks : Blocks.Append(Network);

    /// <summary>The name of a class, such as <c>class 3</c> or <c>'cat'</c>.</summary>
    public string ClassName(int label) => _classes.NameOf(label);

    /// <summary>The name of an output: of its class if there are class names.</summary>
    public string OutputName(int output) => _classes.Names.Count > output ? ClassName(output) : $"output {output}";

    /// <summary>Whether the model gives no sample this class.</summary>
    public bool NeverAnswers(int label) =>
        Comparison.Report.Network?.Profile.Classes?.Predictions is { Count: > 0 } predictions && !predictions.Contains(label);

    /// <summary>The singular values of a block in each accepted retrain; empty if the baseline does not keep them.</summary>
    public IReadOnlyList<IReadOnlyList<double>> SpectraOf(PageBlock block)
    {
        int index = Comparison.Baseline.Blocks.TakeWhile(b => b.Name != block.Name).Count();
        return index == Comparison.Baseline.Blocks.Count ? []
            : [.. Comparison.Baseline.Accepted.Select(a => a.Evidence).OfType<ModelEvidence>()
                .Select(e => e.Blocks[index].Spectrum.Values())];
    }

    /// <summary>How many directions the network credit counts.</summary>
    public int Counted => Comparison.Baseline.Network.Counted;

    /// <summary>How many directions the leading credit of a block counts.</summary>
    public int CountedBy(string block) => Comparison.Baseline.Blocks.First(b => b.Name == block).Half;

    /// <summary>The figures of a block, or of the whole network for null, each with its values in the accepted retrains.</summary>
    public IReadOnlyList<PageFigure> Figures(string? block) => Score is null ? [] :
        [.. Score.Figures.Where(f => f.Block == block).Select(figure => new PageFigure(figure, Retrains(figure), Words(figure)))];

    private IReadOnlyList<double> Retrains(FigureComparison figure) =>
        [.. Comparison.Baseline.Accepted.Select(a => AcceptedFigures.ValueIn(Comparison.Baseline, a, figure)).OfType<double>()];

    private static string Words(FigureComparison figure) => figure.Figure.Kind switch
    {
        FigureKind.LeadingCredit or FigureKind.NetworkCredit => $"{figure.FigureWords} (total)",
        FigureKind.OutputChange or FigureKind.OutputGeometry =>
            $"{figure.FigureWords} ({FigureRule.For(figure.Figure.Kind).Unit})",
        _ => figure.FigureWords,
    };
}

/// <summary>A figure with its values in the accepted retrains.</summary>
/// <param name="Comparison">The figure.</param>
/// <param name="Retrains">Its values in the accepted retrains.</param>
/// <param name="Words">Its name on the page: with the name of the class, and a total named so.</param>
internal sealed record PageFigure(FigureComparison Comparison, IReadOnlyList<double> Retrains, string Words)
{
    /// <summary>Whether it is a share, from 0 to 1.</summary>
    public bool IsShare => FigureRule.For(Comparison.Figure.Kind).IsShare;

    /// <summary>Its value beside its limits.</summary>
    public Interval Interval => new(Comparison.Figure.Value, Comparison.Mean, Comparison.Allowed, Comparison.Accepted.Value, Retrains);
}

/// <summary>A value beside its limits.</summary>
/// <param name="Value">The value.</param>
/// <param name="Centre">The middle of the allowed range.</param>
/// <param name="Allowed">How far the value may lie from the middle.</param>
/// <param name="Accepted">The value of the accepted model.</param>
/// <param name="Retrains">The values of the accepted retrains.</param>
internal sealed record Interval(double Value, double Centre, double Allowed, double Accepted, IReadOnlyList<double> Retrains)
{
    /// <summary>How far a value lies from the centre, as a multiple of what is allowed.</summary>
    public double Relative(double value) => Allowed > 0 ? (value - Centre) / Allowed : 0;

    /// <summary>Whether the value lies within its limits.</summary>
    public bool Holds => Math.Abs(Relative(Value)) <= 1;

    /// <summary>The same in multiples of what is allowed, from the middle of the allowed range.</summary>
    public Interval InLimits() =>
        new(Relative(Value), 0, Allowed > 0 ? 1 : 0, Relative(Accepted), [.. Retrains.Select(Relative)]);
}
