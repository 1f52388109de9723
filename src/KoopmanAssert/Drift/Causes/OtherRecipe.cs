namespace KoopmanAssert.Core.Drift;

/// <summary>The weights of most blocks lie beyond their limits: what they share is the training.</summary>
internal sealed class OtherRecipe : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence)
    {
        int beyond = evidence.Weighted.Count(b => Math.Abs(b.WeightZ) > evidence.Limit);
        return beyond < 2 || 2 * beyond <= evidence.Weighted.Count ? null : new DriftCause(
            "otherRecipe",
            $"the weights of {beyond} of {evidence.Weighted.Count} blocks lie beyond their limits, as after training with another recipe "
            + "(rate, regularisation, epochs) or on other data",
            null);
    }
}
