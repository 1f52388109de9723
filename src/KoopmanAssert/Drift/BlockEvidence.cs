namespace KoopmanAssert.Core.Drift;

/// <summary>A block's part of the evidence.</summary>
/// <param name="Name">The block.</param>
/// <param name="Figures">Its compared figures.</param>
internal sealed record BlockEvidence(string Name, IReadOnlyList<FigureComparison> Figures)
{
    /// <summary>The figures of its weights. No other block can move them, while inputs that moved explain changes of the others.</summary>
    public IEnumerable<FigureComparison> OfWeights =>
        Figures.Where(f => f.Figure.Kind is FigureKind.WeightNorm or FigureKind.WeightVolume);

    /// <summary>Whether the block has weights.</summary>
    public bool HasWeights => OfWeights.Any();

    /// <summary>Whether the parameters differ from the accepted model's, beyond rounding on another processor.</summary>
    public bool IsChanged => OfWeights.Any(f => Math.Abs(f.Figure.Value - f.Accepted.Value) > LearntFindings.Rounding);

    /// <summary>The z of the figure of its weights that moved furthest, with its sign; 0 for a block without weights.</summary>
    public double WeightZ => OfWeights.MaxBy(f => f.Distance)?.Z ?? 0;

    /// <summary>The cosine of each weight tensor to the accepted model's; empty if the baseline does not keep what it takes.</summary>
    public IReadOnlyList<double> Cosines { get; init; } = [];

    /// <summary>Whether a figure lies beyond its range.</summary>
    public bool IsBeyond => Figures.Any(f => f.IsBeyond);
}
