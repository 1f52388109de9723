namespace KoopmanAssert.Core.Reports;

/// <summary>A block, or the whole network, as the page shows it.</summary>
internal sealed record PageBlock
{
    /// <summary>Its place on the page.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, or that it is the whole network.</summary>
    public required string Name { get; init; }

    /// <summary>What came of it.</summary>
    public required BlockVerdict Verdict { get; init; }

    /// <summary>What was found about it.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Its figures, where the network is judged by them.</summary>
    public required IReadOnlyList<PageFigure> Figures { get; init; }

    /// <summary>The comparison, or null for the whole network.</summary>
    public BlockComparison? Comparison { get; init; }

    /// <summary>The same block in the analysis of the accepted model, where there is one.</summary>
    public BlockCredit? AcceptedCredit { get; init; }

    /// <summary>The credit in nats a dimension: what is judged, where it is compared.</summary>
    public Interval? Credit { get; init; }

    /// <summary>The log-credit of a stated tolerance, in nats; null where none is stated or none can be compared.</summary>
    public Interval? Stated { get; init; }

    /// <summary>The figure that lies furthest from the accepted.</summary>
    public PageFigure? Furthest => Figures.MaxBy(f => Math.Abs(f.Comparison.Z));

    /// <summary>How far it moved: the largest |z|, or by how many times what is stated; null where there is nothing to compare.</summary>
    public double? Distance
        => Furthest is { } figure ? Math.Abs(figure.Comparison.Z) : Stated is { } stated ? Math.Abs(stated.Relative(stated.Value)) : null;

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
            Verdict = BlockVerdict.Judge(block.Findings, block.Name == network.Score?.Fault),
            Findings = block.Findings,
            Figures = figures,
            Comparison = block,
            AcceptedCredit = network.AcceptedAnalysis?.Blocks.FirstOrDefault(b => b.Name == block.Name),
            Credit = figures.FirstOrDefault(f => f.Comparison.Figure.Kind == FigureKind.LeadingCredit) is { } leading
                ? ADimension(leading.Interval, block.Accepted!.Half)
                : stated is null ? Alone(block) : ADimension(stated, block.Accepted!.Rank),
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
            Verdict = BlockVerdict.Judge(findings, isFault: false),
            Findings = findings,
            Figures = network.Figures(null),
        };
    }

    private static Interval ADimension(Interval total, int count) =>
        new(
            total.Value / count,
            total.Centre / count,
            total.Allowed / count,
            total.Accepted / count,
            [.. total.Retrains.Select(r => r / count)]);

    // A block of one side only, or of two shapes: there is a credit, and nothing to hold it against.
    private static Interval? Alone(BlockComparison block) =>
        (block.Current?.LogCreditPerDimension ?? block.Accepted?.LogCreditPerDimension) is { } credit && double.IsFinite(credit)
            ? new Interval(credit, credit, 0, block.Accepted?.LogCreditPerDimension ?? credit, []) : null;
}
