namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The figures of one block of a checked baseline, apart from the analysis that they come from, so that a report holds all there is.
/// </summary>
internal sealed record CheckedBlock
{
    /// <summary>The block's name.</summary>
    public required string Name { get; init; }

    /// <summary>The dimension of its inputs in the model, or in the baseline where the model lacks it.</summary>
    public required int Inputs { get; init; }

    /// <summary>The dimension of its outputs, likewise.</summary>
    public required int Outputs { get; init; }

    /// <summary>The effective rank in the baseline, or null when the block was added.</summary>
    public required int? AcceptedRank { get; init; }

    /// <summary>The effective rank in the model, or null when the block was removed.</summary>
    public required int? Rank { get; init; }

    /// <summary>The log-credit in the baseline in nats, or null when the block was added.</summary>
    public required double? AcceptedLogCredit { get; init; }

    /// <summary>The log-credit in the model in nats, at the accepted rank where the two can be compared.</summary>
    public required double? LogCredit { get; init; }

    /// <summary>How far it moved at the accepted rank, in nats, or null where the two cannot be compared.</summary>
    public required double? Difference { get; init; }

    /// <summary>How far it may move, in nats, likewise.</summary>
    public required double? Allowed { get; init; }

    /// <summary>The difference as a multiple of what is allowed, likewise.</summary>
    public required double? Ratio { get; init; }

    /// <summary>The rule that allows it, in words, or null when no rule was asked.</summary>
    public required string? Rule { get; init; }

    /// <summary>
    /// The standard deviation of the accepted log-credit under float32 rounding, in nats, or null when the block was added.
    /// </summary>
    public required double? NoiseFloor { get; init; }

    /// <summary>The figures of a comparison.</summary>
    public static CheckedBlock Create(BlockComparison block)
    {
        (int inputs, int outputs) = block.Current is { } current
            ? (current.Inputs, current.Outputs)
            : (block.Accepted!.Inputs, block.Accepted.Outputs);
        return new CheckedBlock
        {
            Name = block.Name,
            Inputs = inputs,
            Outputs = outputs,
            AcceptedRank = block.Accepted?.Rank,
            Rank = block.Current?.Rank,
            AcceptedLogCredit = block.Accepted?.LogCredit,
            LogCredit = block.CreditAtPinnedRank ?? block.Current?.LogCredit,
            Difference = block.Difference,
            Allowed = block.Allowed,
            Ratio = block.Difference is null ? null : block.Ratio,
            Rule = block.Rule is { } rule ? $"{rule} by '{rule.Blocks}'" : null,
            NoiseFloor = block.Accepted?.NoiseFloor,
        };
    }
}
