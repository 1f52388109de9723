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

    /// <summary>Of those, the blocks with other parameters than in the accepted model.</summary>
    public IReadOnlyList<JudgedBlock> Changed { get; }

    /// <summary>How a classifier decides, beside the accepted model; null for a network that is none.</summary>
    public ClassEvidence? Classes { get; }

    /// <summary>The only block with other parameters than in the accepted model, where others have the same; else null.</summary>
    public JudgedBlock? OnlyChanged => Weighted.Count > 1 && Changed is [var only] ? only : null;

    /// <summary>Whether the weights descend from an accepted model's; false also if the baseline does not keep what shows it.</summary>
    public bool IsContinued => Score.Lineage.Kind == LineageKind.Continued;

    /// <summary>The figures of this kind of the whole network.</summary>
    public IEnumerable<FigureComparison> OfNetwork(FigureKind kind) => _network.Where(f => f.Figure.Kind == kind);

    /// <summary>Collects the evidence of a comparison with a score.</summary>
    public static DriftEvidence Create(CreditBaseline baseline, CreditReport report, DriftScore score)
    {
        ILookup<string?, FigureComparison> figures = score.Figures.ToLookup(f => f.Block);
        return new DriftEvidence(
            score,
            [.. baseline.Blocks.Select((b, i) => new JudgedBlock(b.Name, [.. figures[b.Name]])
            {
                Accepted = b.Fingerprint is { } own
                    ? [own, .. baseline.Accepted.Select(a => a.Fingerprints?[i]).OfType<BlockFingerprint>()]
                    : [],
                Current = b.Fingerprint is null ? null : report[b.Name].Fingerprint,
            })],
            baseline.Network.Figures.Count > 0 && report.Network!.Profile.Classes is { } classes
                ? ClassEvidence.Create(baseline, classes)
                : null);
    }
}
