using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Credits;

/// <summary>The credits of a network's blocks and of the whole.</summary>
internal sealed record NetworkCredits(IReadOnlyList<BlockCredit> Blocks, NetworkCredit? Network)
{
    /// <summary>The weight of each input feature in each output, where it was asked for.</summary>
    public FeatureWeights? FeatureWeights { get; init; }

    /// <summary>What a reader should know about the partition.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The names of a classifier's classes, as the model states them; empty if it does not.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What in the samples decides every figure by itself (KOOP2012); empty for balanced samples.</summary>
    public IReadOnlyList<string> SampleNotes { get; init; } = [];

    /// <summary>The bits in which the network computes or stores its weights, if fewer than 32 (<see cref="ReducedPrecision"/>).</summary>
    public int? Bits { get; init; }

    /// <summary>The outputs that the baseline's model did not have, and that were left out.</summary>
    public IReadOnlyList<string> AddedOutputs { get; init; } = [];
}
