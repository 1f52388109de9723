using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Weights are exactly 0 that no accepted model has at 0.</summary>
internal sealed class PrunedWeights : Cause
{
    // Training leaves an exact zero only by accident; one weight in twenty is none.
    private const double Accidental = 0.05;

    public override DriftCause? Explain(DriftEvidence evidence)
    {
        List<(JudgedBlock Block, double Share)> pruned = [.. evidence.Weighted
            .Select(b => (Block: b, Share: b.Tensors.Where(IsPruned).Select(t => t.Current.Zeros).DefaultIfEmpty(0).Max()))
            .Where(b => b.Share > 0)];
        return pruned.Count == 0 ? null : new DriftCause(
            "prunedWeights",
            $"up to {PlainText.Number(100 * pruned.Max(b => b.Share), 0)} % of the weights of {Names(pruned.Select(b => b.Block))} are "
            + "exactly 0, as after pruning",
            pruned is [var only] ? only.Block.Name : null,
            "whether the model was meant to be pruned, and by which step");
    }

    /// <summary>Whether a tensor has zeros that no accepted model has.</summary>
    public static bool IsPruned((WeightFingerprint Current, IReadOnlyList<WeightFingerprint> Accepted) tensor) =>
        tensor.Current.Zeros > tensor.Accepted.Max(a => a.Zeros) + Accidental;
}
