using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Reports;

/// <summary>A comparison as the page shows it.</summary>
internal sealed class PageNetwork
{
    private readonly IReadOnlyList<IReadOnlyList<double>> _retrains;

    /// <summary>A network that was compared.</summary>
    /// <param name="id">Its place on the page, by which links find it.</param>
    /// <param name="comparison">What was compared.</param>
    /// <param name="acceptedAnalysis">The analysis of the accepted side, where that is a model too and not a baseline.</param>
    public PageNetwork(string id, BaselineComparison comparison, CreditReport? acceptedAnalysis)
    {
        Id = id;
        Comparison = comparison;
        AcceptedAnalysis = acceptedAnalysis;
        _retrains = [.. comparison.Baseline.Accepted
            .Select(a => (IReadOnlyList<double>)[.. a.Blocks.SelectMany(b => b).Concat(a.Network).Select(f => f.Value)])];
        Blocks = [.. comparison.Blocks.Select((b, i) => PageBlock.Create(this, b, i))];
        Network = Score is null ? null : PageBlock.OfNetwork(this);
    }

    /// <summary>Its place on the page.</summary>
    public string Id { get; }

    /// <summary>What was compared.</summary>
    public BaselineComparison Comparison { get; }

    /// <summary>The analysis of the accepted side of two models, or null.</summary>
    public CreditReport? AcceptedAnalysis { get; }

    /// <summary>The blocks in the order of the comparison.</summary>
    public IReadOnlyList<PageBlock> Blocks { get; }

    /// <summary>The whole network as a last block, where it is judged as one.</summary>
    public PageBlock? Network { get; }

    /// <summary>The score, or null.</summary>
    public DriftScore? Score => Comparison.Score;

    /// <summary>Whether two models are compared, and not a model with its baseline.</summary>
    public bool IsPair => AcceptedAnalysis is not null;

    /// <summary>What the accepted side is called.</summary>
    public string AcceptedName => IsPair ? "A" : "accepted";

    /// <summary>What the other side is called.</summary>
    public string CurrentName => IsPair ? "B" : "this model";

    /// <summary>
    /// The blocks and the whole network for which the gate fails: the one at fault first, then those that moved furthest.
    /// </summary>
    public IEnumerable<PageBlock> Failed => Everything.Where(b => b.Verdict.Status == BlockStatus.Failed)
        .OrderByDescending(b => b.Name == Score?.Fault).ThenByDescending(b => b.Distance ?? double.PositiveInfinity);

    /// <summary>The blocks, then the whole network.</summary>
    public IEnumerable<PageBlock> Everything => Network is null ? Blocks : Blocks.Append(Network);

    /// <summary>The figures of a block, or of the whole network for null, each with its values in the accepted retrains.</summary>
    public IReadOnlyList<PageFigure> Figures(string? block) => Score is null ? [] :
        [.. Score.Figures.Select((figure, i) => new PageFigure(figure, [.. _retrains.Select(values => values[i])]))
            .Where(f => f.Comparison.Block == block)];
}

/// <summary>A figure with its values in the accepted retrains.</summary>
internal sealed record PageFigure(FigureComparison Comparison, IReadOnlyList<double> Retrains)
{
    /// <summary>Its name.</summary>
    public string Words => FigureRule.For(Comparison.Figure.Kind).WordsFor(Comparison.Figure.Number);

    /// <summary>Where it lies.</summary>
    public Interval Interval => new(Comparison.Figure.Value, Comparison.Mean, Comparison.Allowed, Comparison.Accepted.Value, Retrains);
}

/// <summary>A value beside what is allowed.</summary>
/// <param name="Value">The value.</param>
/// <param name="Centre">The middle of what is allowed.</param>
/// <param name="Allowed">How far it may lie from there.</param>
/// <param name="Accepted">The value of the accepted model.</param>
/// <param name="Retrains">The values of the accepted retrains.</param>
internal sealed record Interval(double Value, double Centre, double Allowed, double Accepted, IReadOnlyList<double> Retrains)
{
    /// <summary>How far a value lies from the centre, in multiples of what is allowed.</summary>
    public double Relative(double value) => Allowed > 0 ? (value - Centre) / Allowed : 0;

    /// <summary>Whether the value is within what is allowed.</summary>
    public bool Holds => Math.Abs(Relative(Value)) <= 1;
}
