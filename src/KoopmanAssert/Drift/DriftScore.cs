using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert;

/// <summary>How far a model as a whole lies from the accepted model and the accepted retrains.</summary>
/// <remarks>Instances are immutable and safe for concurrent use.</remarks>
public sealed class DriftScore
{
    internal DriftScore(IReadOnlyList<FigureComparison> scored, FigureComparison? outputs, double threshold, int retrains)
    {
        Figures = outputs is null ? scored : [.. scored, outputs];
        Outputs = outputs;
        Scored = scored.Count;
        Threshold = threshold;
        Retrains = retrains;
        Furthest = [.. scored.OrderByDescending(f => f.Distance).Take(RetrainScore.Together)];
        Value = RetrainScore.Combine(scored.Select(f => f.Z));
    }

    /// <summary>The score: the mean of the three largest |z| of all figures but <see cref="Outputs"/> (see <see cref="FigureComparison.Z"/>).</summary>
    public double Value { get; }

    /// <summary>The largest <see cref="Value"/> that passes. It follows from <see cref="LearntTolerance.FalseAlarms"/>.</summary>
    public double Threshold { get; }

    /// <summary>
    /// Whether the model has changed more than legitimate retrains do: the score is above the threshold, or the outputs lie beyond their
    /// limit.
    /// </summary>
    public bool Exceeds => Value > Threshold || Outputs is { IsBeyond: true };

    /// <summary>
    /// How far the outputs lie from those of the accepted model (<see cref="FigureKind.OutputChange"/>,
    /// <see cref="FigureKind.OutputGeometry"/> or <see cref="FigureKind.ChangedClasses"/>), and how far they may. They have a limit of
    /// their own, because they can change while no other figure does. Null if an earlier version wrote the baseline.
    /// </summary>
    public FigureComparison? Outputs { get; }

    /// <summary>Whether the model continues from an accepted one, and which of its blocks differ from the accepted model's.</summary>
    public Lineage Lineage { get; internal init; } = Lineage.Unknown;

    /// <summary>The number of accepted retrains that the score was learnt from, not counting the accepted model.</summary>
    public int Retrains { get; }

    /// <summary>All figures: those of the blocks in the order of the network, then those of the whole network and its outputs.</summary>
    public IReadOnlyList<FigureComparison> Figures { get; }

    /// <summary>The number of figures that the score rests on.</summary>
    internal int Scored { get; }

    /// <summary>The three figures behind the score, largest |z| first.</summary>
    public IReadOnlyList<FigureComparison> Furthest { get; }

    /// <summary>The figures that decided: those behind the score, and the outputs where they lie beyond their own limit.</summary>
    internal IReadOnlyList<FigureComparison> Deciding => Outputs is { IsBeyond: true } outputs ? [.. Furthest, outputs] : Furthest;

    /// <summary>The figure of a block, or of the whole network for null, with the largest |z|; null if there is none.</summary>
    internal FigureComparison? FurthestOf(string? block) => Figures.Where(f => f.Block == block).MaxBy(f => f.Distance);

    /// <summary>The largest |z| of a block, or 0 for a block without figures.</summary>
    internal double DistanceOf(string block) => FurthestOf(block)?.Distance ?? 0;
}

/// <summary>A figure of a model beside the same figure of the accepted models.</summary>
/// <param name="Block">The block, or null for the whole network.</param>
/// <param name="Figure">The figure of the model.</param>
/// <param name="Accepted">The figure of the accepted model.</param>
/// <param name="Mean">The mean of the figure over the accepted model and the accepted retrains.</param>
/// <param name="Allowed">How far the figure may lie from the mean before its |z| exceeds the threshold, in the unit of the figure.</param>
/// <param name="Z">The distance from the mean in standard deviations of legitimate retraining: 19 in 20 retrains have |z| below 2.</param>
public sealed record FigureComparison(string? Block, Figure Figure, Figure Accepted, double Mean, double Allowed, double Z)
{
    /// <summary>Whether float32 rounding, and not the retrains, sets the width of the allowed range.</summary>
    public bool IsWidened { get; init; }

    /// <summary>Whether the width is that of a model of which half of the weight tensors or more are the accepted ones.</summary>
    internal bool IsOfCopy { get; init; }

    /// <summary>Whether the value lies outside its allowed range.</summary>
    public bool IsBeyond => Math.Abs(Figure.Value - Mean) > Allowed;

    /// <summary>The figure in words, such as <c>'fc1' weight norm</c> or <c>doubt</c>.</summary>
    public string Words => Block is null ? FigureWords : $"'{Block}' {FigureWords}";

    /// <summary>The same without the block, such as <c>weight norm</c>.</summary>
    internal string FigureWords => ClassName is { } name ? $"{FigureRule.For(Figure.Kind).Words} of {name}"
        : FigureRule.For(Figure.Kind).WordsFor(Figure.Number);

    /// <summary>The name of the class whose figure it is, such as <c>'cat'</c>; null for a figure of no class.</summary>
    internal string? ClassName { get; init; }

    /// <summary>The lower end of the allowed range; a share or a distance is never below 0.</summary>
    internal double Lowest => FigureRule.For(Figure.Kind) is { IsShare: true } or { Scope: FigureScope.Outputs }
        ? Math.Max(0, Mean - Allowed)
        : Mean - Allowed;

    /// <summary>The upper end of the allowed range; a share is never above 1.</summary>
    internal double Highest => FigureRule.For(Figure.Kind).IsShare ? Math.Min(1, Mean + Allowed) : Mean + Allowed;

    /// <summary>|z|.</summary>
    internal double Distance => Math.Abs(Z);
}
