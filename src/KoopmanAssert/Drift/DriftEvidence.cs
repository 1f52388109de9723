namespace KoopmanAssert.Core.Drift;

/// <summary>Everything that a verdict rests on: the compared figures, block by block, the weights and the decisions.</summary>
internal sealed class DriftEvidence
{
    private readonly FigureComparison[] _network;

    /// <summary>Collects the evidence.</summary>
    public DriftEvidence(DriftScore score, IReadOnlyList<JudgedBlock> blocks, ClassEvidence? classes)
    {
        Score = score;
        Blocks = blocks;
        Weighted = [.. blocks.Where(b => b.HasWeights)];
        Changed = [.. Weighted.Where(b => b.IsChanged)];
        Classes = classes;
        _network = [.. score.Figures.Where(f => f.Block is null)];
    }

    /// <summary>The score.</summary>
    public DriftScore Score { get; }

    /// <summary>The limit of the |z| of a figure.</summary>
    public double Limit => Score.Threshold;

    /// <summary>The blocks in the order of the network.</summary>
    public IReadOnlyList<JudgedBlock> Blocks { get; }

    /// <summary>The blocks with weights.</summary>
    public IReadOnlyList<JudgedBlock> Weighted { get; }

    /// <summary>The accepted model or accepted retrain that the parameters are compared with, in words.</summary>
    public string Origin { get; init; } = "the accepted model";

    /// <summary>Of those, the blocks with other parameters than in the origin.</summary>
    public IReadOnlyList<JudgedBlock> Changed { get; }

    /// <summary>How a classifier decides, beside the accepted model; null for a network that is none.</summary>
    public ClassEvidence? Classes { get; }

    /// <summary>The only block with other parameters than in the origin, where others have the same; else null.</summary>
    public JudgedBlock? OnlyChanged => Weighted.Count > 1 && Changed is [var only] ? only : null;

    /// <summary>Whether the weights descend from an accepted model's; false also if the baseline does not keep what shows it.</summary>
    public bool IsContinued => Score.Lineage.Kind == LineageKind.Continued;

    /// <summary>The figures of this kind of the whole network.</summary>
    public IEnumerable<FigureComparison> OfNetwork(FigureKind kind) => _network.Where(f => f.Figure.Kind == kind);

    /// <summary>Collects the evidence of a comparison with a score.</summary>
    public static DriftEvidence Create(CreditBaseline baseline, CreditReport report, DriftScore score)
    {
        ILookup<string?, FigureComparison> figures = score.Figures.ToLookup(f => f.Block);
        AcceptedRetrain[] retrains = [.. baseline.Accepted.Where(a => a.Fingerprints is not null)];
        bool isKnown = baseline.Blocks.All(b => b.Fingerprint is not null);
        JudgedBlock[] blocks = [.. baseline.Blocks.Select((b, i) => new JudgedBlock(b.Name, [.. figures[b.Name]])
        {
            Accepted = isKnown ? [b.Fingerprint!, .. retrains.Select(a => a.Fingerprints![i])] : [],
            Current = isKnown ? report[b.Name].Fingerprint : null,
        })];
        int origin = isKnown ? OriginOf(blocks, Array.FindIndex(retrains, a => a.Sha256 == Nearest(score)) + 1) : 0;
        AcceptedRetrain? other = origin > 0 ? retrains[origin - 1] : null;
        return new DriftEvidence(
            score,
            [.. blocks.Select((b, i) => b with { Origin = origin, OriginFigures = other?.Blocks[i] ?? [] })],
            baseline.Network.Figures.Count > 0 && report.Network!.Profile.Classes is { } classes
                ? ClassEvidence.Create(baseline, classes, report.ClassNames)
                : null)
        {
            Origin = other is null ? "the accepted model" : $"accepted retrain {other.Sha256[..12]}…",
        };
    }

    private static string? Nearest(DriftScore score) => score.Lineage.Kind == LineageKind.Continued ? score.Lineage.Nearest : null;

    // The model with which it shares most blocks bit by bit; of those with as many, the nearest by its weights if it continues from that.
    private static int OriginOf(JudgedBlock[] blocks, int nearest)
    {
        int Shared(int model) => blocks.Count(b => b.HasWeights && b.Current!.Hash == b.Accepted[model].Hash);
        int models = blocks[0].Accepted.Count;
        return Enumerable.Range(0, models).OrderByDescending(Shared).ThenByDescending(m => m == nearest).First();
    }
}
