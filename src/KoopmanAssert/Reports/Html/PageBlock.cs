namespace KoopmanAssert.Core.Reports;

/// <summary>A block, or the whole network, as the page shows it.</summary>
internal sealed record PageBlock
{
    /// <summary>Its anchor on the page.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, or "whole network".</summary>
    public required string Name { get; init; }

    /// <summary>Its verdict.</summary>
    public required BlockVerdict Verdict { get; init; }

    /// <summary>What was found about it.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Its figures, if the network has a score.</summary>
    public required IReadOnlyList<PageFigure> Figures { get; init; }

    /// <summary>The comparison, or null for the whole network.</summary>
    public BlockComparison? Comparison { get; init; }

    /// <summary>The same block in the analysis of the accepted model, if there is one.</summary>
    public BlockCredit? AcceptedCredit { get; init; }

    /// <summary>The credit in nats per dimension: at the pinned rank if it is compared.</summary>
    public Interval? Credit { get; init; }

    /// <summary>The log-credit within its stated tolerance, in nats; null if none is stated or none can be compared.</summary>
    public Interval? Stated { get; init; }

    /// <summary>Whether the gate fails because of it, and not because of another one that moved too.</summary>
    public bool IsAccused => Findings.Any(f => f.Severity == FindingSeverity.Error);

    /// <summary>Whether a figure of its own lies beyond its limit.</summary>
    public bool HasMoved => Figures.Any(f => f.Comparison.IsBeyond);

    /// <summary>The figure with the largest |z|.</summary>
    public PageFigure? Furthest => Figures.MaxBy(f => f.Comparison.Distance);

    /// <summary>How far it moved: the largest |z|, or the multiple of the stated tolerance; null if nothing can be compared.</summary>
    public double? Distance => Furthest?.Comparison.Distance ?? (Stated is { } stated ? Math.Abs(stated.Relative(stated.Value)) : null);

    /// <summary>A block of a network.</summary>
    public static PageBlock Create(PageNetwork network, BlockComparison block, int index)
    {
        IReadOnlyList<PageFigure> figures = network.Figures(block.Name);
        Interval? stated = block is { CreditAtPinnedRank: { } now, Accepted: { } accepted }
            ? new Interval(now, accepted.LogCredit, block.Allowed ?? 0, accepted.LogCredit, [])
            : null;
        return new PageBlock
        {
            Id = $"{network.Id}-block{index + 1}",
            Name = block.Name,
            Verdict = BlockVerdict.Judge(block.Findings, network.Comparison.Verdict, network.Score?.FurthestOf(block.Name)),
            Findings = block.Findings,
            Figures = figures,
            Comparison = block,
            AcceptedCredit = network.AcceptedAnalysis?.Blocks.FirstOrDefault(b => b.Name == block.Name),
            Credit = figures.FirstOrDefault(f => f.Comparison.Figure.Kind == FigureKind.LeadingCredit) is { } leading
                ? PerDimension(leading.Interval, block.Accepted!.Half)
                : stated is null ? Alone(block) : PerDimension(stated, block.Accepted!.Rank),
            Stated = block.Allowed is null ? null : stated,
        };
    }

    /// <summary>The whole network.</summary>
    public static PageBlock OfNetwork(PageNetwork network)
    {
        IReadOnlyList<Finding> findings = [.. network.Comparison.Findings.Where(f => f.Block is null)];
        return new PageBlock
        {
            Id = $"{network.Id}-network",
            Name = "whole network",
            Verdict = BlockVerdict.Judge(findings, network.Comparison.Verdict, network.Score?.FurthestOf(null)),
            Findings = findings,
            Figures = network.Figures(null),
        };
    }

    private static Interval PerDimension(Interval total, int count) => new(
        total.Value / count,
        total.Centre / count,
        total.Allowed / count,
        total.Accepted / count,
        [.. total.Retrains.Select(r => r / count)]);

    // A block that only one side has, or that changed its shape, has a credit but nothing to compare it with.
    private static Interval? Alone(BlockComparison block) =>
        (block.Current?.LogCreditPerDimension ?? block.Accepted?.LogCreditPerDimension) is { } credit && double.IsFinite(credit)
            ? new Interval(credit, credit, 0, block.Accepted?.LogCreditPerDimension ?? credit, [])
            : null;
}
