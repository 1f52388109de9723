namespace KoopmanAssert;

/// <summary>The figures of a block's Koopman operator K, the linear map that best takes the block's inputs X to its outputs F.</summary>
/// <remarks>Instances are equal if all their numbers are. They are immutable and safe for concurrent use.</remarks>
public sealed record OperatorSummary
{
    internal OperatorSummary()
    {
    }

    /// <summary>The effective rank r of the operator: the number of directions that pass through the block.</summary>
    public int Rank { get; init; }

    /// <summary>The effective rank k of the snapshot matrix X: how many directions the inputs fill; at least <see cref="Rank"/>.</summary>
    public required int SnapshotRank { get; init; }

    /// <summary>The log-credit Σ_{j≤r} ln σ_j in nats; null if the rank is 0 or values are not finite.</summary>
    public double? LogCredit { get; init => field = Finite(value); }

    /// <summary>The log-credit divided by the rank, in nats per dimension; null if there is no log-credit.</summary>
    public double? LogCreditPerDimension => LogCredit / Rank;

    /// <summary>The standard deviation of the log-credit over the repeats of a random alignment, in nats; null for one repeat.</summary>
    public double? Spread { get; init; }

    /// <summary>How much of the outputs the linear map leaves unexplained: ‖F − KX‖/‖F‖; null if values are not finite.</summary>
    public required double? Residual { get; init => field = Finite(value); }

    /// <summary>How unequally the samples fill the input directions: the ratio s₁/s_k of singular values of X; null if k is 0.</summary>
    public required double? Condition { get; init => field = Finite(value); }

    /// <summary>The number of steps requested per sample: how many times in a row the block is applied.</summary>
    public required int Steps { get; init; }

    /// <summary>The fewest steps that a sample took: it stops if its values grow or shrink too far. 0 if values are not finite.</summary>
    public required int StepsUsed { get; init; }

    /// <summary>The number of snapshots, each an input of the block with its output.</summary>
    public required int Snapshots { get; init; }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
