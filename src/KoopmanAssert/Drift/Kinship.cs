namespace KoopmanAssert.Core.Drift;

/// <summary>Which of the accepted models a model is judged by, as the fingerprints of their weights show.</summary>
/// <remarks>
/// The accepted models are numbered as they are scored: 0 is the accepted model, i the i-th accepted retrain. Weights of two models that
/// were trained from new random weights are unrelated, so their cosine is 0 up to the error of the sketch; of one that continues from the
/// other it is mostly above 0.7.
/// </remarks>
internal sealed class Kinship
{
    /// <summary>The cosine above which weights are related: halfway between unrelated and equal.</summary>
    public const double NearCosine = 0.5;

    // How far honest further training moves the figures of a block, in terms of fresh retrains.
    private const double Continued = 0.3;

    private Kinship(Lineage lineage, IReadOnlyList<int> fresh, IReadOnlyList<int> near) =>
        (Lineage, Fresh, Near) = (lineage, fresh, near);

    /// <summary>Where the model comes from.</summary>
    public Lineage Lineage { get; }

    /// <summary>The accepted models of which none continues from another: the first of each family.</summary>
    public IReadOnlyList<int> Fresh { get; }

    /// <summary>The accepted models that the model is near to.</summary>
    public IReadOnlyList<int> Near { get; }

    /// <summary>The number of accepted retrains among those that the model is judged by.</summary>
    public int Retrains => Fresh.Union(Lineage.Kind == LineageKind.Continued ? Near : []).Count(i => i > 0);

    /// <summary>
    /// The deviation of a block's figures over continued retrains, in terms of that over fresh ones: √(0.3² + 1 − c²), at most 1. A model
    /// of cosine c consists of c parts of the old weights and √(1 − c²) parts of new ones, so the yardstick widens to that of fresh
    /// retrains as c falls to 0. What a network answers near its decision boundaries changes with any training, so figures of the whole
    /// network keep the yardstick of fresh retrains.
    /// </summary>
    public double Narrowing => Math.Min(1, Math.Sqrt((Continued * Continued) + 1 - Math.Pow(Math.Clamp(Lineage.Cosine ?? 0, 0, 1), 2)));

    /// <summary>Finds the relatives of a model.</summary>
    public static Kinship Find(CreditBaseline baseline, AcceptedRetrain candidate)
    {
        List<BlockFingerprint> first = [.. baseline.Blocks.Select(b => b.Fingerprint).OfType<BlockFingerprint>()];
        IReadOnlyList<BlockFingerprint>?[] accepted = [first, .. baseline.Accepted.Select(a => a.Fingerprints)];
        if (candidate.Fingerprints is not { } own || first.Count < own.Count || !own.Any(b => b.Weights.Count > 0))
        {
            return new Kinship(Lineage.Unknown, [.. Enumerable.Range(0, accepted.Length)], []);
        }

        double[] cosines = [.. accepted.Select(other => other is null ? 0 : Cosine(own, other))];
        int nearest = Array.IndexOf(cosines, cosines.Max());
        int[] parametrised = [.. Enumerable.Range(0, own.Count).Where(b => own[b].Hash.Length > 0)];
        var lineage = new Lineage
        {
            Kind = cosines[nearest] > NearCosine ? LineageKind.Continued : LineageKind.Fresh,
            Nearest = nearest == 0 ? baseline.Model.Sha256 : baseline.Accepted[nearest - 1].Sha256,
            Cosine = cosines[nearest],
            Changed = [.. parametrised.Where(b => own[b].Hash != first[b].Hash).Select(b => baseline.Blocks[b].Name)],
            Unchanged = [.. parametrised.Where(b => own[b].Hash == first[b].Hash).Select(b => baseline.Blocks[b].Name)],
        };
        return new Kinship(lineage, Founders(accepted), [.. Enumerable.Range(0, cosines.Length).Where(i => cosines[i] > NearCosine)]);
    }

    // A retrain that was accepted before there were fingerprints counts as fresh.
    private static List<int> Founders(IReadOnlyList<BlockFingerprint>?[] accepted)
    {
        var founders = new List<int>();
        for (int i = 0; i < accepted.Length; i++)
        {
            if (accepted[i] is not { } one || !founders.Exists(f => accepted[f] is { } other && Cosine(one, other) > NearCosine))
            {
                founders.Add(i);
            }
        }

        return founders;
    }

    // The median, so that a few layers that were initialised anew or frozen do not decide.
    private static double Cosine(IReadOnlyList<BlockFingerprint> a, IReadOnlyList<BlockFingerprint> b)
    {
        IEnumerable<WeightFingerprint> first = a.SelectMany(block => block.Weights), second = b.SelectMany(block => block.Weights);
        double[] cosines = [.. first.Zip(second, (x, y) => x.CosineTo(y)).Order()];
        return (cosines[(cosines.Length - 1) / 2] + cosines[cosines.Length / 2]) / 2;
    }
}
