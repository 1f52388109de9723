using KoopmanAssert.Core.Drift;

namespace KoopmanAssert;

/// <summary>How far a network has moved as a whole, judged by the accepted model and its accepted retrains.</summary>
public sealed class DriftScore
{
    private const int Leading = RetrainScore.Together;

    internal DriftScore(IReadOnlyList<FigureComparison> figures, double threshold, int retrains, string? fault)
    {
        Figures = figures;
        Threshold = threshold;
        Retrains = retrains;
        Value = RetrainScore.Combine(figures.Select(f => f.Z));
        Fault = fault;
    }

    /// <summary>The mean of the three largest |z|.</summary>
    public double Value { get; }

    /// <summary>What it may reach.</summary>
    public double Threshold { get; }

    /// <summary>Whether the network has moved further than honest retraining does.</summary>
    public bool Exceeds => Value > Threshold;

    /// <summary>How many accepted retrains it was learnt from, the accepted model aside.</summary>
    public int Retrains { get; }

    /// <summary>All figures: those of the blocks in the order of the network, then those of the whole.</summary>
    public IReadOnlyList<FigureComparison> Figures { get; }

    /// <summary>The three figures behind the score, the furthest first.</summary>
    public IReadOnlyList<FigureComparison> Furthest => [.. Figures.OrderByDescending(f => Math.Abs(f.Z)).Take(Leading)];

    /// <summary>The block most likely at fault, or null where none stands out.</summary>
    public string? Fault { get; }
}
