namespace KoopmanAssert.Core.Credits;

/// <summary>The credits of a network's blocks and of the whole.</summary>
internal sealed record NetworkCredits(IReadOnlyList<BlockCredit> Blocks, NetworkCredit? Network)
{
    /// <summary>The weight of each input feature in each output, where it was asked for.</summary>
    public FeatureWeights? FeatureWeights { get; init; }

    /// <summary>What a reader should know about the partition.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
