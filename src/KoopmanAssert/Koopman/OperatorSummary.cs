namespace KoopmanAssert;

/// <summary>What is known of a block's Koopman operator in numbers: the same record in an analysis, in a baseline and in JSON.</summary>
/// <remarks>Two are equal when all their numbers are. Instances do not change and are safe for concurrent use.</remarks>
public sealed record OperatorSummary
{
    internal OperatorSummary()
    {
    }

    /// <summary>The effective rank r of the operator.</summary>
    public int Rank { get; init; }

    /// <summary>The effective rank of the snapshot matrix, which bounds <see cref="Rank"/>.</summary>
    public required int SnapshotRank { get; init; }

    /// <summary>The log-credit Σ_{j≤r} ln σ_j in nats; null if the operator has no rank or is not finite.</summary>
    public double? LogCredit { get; init => field = Finite(value); }

    /// <summary>The log-credit divided by the rank, in nats per dimension.</summary>
    public double? LogCreditPerDimension => LogCredit / Rank;

    /// <summary>The standard deviation of the log-credit over repeats, in nats; null for one repeat.</summary>
    public double? Spread { get; init; }

    /// <summary>The linearisation residual ‖F − KX‖/‖F‖; null if there is no operator.</summary>
    public required double? Residual { get; init => field = Finite(value); }

    /// <summary>The condition s₁/s_k of the snapshot matrix, cut at its effective rank k; null if it has no rank.</summary>
    public required double? Condition { get; init => field = Finite(value); }

    /// <summary>The steps asked of each trajectory.</summary>
    public required int Steps { get; init; }

    /// <summary>The steps of the shortest trajectory.</summary>
    public required int StepsUsed { get; init; }

    /// <summary>The number of snapshot pairs.</summary>
    public required int Snapshots { get; init; }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
