namespace KoopmanAssert;

/// <summary>Identifies a model, samples or labels by path and content. Immutable; two identities are equal when all values are.</summary>
/// <param name="Path">The path at which the file was read; in a baseline, relative to the folder of the baseline. What was in memory has
/// a few words instead.</param>
/// <param name="Sha256">The SHA-256 of the content in lower-case hexadecimal. For a model, the content includes its external data; for
/// samples in memory, it is <see cref="Values"/>.</param>
public sealed record FileIdentity(string Path, string Sha256)
{
    /// <summary>
    /// For samples and labels, the SHA-256 of the types, shapes and values that were read, which does not depend on how the file stores
    /// them; null for a model, and in a baseline of format version 1.
    /// </summary>
    public string? Values { get; init; }

    /// <summary>The words for a model that comes from no file.</summary>
    internal const string ModelInMemory = "model in memory";

    /// <summary>The words for samples that come from no file.</summary>
    internal const string SamplesInMemory = "samples in memory";

    /// <summary>Whether it was in memory, so that there is no file.</summary>
    public bool InMemory { get; init; }

    /// <summary>The name of the column, if labels are a column of a table; else null.</summary>
    public string? Column { get; init; }

    /// <summary>Whether both files hold the same: the same values if both are known, else the same bytes.</summary>
    internal bool HasContentOf(FileIdentity other) =>
        Values is { } values && other.Values is { } others ? values == others : Sha256 == other.Sha256;
}
