namespace KoopmanAssert.Core.Reports;

/// <summary>A comparison as the page shows it.</summary>
internal sealed class PageNetwork
{
    private readonly IReadOnlyList<IReadOnlyList<double>> _retrains;

    /// <summary>A network that was compared.</summary>
    /// <param name="id">Its anchor on the page.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="acceptedAnalysis">The analysis of the accepted side if two models are compared; else null.</param>
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
        .OrderByDescending(b => b.Findings.Any(f => f.Severity == FindingSeverity.Error))
        .ThenByDescending(b => b.Distance ?? double.PositiveInfinity);

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
    public string Words => Comparison.FigureWords;

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
}
