using MathNet.Numerics.Statistics;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// Decides how many singular values of a matrix count, its effective rank: a <see cref="RankRule"/> together with the rank tolerance.
/// </summary>
/// <remarks>The tolerance should lie above the noise of float32 activations, about 1e-6 of the largest singular value.</remarks>
internal abstract record RankCutoff
{
    private protected RankCutoff()
    {
    }

    /// <summary>Counts the singular values above <paramref name="tolerance"/> times the largest; the default, with 1e-3.</summary>
    /// <param name="tolerance">A fraction in (0, 1).</param>
    public static RankCutoff Relative(double tolerance) => new RelativeRank(tolerance);

    /// <summary>Counts a fixed number of them, except those at or below the tolerance.</summary>
    /// <param name="rank">The rank, at least 1.</param>
    /// <param name="tolerance">A fraction of the largest in (0, 1) below which a value never counts.</param>
    public static RankCutoff Fixed(int rank, double tolerance) => new FixedRank(rank, tolerance);

    /// <summary>Counts the fewest that carry a share of the energy Σσ², except those at or below the tolerance.</summary>
    /// <param name="share">A share in (0, 1].</param>
    /// <param name="tolerance">A fraction of the largest in (0, 1) below which a value never counts.</param>
    public static RankCutoff Energy(double share, double tolerance) => new EnergyRank(share, tolerance);

    /// <summary>
    /// Counts those above the optimal hard threshold for noise of unknown level (Gavish and Donoho 2014), except those at or below the
    /// tolerance.
    /// </summary>
    /// <param name="tolerance">A fraction of the largest in (0, 1) below which a value never counts.</param>
    public static RankCutoff GavishDonoho(double tolerance) => new GavishDonohoRank(tolerance);

    /// <summary>Counts what another rule counts, but at most a given number.</summary>
    /// <param name="rule">The other rule.</param>
    /// <param name="rank">The most that it counts, at least 1.</param>
    public static RankCutoff AtMost(RankCutoff rule, int rank) => new BoundedRank(rule, rank);

    /// <summary>The effective rank of a matrix with these singular values, given in descending order.</summary>
    public int RankOf(ReadOnlySpan<double> singularValues, int rows, int columns) =>
        singularValues.Length == 0 || singularValues[0] <= 0 ? 0 : Count(singularValues, rows, columns);

    private protected abstract int Count(ReadOnlySpan<double> descending, int rows, int columns);

    private static int CountAbove(ReadOnlySpan<double> descending, double threshold)
    {
        int count = 0;
        while (count < descending.Length && descending[count] > threshold)
        {
            count++;
        }

        return count;
    }

    private sealed record RelativeRank(double Tolerance) : RankCutoff
    {
        private protected override int Count(ReadOnlySpan<double> descending, int rows, int columns) =>
            CountAbove(descending, Tolerance * descending[0]);
    }

    private sealed record FixedRank(int Rank, double Tolerance) : RankCutoff
    {
        private protected override int Count(ReadOnlySpan<double> descending, int rows, int columns) =>
            Math.Min(Rank, CountAbove(descending, Tolerance * descending[0]));
    }

    private sealed record BoundedRank(RankCutoff Rule, int Rank) : RankCutoff
    {
        private protected override int Count(ReadOnlySpan<double> descending, int rows, int columns) =>
            Math.Min(Rank, Rule.Count(descending, rows, columns));
    }

    private sealed record EnergyRank(double Share, double Tolerance) : RankCutoff
    {
        private protected override int Count(ReadOnlySpan<double> descending, int rows, int columns)
        {
            double total = 0;
            foreach (double value in descending)
            {
                total += value * value;
            }

            int count = 0;
            for (double kept = 0; count < descending.Length && kept < Share * total; count++)
            {
                kept += descending[count] * descending[count];
            }

            return Math.Min(count, CountAbove(descending, Tolerance * descending[0]));
        }
    }

    private sealed record GavishDonohoRank(double Tolerance) : RankCutoff
    {
        // ω(β) ≈ 0.56β³ − 0.95β² + 1.82β + 1.43, times the median (their eq. 5): for noise of unknown level.
        private protected override int Count(ReadOnlySpan<double> descending, int rows, int columns)
        {
            double beta = (double)Math.Min(rows, columns) / Math.Max(rows, columns);
            double omega = (((((0.56 * beta) - 0.95) * beta) + 1.82) * beta) + 1.43;
            return CountAbove(descending, Math.Max(omega * descending.ToArray().Median(), Tolerance * descending[0]));
        }
    }
}
