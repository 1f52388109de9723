using System.Text.Json.Serialization;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>The figures of a whole network: of its operator from input to output, and of the decisions of a classifier.</summary>
public sealed record NetworkCredit
{
    /// <summary>The name of the tensor of class scores (logits); null if the network is not taken for a classifier.</summary>
    public required string? ClassScores { get; init; }

    /// <summary>The figures that are compared with accepted retrains.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    internal NetworkCredit WithoutLabels() => this with
    {
        Figures = [.. Figures.Where(f => !LabelFigures.IsOne(f))],
        Profile = Profile with { OfLabels = [] },
    };

    [JsonInclude]
    [JsonRequired]
    internal NetworkProfile Profile { get; init; } = null!;
}
