namespace KoopmanAssert.Core.Drift;

/// <summary>Weights take few distinct values, where those of every accepted model take many.</summary>
internal sealed class QuantisedWeights : Cause
{
    // The values of trained weights hardly ever coincide, so that half as many cannot be chance.
    private const double Few = 0.5;

    public override DriftCause? Explain(DriftEvidence evidence)
    {
        List<JudgedBlock> quantised = [.. evidence.Weighted.Where(b => b.Tensors.Any(IsQuantised))];
        if (quantised.Count == 0)
        {
            return null;
        }

        int most = quantised.SelectMany(b => b.Tensors).Where(IsQuantised).Max(t => t.Current.Distinct);
        return new DriftCause(
            "quantisedWeights",
            $"the weights of {Names(quantised)} take at most {most} distinct values, as after quantisation",
            quantised is [var only] ? only.Name : null,
            "whether the model was meant to be quantised, and by which step");
    }

    // Pruning also leaves fewer values: as many as there are weights left.
    private static bool IsQuantised((WeightFingerprint Current, IReadOnlyList<WeightFingerprint> Accepted) tensor) =>
        tensor.Current.Distinct < Few * (1 - tensor.Current.Zeros) * tensor.Accepted.Min(a => a.Distinct);
}
