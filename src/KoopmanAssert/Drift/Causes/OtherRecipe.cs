namespace KoopmanAssert.Core.Drift;

/// <summary>The weights of most blocks lie beyond their limits, and none stands out: what they share is the training.</summary>
internal sealed class OtherRecipe : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence)
    {
        int beyond = evidence.Weighted.Count(b => Math.Abs(b.WeightZ) > evidence.Limit);
        bool isSpread = beyond >= 2 && 2 * beyond > evidence.Weighted.Count && FaultLocalisation.Find(evidence) is null;
        return !isSpread ? null : new DriftCause(
            "otherRecipe",
            $"the weights of {beyond} of {evidence.Weighted.Count} blocks lie beyond their limits, as after training with another recipe "
            + "(rate, regularisation, epochs) or on other data",
            null,
            "the recipe of the training (rate, regularisation, epochs), then at its data");
    }
}
