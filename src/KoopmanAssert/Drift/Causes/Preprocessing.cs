namespace KoopmanAssert.Core.Drift;

/// <summary>The first block alone stands out: it adapts to the inputs' scale, mean and channel order.</summary>
/// <remarks>Damage to that block looks the same, so the words name both and the block is not accused.</remarks>
internal sealed class Preprocessing : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence) =>
        evidence.Weighted.Count > 1 && FaultLocalisation.Find(evidence) is { } first && first == evidence.Weighted[0]
            ? new DriftCause(
                "preprocessing",
                $"only the first block, '{first.Name}', stands out, as after training on inputs of another scale, mean or channel order; "
                + "if the preprocessing is the same, the block itself is damaged",
                null,
                $"the scale, mean and channel order of the inputs, in training and in the samples, then at '{first.Name}' itself")
            : null;
}
