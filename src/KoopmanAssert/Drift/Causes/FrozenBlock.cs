namespace KoopmanAssert.Core.Drift;

/// <summary>A block has exactly the accepted model's weights, while those of all others changed: it was left out of the training.</summary>
internal sealed class FrozenBlock : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence) =>
        evidence.Changed.Count < 2 || evidence.Weighted.Where(b => !b.IsChanged).ToList() is not [var frozen] ? null
        : new DriftCause(
            "frozenBlock",
            $"'{frozen.Name}' has exactly the weights of {evidence.Origin} while all others changed, as if it had been frozen",
            frozen.Name,
            $"whether '{frozen.Name}' was meant to be left out of the training, and what left it out");
}
