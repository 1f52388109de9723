namespace KoopmanAssert;

/// <summary>What tells the parameters of a block from those of the same block in another model.</summary>
/// <param name="Hash">
/// A hash of all parameters of the block, biases and normalisations included, in lower-case hexadecimal: equal for two blocks exactly if
/// all values are.
/// </param>
/// <param name="Weights">The fingerprint of each weight tensor, in the order in which the operators read them.</param>
public sealed record BlockFingerprint(string Hash, IReadOnlyList<WeightFingerprint> Weights);
