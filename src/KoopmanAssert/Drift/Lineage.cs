namespace KoopmanAssert;

/// <summary>How a model came from the accepted ones, as its weights show.</summary>
public enum LineageKind
{
    /// <summary>Not known: the baseline has no fingerprints (format version 1), or the network has no weights.</summary>
    Unknown,

    /// <summary>Its weights share nothing with any accepted model's: it was trained from new random weights.</summary>
    Fresh,

    /// <summary>
    /// Its weights lie near those of an accepted model: it was trained further, fine-tuned, edited, pruned or quantised.
    /// </summary>
    Continued,
}

/// <summary>Where a model comes from, and which blocks have other parameters than in the accepted model.</summary>
/// <remarks>Instances are immutable and safe for concurrent use.</remarks>
public sealed record Lineage
{
    internal Lineage()
    {
    }

    internal static Lineage Unknown { get; } = new() { Kind = LineageKind.Unknown };

    /// <summary>Whether the model continues from an accepted one.</summary>
    public required LineageKind Kind { get; init; }

    /// <summary>
    /// The SHA-256 of the accepted model or accepted retrain whose weights are nearest; null for <see cref="LineageKind.Unknown"/>.
    /// </summary>
    public string? Nearest { get; init; }

    /// <summary>
    /// How near: the median over the weight tensors of the cosine between the values, at most 1; null for
    /// <see cref="LineageKind.Unknown"/>.
    /// </summary>
    public double? Cosine { get; init; }

    /// <summary>The blocks whose parameters differ from the accepted model's, in the order of the network; empty if not known.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The blocks whose parameters are the accepted model's bit for bit; blocks without parameters are in neither list.</summary>
    public IReadOnlyList<string> Unchanged { get; init; } = [];
}
