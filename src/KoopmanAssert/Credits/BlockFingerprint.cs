namespace KoopmanAssert;

/// <summary>
/// Identifies the parameters of a block, to compare them with those of another model without storing them. Equal if all values are.
/// </summary>
/// <param name="Hash">
/// A hash of all parameters of the block, biases and normalisations included, in lower-case hexadecimal; empty for a block without
/// parameters. Two blocks have the same hash if and only if their parameters are the same bit for bit.
/// </param>
/// <param name="Weights">The fingerprint of each weight tensor, in the order in which the operators read them.</param>
public sealed record BlockFingerprint(string Hash, IReadOnlyList<WeightFingerprint> Weights)
{
    /// <inheritdoc/>
    public bool Equals(BlockFingerprint? other) => other is not null && Hash == other.Hash && Weights.SequenceEqual(other.Weights);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);
}
