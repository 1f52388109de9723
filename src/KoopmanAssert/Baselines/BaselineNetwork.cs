namespace KoopmanAssert;

/// <summary>The whole network as a baseline keeps it.</summary>
public sealed record BaselineNetwork
{
    /// <summary>How many singular values the network credit counts.</summary>
    public required int Counted { get; init; }

    /// <summary>The number of classes, or 0 for a network that is no classifier.</summary>
    public required int Classes { get; init; }

    /// <summary>The class that the accepted model predicts for each sample; empty for a network that is no classifier.</summary>
    public required IReadOnlyList<int> Predictions { get; init; }

    /// <summary>The figures of the accepted model.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The line of the file that they stand on, from 1, or null when they were not read from one.</summary>
    public int? Line { get; init; }

    /// <summary>The column where they begin, from 1.</summary>
    public int? Column { get; init; }

    internal static BaselineNetwork Create(NetworkCredit network) => new()
    {
        Counted = network.Profile.Counted,
        Classes = network.Profile.Classes?.Count ?? 0,
        Predictions = network.Profile.Classes?.Predictions ?? [],
        Figures = network.Figures,
    };

    internal IReadOnlyList<Figure> FiguresOf(NetworkCredit network) => network.Profile.FiguresAt(Counted, Classes > 0 ? Predictions : null);
}
