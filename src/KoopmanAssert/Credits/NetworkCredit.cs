namespace KoopmanAssert;

/// <summary>The figures of a whole network: its operator from input to output, and for a classifier how it decides.</summary>
public sealed record NetworkCredit
{
    /// <summary>The tensor of the class scores (logits), or null for a network that is taken for no classifier.</summary>
    public required string? ClassScores { get; init; }

    /// <summary>The figures that are held against accepted retrains.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    internal NetworkProfile Profile { get; init; } = null!;
}

/// <summary>The credits of a network's blocks and of the whole.</summary>
internal sealed record NetworkCredits(IReadOnlyList<BlockCredit> Blocks, NetworkCredit? Network)
{
    /// <summary>The weight of each input feature in each output, where it was asked for.</summary>
    public FeatureWeights? FeatureWeights { get; init; }

    /// <summary>What a reader should know about the partition.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
