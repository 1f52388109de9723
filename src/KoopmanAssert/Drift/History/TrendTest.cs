using MathNet.Numerics.Distributions;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// The test of Mann and Kendall for a trend in a series: how many more of its pairs rise than fall. It assumes nothing of the values' scale
/// and distribution, only that without a trend every order of them is equally likely, as it is of honest retrains.
/// </summary>
/// <param name="Tau">Kendall's τ with time: −1 if each value is below the one before, 1 if each is above, 0 without a trend.</param>
/// <param name="Probability">The probability that a series without a trend gives as large a |τ|.</param>
/// <param name="Slope">The change per model: the median of the slopes between all pairs (Theil and Sen), in the unit of the values.</param>
internal sealed record TrendTest(double Tau, double Probability, double Slope)
{
    /// <summary>The fewest values of which any order is rarer than one in a hundred.</summary>
    public const int Fewest = 6;

    /// <summary>Tests a series in the order of time.</summary>
    public static TrendTest Of(IReadOnlyList<double> values)
    {
        int n = values.Count;
        if (n < 2)
        {
            return new TrendTest(0, 1, 0);
        }

        List<double> slopes = [.. from j in Enumerable.Range(1, n - 1) from i in Enumerable.Range(0, j)
                                  select (values[j] - values[i]) / (j - i)];
        slopes.Sort();
        double rises = slopes.Sum(s => Math.Sign(s));
        double ties = values.GroupBy(v => v).Sum(g => Terms(g.Count()));
        double deviation = Math.Sqrt((Terms(n) - ties) / 18);
        // Continuity: the sum of signs moves in steps of 2.
        double z = deviation > 0 ? Math.Max(0, Math.Abs(rises) - 1) / deviation : 0;
        return new TrendTest(rises / (n * (n - 1) / 2.0), 2 * Normal.CDF(0, 1, -z), Median(slopes));
    }

    // The variance of the sum of signs is n(n−1)(2n+5)/18, less the same for each group of equal values.
    private static double Terms(double n) => n * (n - 1) * ((2 * n) + 5);

    private static double Median(List<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
