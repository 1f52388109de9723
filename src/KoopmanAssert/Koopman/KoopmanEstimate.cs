namespace KoopmanAssert.Core.Koopman;

/// <summary>The spectrum of a block's Koopman operator, with the figures that tell how far it can be relied on.</summary>
/// <param name="Spectra">One a repeat; one alone where the mean matrix of the repeats was taken.</param>
/// <param name="Spread">The standard deviation of the repeats' log-credits in nats, or null for one repeat.</param>
/// <param name="SnapshotRank">The effective rank of the snapshot matrix.</param>
/// <param name="Snapshots">The number n of snapshot pairs.</param>
/// <param name="StepsUsed">The steps of the shortest trajectory.</param>
/// <param name="Condition">The ratio of the largest to the smallest singular value of the snapshot matrix that is kept.</param>
/// <param name="Residual">‖F − KX‖/‖F‖ over the block's own outputs.</param>
/// <param name="Route">The computation.</param>
internal sealed record KoopmanEstimate(
    IReadOnlyList<Spectrum> Spectra,
    double? Spread,
    int SnapshotRank,
    int Snapshots,
    int StepsUsed,
    double Condition,
    double Residual,
    KoopmanRoute Route)
{
    /// <summary>Whether the snapshots were finite; an estimate of others has rank 0.</summary>
    public bool IsFinite { get; init; } = true;

    /// <summary>The operator, the mean matrix of the repeats; null where it was not asked for.</summary>
    public KoopmanOperator? Operator { get; init; }

    /// <summary>The effective rank: of the mean matrix, or the median over the repeats.</summary>
    public int Rank => MedianRank(Spectra);

    /// <summary>The log-credit at a pinned rank, in nats: the mean over the repeats.</summary>
    public double LogCreditAt(int rank) => Spectra.Average(s => s.LogVolumeAt(rank));

    /// <summary>The median of the ranks of several repeats, the lower one of an even number.</summary>
    public static int MedianRank(IReadOnlyList<Spectrum> spectra) => spectra.Select(s => s.Rank).Order().ElementAt((spectra.Count - 1) / 2);

    /// <summary>What is left of an estimate when the snapshots hold values that are not finite.</summary>
    public static KoopmanEstimate Impossible(int snapshots, KoopmanRoute route) =>
        new([new Spectrum([], 0, 0)], null, 0, snapshots, 0, double.NaN, double.NaN, route) { IsFinite = false };
}
