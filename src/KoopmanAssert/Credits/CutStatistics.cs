using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Core.Credits;

/// <summary>What is kept of the snapshots at a cut: it serves the block that ends there and the one that begins.</summary>
/// <param name="Sums">What is summed of them.</param>
/// <param name="Classes">How a classifier decides, at the cut that holds its class scores; null at the others.</param>
internal sealed record CutStatistics(SnapshotSums Sums, ClassDecisions? Classes)
{
    /// <summary>The figures that follow from labels, at the last cut; empty without labels.</summary>
    public IReadOnlyList<Figure> OfLabels { get; init; } = [];

    /// <summary>A sketch of the outputs, or of a classifier's class scores, at the last cut; null at the others.</summary>
    public OutputSketch? Outputs { get; init; }
}

/// <summary>Keeps what an analysis reads of cuts, for later analyses of the same activations. For one caller at a time.</summary>
internal interface ICutStore
{
    /// <summary>The activations of an analysis from which on its cuts are worth keeping: fewer are sooner read again than found.</summary>
    long FewestActivations { get; }

    /// <summary>What was kept under a key, every bit of it; null where there is nothing whole.</summary>
    /// <param name="key">All that it depends on besides the code and the processor: text of any length.</param>
    CutStatistics? Find(string key);

    /// <summary>Keeps something, or does not: that is never a failure.</summary>
    void Keep(string key, CutStatistics statistics);
}
