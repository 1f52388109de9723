namespace KoopmanAssert;

/// <summary>One block of a baseline beside the same block of a model.</summary>
public sealed record BlockComparison
{
    /// <summary>The block's name.</summary>
    public required string Name { get; init; }

    /// <summary>The block in the baseline, or null when it was added.</summary>
    public required BaselineBlock? Accepted { get; init; }

    /// <summary>The block in the model, or null when it was removed.</summary>
    public required BlockCredit? Current { get; init; }

    /// <summary>The model's log-credit at the pinned rank in nats, or null when the blocks cannot be compared.</summary>
    public double? CreditAtPinnedRank { get; init; }

    /// <summary>How far the log-credit moved at the pinned rank, in nats.</summary>
    public double? Difference => CreditAtPinnedRank - Accepted?.LogCredit;

    /// <summary>How far it may move, in nats.</summary>
    public double? Allowed { get; init; }

    /// <summary>The rule that says so.</summary>
    public StatedTolerance? Rule { get; init; }

    /// <summary>By how many times the allowed difference is exceeded; at most 1 when it holds.</summary>
    public double? Ratio => Math.Abs(Difference ?? double.NaN) / Allowed;

    /// <summary>What was found about this block.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
