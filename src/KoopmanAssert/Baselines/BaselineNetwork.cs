namespace KoopmanAssert;

/// <summary>What a baseline stores about the whole network.</summary>
public sealed record BaselineNetwork
{
    internal BaselineNetwork()
    {
    }

    /// <summary>How many of the largest singular values <see cref="FigureKind.NetworkCredit"/> sums.</summary>
    public required int Counted { get; init; }

    /// <summary>The number of classes, or 0 for a network that is not a classifier.</summary>
    public required int Classes { get; init; }

    /// <summary>The class that the accepted model predicts for each sample, from 0; empty for a network that is not a classifier.</summary>
    public required IReadOnlyList<int> Predictions { get; init; }

    /// <summary>The figures of the accepted model.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The line of the file where this begins, from 1; null if it was not read from a file.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, from 1; null if there is no line.</summary>
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

/// <summary>A retrained model that was accepted: its figures, computed at the ranks and against the predictions of the baseline.</summary>
/// <param name="Sha256">The SHA-256 of the model with its external data, in lower-case hexadecimal.</param>
/// <param name="Blocks">The figures of each block, in the order of the baseline's blocks.</param>
/// <param name="Network">The figures of the whole network.</param>
public sealed record AcceptedRetrain(string Sha256, IReadOnlyList<IReadOnlyList<Figure>> Blocks, IReadOnlyList<Figure> Network)
{
    /// <summary>
    /// What tells the parameters of each block from those of other models, in the order of the baseline's blocks; null if it was accepted
    /// in a baseline of format version 1.
    /// </summary>
    public IReadOnlyList<BlockFingerprint>? Fingerprints { get; init; }
}
