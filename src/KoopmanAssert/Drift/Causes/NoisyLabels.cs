namespace KoopmanAssert.Core.Drift;

/// <summary>It doubts more and still answers the same: labels that contradict each other teach doubt, and not other answers.</summary>
internal sealed class NoisyLabels : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence) => !DoubtsAlone(evidence) ? null
        : new DriftCause(
            "noisyLabels",
            $"it is less certain but answers as before, as after training on noisy labels{OrScaled(evidence)}",
            null,
            "the labels (whether some of them are wrong, or in another order than the samples)");

    // A factor on the class scores leaves the same doubt, and nothing in the blocks before.
    private static string OrScaled(DriftEvidence evidence) =>
        evidence.Weighted.Where(b => b.IsBeyond).ToList() is [var only] && only == evidence.Weighted[^1]
            ? $", or with smaller weights in '{only.Name}' alone"
            : "";

    /// <summary>Whether doubt has grown beyond its range while the answers and their shares are those of legitimate retrains.</summary>
    public static bool DoubtsAlone(DriftEvidence evidence) =>
        evidence.OfNetwork(FigureKind.Doubt).Any(f => f.Z > evidence.Limit)
        && evidence.OfNetwork(FigureKind.Churn).All(f => f.Z <= FaultLocalisation.Noticeable)
        && evidence.OfNetwork(FigureKind.Share).All(f => f.Distance <= evidence.Limit);
}
