namespace KoopmanAssert.Core.Koopman;

/// <summary>What decides the Koopman operator of a block besides its snapshots and its number of steps.</summary>
internal sealed record KoopmanMethod
{
    /// <summary>How a block that is not square is made so (paper, III.B).</summary>
    public required DimensionAlignment Alignment { get; init; }

    /// <summary>How the snapshots are seen.</summary>
    public required Observable Observable { get; init; }

    /// <summary>How ranks are decided.</summary>
    public required RankCutoff Rule { get; init; }

    /// <summary>The fraction of σ₁ at or below which a singular value is noise.</summary>
    public required double Tolerance { get; init; }

    /// <summary>What the volume is the product of.</summary>
    public required Volume Volume { get; init; }

    /// <summary>How often a random alignment is drawn.</summary>
    public required int Repeats { get; init; }

    /// <summary>Whether the credit is that of the repeats' mean matrix, as in the paper, and not the mean of their credits.</summary>
    public required bool AveragesMatrices { get; init; }

    /// <summary>The seed of random alignments.</summary>
    public required int Seed { get; init; }

    /// <summary>The dimension that both sides of a block are reduced to; null for no reduction.</summary>
    public required int? Reduce { get; init; }
}
