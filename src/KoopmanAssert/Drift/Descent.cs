namespace KoopmanAssert.Core.Drift;

/// <summary>How the weights of a model lie to the accepted ones.</summary>
/// <param name="Cosine">At least half of the weight tensors are as near to the accepted ones: 1 for a network without weights.</param>
/// <param name="Tensors">The number of weight tensors.</param>
/// <param name="IsCopy">
/// Whether at least half of them are the accepted ones but for a factor. A sketch is relative to its largest sum, and changes in one of its 64
/// bytes as soon as the tensor turns by some thousandths.
/// </param>
/// <param name="IsRounded">Whether it is the accepted model in fewer bits.</param>
internal readonly record struct Descent(double Cosine, int Tensors, bool IsCopy, bool IsRounded)
{
    /// <summary>Whether its weights are unrelated to the accepted ones.</summary>
    public bool IsFresh => Cosine <= Kinship.NearCosine;

    /// <summary>√L sin θ: how far errors of that size in all L tensors move the outputs, relative to these.</summary>
    public double Rounding => Math.Sqrt(Tensors * (1 - (Cosine * Cosine)));

    /// <summary>Compares the fingerprints; null if they are not known.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="model">The model at its pins.</param>
    /// <param name="tolerance">How it is judged: with <see cref="Retraining.Fresh"/>, every model is fresh.</param>
    public static Descent? Find(CreditBaseline baseline, AcceptedRetrain model, LearntTolerance tolerance)
    {
        if (model.Fingerprints is not { } own || baseline.Blocks.Any(b => b.Fingerprint is null))
        {
            return null;
        }

        (WeightFingerprint Accepted, WeightFingerprint Own)[] pairs =
            [.. baseline.Blocks.SelectMany(b => b.Fingerprint!.Weights).Zip(own.SelectMany(b => b.Weights))];
        if (tolerance.Retraining == Retraining.Fresh)
        {
            return new Descent(0, pairs.Length, false, false);
        }

        double[] cosines = [.. pairs
            .Select(p => p.Accepted.Hash == p.Own.Hash ? 1 : Math.Clamp(p.Own.CosineTo(p.Accepted), 0, 1)).Order()];
        return new Descent(
            cosines.Length == 0 ? 1 : cosines[cosines.Length / 2],
            pairs.Length,
            2 * pairs.Count(p => p.Accepted.Sketch == p.Own.Sketch) >= pairs.Length,
            model.IsRounded);
    }
}
