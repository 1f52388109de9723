namespace KoopmanAssert;

/// <summary>A file by where it lies and by what is in it. Two are equal when path and hash are.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Sha256">The SHA-256 of its content in lower-case hexadecimal, external data included.</param>
public sealed record FileIdentity(string Path, string Sha256);
