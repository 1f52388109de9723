namespace KoopmanAssert.Core.Drift;

/// <summary>A block as the verdict sees it: its part of the evidence.</summary>
/// <param name="Name">The block.</param>
/// <param name="Figures">Its compared figures.</param>
internal sealed record JudgedBlock(string Name, IReadOnlyList<FigureComparison> Figures)
{
    /// <summary>The figures of its weights. No other block can move them, while inputs that moved explain changes of the others.</summary>
    public IEnumerable<FigureComparison> OfWeights =>
        Figures.Where(f => f.Figure.Kind is FigureKind.WeightNorm or FigureKind.WeightVolume);

    /// <summary>Whether the block has weights.</summary>
    public bool HasWeights => OfWeights.Any();

    /// <summary>
    /// The fingerprints of the accepted model and of its retrains; empty if the baseline has none, as in format version 1.
    /// </summary>
    public IReadOnlyList<BlockFingerprint> Accepted { get; init; } = [];

    /// <summary>The fingerprint of the model; null if there is none to compare it with.</summary>
    public BlockFingerprint? Current { get; init; }

    /// <summary>
    /// Whether the parameters differ from the accepted model's: by their hashes, or else by figures of the weights that differ beyond
    /// rounding on another processor.
    /// </summary>
    public bool IsChanged => Current is null
        ? OfWeights.Any(f => Math.Abs(f.Figure.Value - f.Accepted.Value) > LearntFindings.Rounding)
        : Current.Hash != Accepted[0].Hash;

    /// <summary>The z of the figure of its weights that moved furthest, with its sign; 0 for a block without weights.</summary>
    public double WeightZ => OfWeights.MaxBy(f => f.Distance)?.Z ?? 0;

    /// <summary>The cosine of each weight tensor to the accepted model's; empty without fingerprints.</summary>
    public IEnumerable<double> Cosines => Current is null ? [] : Accepted[0].Weights.Zip(Current.Weights, (a, c) => c.CosineTo(a));

    /// <summary>Each weight tensor of the model beside the same tensor of all accepted models; empty without fingerprints.</summary>
    public IEnumerable<(WeightFingerprint Current, IReadOnlyList<WeightFingerprint> Accepted)> Tensors => Current is null ? []
        : Current.Weights.Select((w, i) => (w, (IReadOnlyList<WeightFingerprint>)[.. Accepted.Select(a => a.Weights[i])]));

    /// <summary>Whether a figure lies beyond its range.</summary>
    public bool IsBeyond => Figures.Any(f => f.IsBeyond);
}
