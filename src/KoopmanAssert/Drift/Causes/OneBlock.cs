namespace KoopmanAssert.Core.Drift;

/// <summary>Damage in one block explains everything that moved, although none of its own figures is beyond its range.</summary>
/// <remarks>It points to the block without accusing it: no figure of its own would bear an accusation.</remarks>
internal sealed class OneBlock : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence)
    {
        if (DamagedBlock.Find(evidence) is not { IsBeyond: false } damaged)
        {
            return null;
        }

        List<JudgedBlock> before = [.. evidence.Blocks.TakeWhile(b => b != damaged)];
        bool isClear = before.TrueForAll(b => !b.IsBeyond) && evidence.Blocks.All(b => b.OfWeights.All(f => !f.IsBeyond));
        string upstream = before.Count == 0 ? "" : $"what lies before '{damaged.Name}' and ";
        return !isClear ? null : new DriftCause(
            "oneBlock",
            $"{upstream}the weights of all other blocks are within their ranges, and what moved fits damage in '{damaged.Name}': look there "
            + "first, although no figure of it is beyond its own range",
            damaged.Name,
            $"what in training or export concerns '{damaged.Name}' alone");
    }
}
