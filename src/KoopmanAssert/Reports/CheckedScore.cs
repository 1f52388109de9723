namespace KoopmanAssert.Core.Reports;

/// <summary>The score of a checked baseline, apart from the analysis that it comes from.</summary>
/// <param name="Value">The mean of the three largest |z|.</param>
/// <param name="Threshold">What it may reach.</param>
/// <param name="Retrains">The accepted retrains that it was learnt from.</param>
/// <param name="Fault">The block most likely at fault, or null where none stands out.</param>
/// <param name="Figures">All figures: those of the blocks in the order of the network, then those of the whole.</param>
internal sealed record CheckedScore(double Value, double Threshold, int Retrains, string? Fault, IReadOnlyList<CheckedFigure> Figures)
{
    /// <summary>The figures of a score.</summary>
    public static CheckedScore Create(DriftScore score) => new(score.Value, score.Threshold, score.Retrains, score.Fault,
        [.. score.Figures
            .Select(f => new CheckedFigure(f.Block, f.Figure.Name, f.Figure.Value, f.Accepted.Value, f.Mean, f.Allowed, f.Z))]);
}

/// <summary>A figure of a checked baseline.</summary>
/// <param name="Block">The block, or null for the whole network.</param>
/// <param name="Name">Its name in baselines.</param>
/// <param name="Value">Its value in the model.</param>
/// <param name="Accepted">Its value in the accepted model.</param>
/// <param name="Mean">Its mean over the accepted model and the accepted retrains.</param>
/// <param name="Allowed">How far it may lie from the mean.</param>
/// <param name="Z">How far it lies from the mean, as a standard normal deviate.</param>
internal sealed record CheckedFigure(string? Block, string Name, double Value, double Accepted, double Mean, double Allowed, double Z);
