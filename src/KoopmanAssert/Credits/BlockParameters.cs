namespace KoopmanAssert.Core.Credits;

/// <summary>What an analysis keeps of the parameters of a block.</summary>
/// <param name="Weights">The weight tensors in the order in which they are read.</param>
/// <param name="Hash">The hash of all parameters, see <see cref="BlockFingerprint"/>.</param>
internal sealed record BlockParameters(IReadOnlyList<WeightProfile> Weights, string Hash)
{
    /// <summary>What tells them from those of another model.</summary>
    public BlockFingerprint Fingerprint => new(Hash, [.. Weights.Select(w => w.Fingerprint)]);
}
