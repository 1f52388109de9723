using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// What of a whole network is held against accepted retrains: the operator from its inputs to its output, and how a classifier decides.
/// </summary>
/// <param name="SingularValues">Of the regularised operator, descending.</param>
/// <param name="Half">Half of its rank, at least 1.</param>
/// <param name="Classes">How a classifier decides, or null for a network that is none.</param>
internal sealed record NetworkProfile(double[] SingularValues, int Half, ClassDecisions? Classes)
{
    /// <summary>The fraction of the largest singular value below which the others count as this fraction.</summary>
    public const double Smallest = 1e-6;

    /// <summary>The figures that follow from labels; empty without labels.</summary>
    public IReadOnlyList<Figure> OfLabels { get; init; } = [];

    /// <summary>A sketch of the outputs on the samples, or of a classifier's class scores; null if it is not known.</summary>
    public OutputSketch? Outputs { get; init; }

    /// <summary>The names of the outputs at which the last block ends.</summary>
    public IReadOnlyList<string> OutputNames { get; init; } = [];

    /// <summary>The profile from the fit of the output on the network's inputs.</summary>
    public static NetworkProfile? Create(GramFit fit, ClassDecisions? classes)
    {
        if (!fit.IsFinite)
        {
            return null;
        }

        double[] sigma = OperatorFigures.Regularised(fit, Math.Min(Math.Min(fit.Inputs, fit.Outputs), Math.Max(1, fit.Snapshots - 1)));
        int rank = RankCutoff.Relative(OperatorFigures.Tolerance).RankOf(sigma, fit.Outputs, fit.Inputs);
        return new NetworkProfile(sigma, Math.Max(1, rank / 2), classes);
    }

    /// <summary>
    /// How many singular values the network credit counts: one less than the classes, since a softmax leaves their sum out.
    /// </summary>
    public int Counted => Classes is null ? Half : Math.Clamp(Classes.Count - 1, 1, Math.Max(1, SingularValues.Length));

    /// <summary>Whether all figures are finite: those of an analysis are, those of a message need not be.</summary>
    public bool IsFinite => FiguresAt(Counted, Classes?.Predictions).All(figure => double.IsFinite(figure.Value));

    /// <summary>The figures against what the accepted model pins.</summary>
    /// <param name="counted">How many singular values the network credit counts.</param>
    /// <param name="accepted">The classes that the accepted model predicts, one a sample.</param>
    public IReadOnlyList<Figure> FiguresAt(int counted, IReadOnlyList<int>? accepted)
    {
        var network = new Figure(FigureKind.NetworkCredit, 0, CreditAt(counted));
        return Classes is null || accepted is null ? [network, .. OfLabels] :
        [
            network,
            new(FigureKind.Doubt, 0, Classes.Doubt),
            .. (ClassDecisions.HasShares(Classes.Count) ? Classes.Shares : []).Select((share, c) => new Figure(FigureKind.Share, c, share)),
            new(FigureKind.Churn, 0, Classes.ChurnFrom(accepted)),
            .. OfLabels,
        ];
    }

    /// <summary>The log-volume of the leading singular values, in nats.</summary>
    public double CreditAt(int counted)
    {
        double floor = SingularValues.Length > 0 ? Smallest * SingularValues[0] : 0;
        return Enumerable.Range(0, counted).Sum(j => Nats.Log(Math.Max(j < SingularValues.Length ? SingularValues[j] : 0, floor)));
    }
}
