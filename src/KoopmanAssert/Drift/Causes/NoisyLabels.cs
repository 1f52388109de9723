namespace KoopmanAssert.Core.Drift;

/// <summary>It doubts more and still answers the same: labels that contradict each other teach doubt, and not other answers.</summary>
/// <remarks>A factor on the class scores leaves the same doubt. Both are named if nothing before the last layer has moved.</remarks>
internal sealed class NoisyLabels : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence)
    {
        if (!DoubtsAlone(evidence))
        {
            return null;
        }

        const string Words = "it is less certain but answers as before, as after training on noisy labels";
        const string Labels = "the labels (whether some of them are wrong, or in another order than the samples)";
        return evidence.Weighted.Where(b => b.IsBeyond).ToList() is [var last] && last == evidence.Weighted[^1]
            ? new DriftCause(
                "noisyLabels",
                $"{Words}, or with smaller weights in '{last.Name}' alone",
                null,
                $"{Labels}, then at what scales the weights of '{last.Name}'")
            : new DriftCause("noisyLabels", Words, null, Labels);
    }

    /// <summary>Whether doubt has grown beyond its range while the answers and their shares are those of legitimate retrains.</summary>
    public static bool DoubtsAlone(DriftEvidence evidence) =>
        evidence.OfNetwork(FigureKind.Doubt).Any(f => f.Z > evidence.Limit)
        && evidence.OfNetwork(FigureKind.Churn).All(f => f.Z <= FaultLocalisation.Noticeable)
        && evidence.OfNetwork(FigureKind.Share).All(f => f.Distance <= evidence.Limit);
}
