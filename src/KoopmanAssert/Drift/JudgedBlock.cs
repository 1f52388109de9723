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

    /// <summary>
    /// The place in <see cref="Accepted"/> of the model that this one is compared with bit by bit: that with which it shares most.
    /// </summary>
    public int Origin { get; init; }

    /// <summary>The figures of that model; empty for those of the accepted model.</summary>
    public IReadOnlyList<Figure> OriginFigures { get; init; } = [];

    /// <summary>The fingerprint of the model; null if there is none to compare it with.</summary>
    public BlockFingerprint? Current { get; init; }

    /// <summary>
    /// Whether the parameters differ from those of its origin: by their hashes, or else by figures of the weights that differ from the
    /// accepted model's beyond rounding on another processor.
    /// </summary>
    public bool IsChanged => Current is null
        ? OfWeights.Any(f => Math.Abs(f.Figure.Value - f.Accepted.Value) > LearntFindings.Rounding)
        : Current.Hash != Accepted[Origin].Hash;

    /// <summary>The z of the figure of its weights that moved furthest, with its sign; 0 for a block without weights.</summary>
    public double WeightZ => OfWeights.MaxBy(f => f.Distance)?.Z ?? 0;

    /// <summary>The cosine of each weight tensor to its origin's; empty without fingerprints.</summary>
    public IEnumerable<double> Cosines => Current is null ? [] : Accepted[Origin].Weights.Zip(Current.Weights, (a, c) => c.CosineTo(a));

    /// <summary>How far the figures of this kind are from the origin's, one per weight tensor.</summary>
    public IEnumerable<double> ChangesOf(FigureKind kind) => OfWeights.Where(f => f.Figure.Kind == kind).Select(f =>
        f.Figure.Value - (OriginFigures.FirstOrDefault(o => o.Kind == kind && o.Number == f.Figure.Number) ?? f.Accepted).Value);

    /// <summary>Each weight tensor of the model beside the same tensor of all accepted models; empty without fingerprints.</summary>
    public IEnumerable<(WeightFingerprint Current, IReadOnlyList<WeightFingerprint> Accepted)> Tensors => Current is null ? []
        : Current.Weights.Select((w, i) => (w, (IReadOnlyList<WeightFingerprint>)[.. Accepted.Select(a => a.Weights[i])]));

    /// <summary>Whether a figure lies beyond its range.</summary>
    public bool IsBeyond => Figures.Any(f => f.IsBeyond);
}
