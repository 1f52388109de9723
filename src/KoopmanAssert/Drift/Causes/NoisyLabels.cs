namespace KoopmanAssert.Core.Drift;

/// <summary>It doubts more and still answers the same: labels that contradict each other teach doubt, and not other answers.</summary>
internal sealed class NoisyLabels : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence) => !DoubtsAlone(evidence) ? null
        : new DriftCause("noisyLabels", "it is less certain but answers as before, as after training on noisy labels", null);

    /// <summary>Whether doubt has grown beyond its range while the answers and their shares are those of legitimate retrains.</summary>
    public static bool DoubtsAlone(DriftEvidence evidence) =>
        evidence.OfNetwork(FigureKind.Doubt).Any(f => f.Z > evidence.Limit)
        && evidence.OfNetwork(FigureKind.Churn).All(f => f.Z <= FaultLocalisation.Noticeable)
        && evidence.OfNetwork(FigureKind.Share).All(f => f.Distance <= evidence.Limit);
}
