using System.Text.Json.Serialization;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>The figures of a whole network: its operator from input to output, and for a classifier how it decides.</summary>
public sealed record NetworkCredit
{
    /// <summary>The tensor of the class scores (logits), or null for a network that is taken for no classifier.</summary>
    public required string? ClassScores { get; init; }

    /// <summary>The figures that are held against accepted retrains.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    [JsonInclude]
    internal NetworkProfile Profile { get; init; } = null!;
}
