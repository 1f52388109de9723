using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Baselines;

/// <summary>
/// What a baseline keeps of a model beside its figures, so that the figures follow when another model pins ranks and predictions, and the
/// lineage of later models is seen: its model file is not needed then. Baselines of version 1 have none.
/// </summary>
/// <param name="Blocks">One per block, in the order of the baseline's blocks.</param>
/// <param name="Network">That of the whole network.</param>
internal sealed record ModelEvidence(IReadOnlyList<BlockEvidence> Blocks, NetworkEvidence Network)
{
    /// <summary>The evidence of an analysed model at the pins of a baseline.</summary>
    public static ModelEvidence Create(CreditBaseline pins, CreditReport report) => new(
        [.. pins.Blocks.Select(b => BlockEvidence.Create(report[b.Name], b.Half))],
        NetworkEvidence.Create(report.Network!.Profile, pins.Network.Counted));
}

/// <summary>What a baseline keeps of one block of a model.</summary>
/// <param name="Spectrum">The spectrum of the block's operator.</param>
/// <param name="Fingerprint">What tells its parameters from those of other models.</param>
internal sealed record BlockEvidence(SpectrumSketch Spectrum, BlockFingerprint Fingerprint)
{
    /// <summary>The evidence of an analysed block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="half">The pinned half, at which the sum is exact.</param>
    public static BlockEvidence Create(BlockCredit block, int half)
    {
        BlockProfile profile = block.Profile!;
        int most = Math.Max(half, Math.Min(Math.Min(block.Inputs, block.Outputs), block.Operator.Snapshots - 1) / 2);
        var spectrum = SpectrumSketch.Create(
            profile.Spectrum.SingularValues, profile.Spectrum.Tolerance, half, profile.FiguresAt(half)[0].Value, most);
        return new BlockEvidence(spectrum, profile.Parameters.Fingerprint);
    }
}

/// <summary>What a baseline keeps of a whole model.</summary>
/// <param name="Spectrum">The spectrum of the network's operator.</param>
/// <param name="Predictions">The class that the model predicts for each sample, from 0; empty for a network that is not a classifier.
/// </param>
internal sealed record NetworkEvidence(SpectrumSketch Spectrum, IReadOnlyList<int> Predictions)
{
    /// <summary>The evidence of an analysed network.</summary>
    /// <param name="profile">The network.</param>
    /// <param name="counted">The pinned number of singular values, at which the sum is exact.</param>
    public static NetworkEvidence Create(NetworkProfile profile, int counted) => new(
        SpectrumSketch.Create(profile.SingularValues, NetworkProfile.Smallest, counted, profile.CreditAt(counted),
            Math.Max(counted, profile.SingularValues.Length / 2)),
        profile.Classes?.Predictions ?? []);

    // Equal if all numbers are; the synthesised equality of a record compares lists by reference.
    public bool Equals(NetworkEvidence? other) =>
        other is not null && Spectrum == other.Spectrum && Predictions.SequenceEqual(other.Predictions);

    public override int GetHashCode() => Spectrum.GetHashCode();
}
