namespace KoopmanAssert.Core.Credits;

/// <summary>
/// The share of a block or kernel among its like, and its place (the bars of the paper's figure 4): for reading, not for a gate.
/// </summary>
/// <param name="Share">Its volume for each dimension of its rank, as a part of the sum over all; null where it has no credit.</param>
/// <param name="Place">Its place by that, from 1; those closer than a twentieth to the first of a place share it.</param>
internal readonly record struct CreditShare(double? Share, int? Place)
{
    /// <summary>How shares are made, for the reader.</summary>
    public const string Sentence =
        "share: the volume for each dimension (the geometric mean of the singular values) as a part of the sum over all; "
        + "volumes closer than 5 % share a place";

    private const double Close = 0.05;

    /// <summary>The shares of log-credits for each dimension.</summary>
    public static IReadOnlyList<CreditShare> Compute(IReadOnlyList<double?> perDimension)
    {
        if (!perDimension.Any(c => c is not null))
        {
            return [.. perDimension.Select(_ => new CreditShare(null, null))];
        }

        // Relative to the largest, so that no exponential overflows.
        double largest = perDimension.Max()!.Value;
        double sum = perDimension.Sum(c => c is { } nats ? Math.Exp(nats - largest) : 0);
        Dictionary<double, int> places = Places([.. perDimension.OfType<double>().Distinct().OrderDescending()]);
        return [.. perDimension.Select(
            c => c is { } nats ? new CreditShare(Math.Exp(nats - largest) / sum, places[nats]) : new CreditShare(null, null))];
    }

    private static Dictionary<double, int> Places(List<double> descending)
    {
        var places = new Dictionary<double, int>();
        double first = double.PositiveInfinity;
        int place = 0;
        foreach (double nats in descending)
        {
            if (first - nats > Close)
            {
                first = nats;
                place++;
            }

            places[nats] = place;
        }

        return places;
    }
}
