namespace KoopmanAssert.Core.Drift;

/// <summary>A block shares nothing with the accepted model, from which all others continue: it has been initialised anew.</summary>
internal sealed class NewBlock : Cause
{
    // Three deviations of a sketch's cosine, which is 0 on average for unrelated tensors.
    private const double Unrelated = 3.0 / 8;

    public override DriftCause? Explain(DriftEvidence evidence)
    {
        List<JudgedBlock> fresh = [.. evidence.Weighted.Where(b => b.Cosines.Any() && b.Cosines.All(c => Math.Abs(c) < Unrelated))];
        bool othersContinue = evidence.Weighted.Count > 1
            && evidence.Weighted.Except(fresh).All(b => b.Cosines.Any(c => c > Kinship.NearCosine));
        return fresh is not [var only] || !othersContinue ? null : new DriftCause(
            "newBlock",
            $"'{only.Name}' shares nothing with {evidence.Origin} while all other blocks continue from it, as if it had been initialised "
            + "anew",
            only.Name,
            $"whether the weights of '{only.Name}' were loaded (its key in the checkpoint may be missing or renamed, or the layer replaced)");
    }
}
