namespace KoopmanAssert;

/// <summary>A retrained model that was accepted: its figures at what the baseline's own model pins.</summary>
/// <param name="Sha256">The SHA-256 of the model, external data included.</param>
/// <param name="Blocks">The figures of each block, in the order of the baseline's blocks.</param>
/// <param name="Network">The figures of the whole network.</param>
public sealed record AcceptedRetrain(string Sha256, IReadOnlyList<IReadOnlyList<Figure>> Blocks, IReadOnlyList<Figure> Network);
