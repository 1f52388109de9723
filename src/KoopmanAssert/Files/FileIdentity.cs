namespace KoopmanAssert;

/// <summary>Identifies a file by its path and its content. Immutable; two identities are equal when both values are.</summary>
/// <param name="Path">The path at which the file was read; in a baseline, relative to the folder of the baseline.</param>
/// <param name="Sha256">The SHA-256 of the content in lower-case hexadecimal. For a model, the content includes its external data.</param>
public sealed record FileIdentity(string Path, string Sha256);
