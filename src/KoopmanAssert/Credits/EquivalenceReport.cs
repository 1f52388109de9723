namespace KoopmanAssert;

/// <summary>How far what one model computes lies from what another build of it computes. Instances are immutable.</summary>
public sealed record EquivalenceReport
{
    /// <summary>
    /// The tolerance when none is given: 10 %, beyond which a quantised copy counts as broken. A build that keeps float32 stays far below.
    /// </summary>
    public const double DefaultTolerance = 0.1;

    internal EquivalenceReport(
        FileIdentity reference, FileIdentity candidate, FileIdentity samples, int sampleCount, IReadOnlyList<BlockDeviation> blocks)
    {
        Reference = reference;
        Candidate = candidate;
        Samples = samples;
        SampleCount = sampleCount;
        Blocks = blocks;
    }

    /// <summary>The model that is trusted.</summary>
    public FileIdentity Reference { get; }

    /// <summary>The other build.</summary>
    public FileIdentity Candidate { get; }

    /// <summary>The file that the samples come from.</summary>
    public FileIdentity Samples { get; }

    /// <summary>The number of samples used.</summary>
    public int SampleCount { get; }

    /// <summary>The deviation of each block, in the order of the network.</summary>
    public IReadOnlyList<BlockDeviation> Blocks { get; }

    /// <summary>
    /// The first block whose own error exceeds the tolerance. If there is none but the error of the network's outputs exceeds it, the first
    /// block whose accumulated error does. Null if the builds are equivalent.
    /// </summary>
    /// <param name="tolerance">The largest relative error that is allowed, such as 0.01.</param>
    public BlockDeviation? FirstDeparture(double tolerance = DefaultTolerance) =>
        Blocks.FirstOrDefault(b => !b.Own.IsWithin(tolerance))
        ?? (Blocks[^1].Accumulated.IsWithin(tolerance) ? null : Blocks.First(b => !b.Accumulated.IsWithin(tolerance)));

    /// <summary>Whether no block's own error, nor that of the network's outputs, exceeds the tolerance.</summary>
    /// <param name="tolerance">The largest relative error that is allowed, such as 0.01.</param>
    public bool IsEquivalent(double tolerance = DefaultTolerance) => FirstDeparture(tolerance) is null;
}

/// <summary>How far the outputs of a block lie from those of the block in the reference that it corresponds to.</summary>
/// <param name="Name">The name of the block in the reference.</param>
/// <param name="CandidateName">Its name in the other build.</param>
/// <param name="Own">The deviation if the block is fed what the block of the reference is fed: what this block alone does.</param>
/// <param name="Accumulated">The deviation in the running network: what all blocks up to this one do together.</param>
public sealed record BlockDeviation(string Name, string CandidateName, Deviation Own, Deviation Accumulated);

/// <summary>The deviation of some values from those that they should be.</summary>
/// <param name="RelativeError">
/// The norm of the difference over the norm of the reference, on all samples together: 0 if they are equal; infinite or NaN if values are
/// not finite, or if the reference is zero and the others are not.
/// </param>
public readonly record struct Deviation(double RelativeError)
{
    /// <summary>
    /// The ratio of signal to (quantisation) noise in decibels, −20·log₁₀ of the relative error; infinite if the values are equal.
    /// </summary>
    public double SignalToNoise => -20 * Math.Log10(RelativeError);

    /// <summary>Whether the relative error does not exceed a tolerance; false if it is NaN.</summary>
    public bool IsWithin(double tolerance) => RelativeError <= tolerance;
}
