using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;

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

    /// <summary>
    /// The class of each sample, from 0, that churn is counted against: the accepted model's prediction. Empty for a network that is not a
    /// classifier. If the baseline has accepted retrains of format version 1, <c>koopman-assert update</c> leaves it as it is, since theirs
    /// cannot be counted again.
    /// </summary>
    public required IReadOnlyList<int> Predictions { get; init; }

    /// <summary>The figures of the accepted model.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The line of the file where the figures of the network begin, from 1; null if it was not read from a file.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, from 1; null if there is no line.</summary>
    public int? Column { get; init; }

    /// <summary>What is kept of the accepted model so that its figures can follow other pins; null in files of version 1.</summary>
    internal NetworkEvidence? Evidence { get; init; }

    /// <summary>
    /// A sketch of the accepted model's outputs, or of a classifier's class scores; null in files that were written before there were any.
    /// </summary>
    internal OutputSketch? Outputs { get; init; }

    /// <summary>The names of the accepted model's outputs; empty in files that were written before there were any.</summary>
    internal IReadOnlyList<string> OutputNames { get; init; } = [];

    /// <summary>The network of an analysis, which pins what is counted and predicted.</summary>
    internal static BaselineNetwork Create(NetworkCredit network) => new()
    {
        Counted = network.Profile.Counted,
        Classes = network.Profile.Classes?.Count ?? 0,
        Predictions = network.Profile.Classes?.Predictions ?? [],
        Figures = network.Figures,
        Evidence = NetworkEvidence.Create(network.Profile, network.Profile.Counted),
        Outputs = network.Profile.Outputs,
        OutputNames = network.Profile.OutputNames,
    };

    internal IReadOnlyList<Figure> FiguresOf(NetworkCredit network) => network.Profile.FiguresAt(Counted, Classes > 0 ? Predictions : null);
}
