namespace KoopmanAssert.Core.Drift;

/// <summary>It doubts more and its weights are small: they grow, and doubt falls, for as long as training lasts.</summary>
/// <remarks>Training from new weights on noisy labels can leave the same, so both are named.</remarks>
internal sealed class UnderTrained : Cause
{
    // The median of several weight tensors is rarely one standard deviation low by chance.
    private const double Small = -1;

    public override DriftCause? Explain(DriftEvidence evidence)
    {
        double[] norms = [.. evidence.Weighted.SelectMany(b => b.OfWeights).Where(f => f.Figure.Kind == FigureKind.WeightNorm)
            .Select(f => f.Z).Order()];
        return norms.Length == 0 || norms[norms.Length / 2] > Small || !NoisyLabels.DoubtsAlone(evidence) ? null
            : new DriftCause(
                "underTrained",
                "it is less certain but answers as before, and its weights are small, as after too little training or on noisy labels",
                null,
                "the number of epochs and the learning rate, then at the labels");
    }
}
