namespace KoopmanAssert.Core.Koopman;

/// <summary>What an estimator makes of a block: the spectrum of its Koopman operator and how far it can be relied on.</summary>
/// <param name="Spectra">One spectrum per repeat; a single one where the mean matrix of the repeats was taken.</param>
/// <param name="Summary">The operator in numbers.</param>
/// <param name="Route">The computation.</param>
internal sealed record KoopmanEstimate(IReadOnlyList<Spectrum> Spectra, OperatorSummary Summary, KoopmanRoute Route)
{
    /// <summary>Whether the snapshots were finite. An estimate of others has rank 0.</summary>
    public bool IsFinite { get; init; } = true;

    /// <summary>The operator, the mean matrix of the repeats; null if it was not asked for.</summary>
    public KoopmanOperator? Operator { get; init; }

    /// <summary>The effective rank: of the mean matrix, or the median over the repeats.</summary>
    public int Rank => Summary.Rank;

    /// <summary>The estimate of some spectra, whose rank and log-credit complete the summary of the fit.</summary>
    public static KoopmanEstimate Create(IReadOnlyList<Spectrum> spectra, OperatorSummary fit, KoopmanRoute route)
    {
        int rank = MedianRank(spectra);
        return new KoopmanEstimate(spectra, fit with { Rank = rank, LogCredit = rank > 0 ? LogCredit(spectra, rank) : null }, route);
    }

    /// <summary>What is left of an estimate when the snapshots hold values that are not finite.</summary>
    public static KoopmanEstimate Impossible(int snapshots, int steps, KoopmanRoute route)
    {
        var none = new OperatorSummary
        {
            SnapshotRank = 0,
            Residual = null,
            Condition = null,
            Steps = steps,
            StepsUsed = 0,
            Snapshots = snapshots,
        };
        return new KoopmanEstimate([new Spectrum([], 0, 0)], none, route) { IsFinite = false };
    }

    /// <summary>The log-credit at a pinned rank, in nats: the mean over the repeats.</summary>
    public double LogCreditAt(int rank) => LogCredit(Spectra, rank);

    /// <summary>The median of the ranks of several repeats, the lower one of an even number.</summary>
    public static int MedianRank(IReadOnlyList<Spectrum> spectra) => spectra.Select(s => s.Rank).Order().ElementAt((spectra.Count - 1) / 2);

    private static double LogCredit(IReadOnlyList<Spectrum> spectra, int rank) => spectra.Average(s => s.LogVolumeAt(rank));
}
