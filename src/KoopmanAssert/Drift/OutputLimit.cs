namespace KoopmanAssert.Core.Drift;

/// <summary>
/// How far the outputs of a model may lie from those of the accepted model on the same samples. The score cannot hold them: it asks for
/// three figures that move together, and outputs that change places move no other figure.
/// </summary>
/// <remarks>
/// L weight tensors that are the accepted ones but for an angle θ each move the outputs by about √L sin θ, as independent errors add up,
/// and a network in 8 bits moves them by a tenth, which users call the same. So outputs may move by 0.1 + √L sin θ, θ being the angle of
/// the nearer half of the tensors: damage to some layers does not widen it. A fresh retrain shares no weights but answers the same task. Outputs that vary independently lie √2 apart, and those
/// whose correlation is 0.3 lie √(2(1 − 0.3)) apart: a network beyond that has at most a weak correlation with the accepted one. An
/// embedding trained anew has other axes, so there the same bound on the inner products is enough.
/// </remarks>
internal static class OutputLimit
{
    // Of the variation of the outputs, or of the samples whose class changes.
    private const double Unnoticed = 0.1;

    // √(2(1 − 0.3)), and the share of samples: a fresh classifier gives most samples the same class.
    private const double MostApart = 1.1832159566199232, MostReclassified = 0.5;

    // The distances between honest retrains scatter by a tenth: one that goes a quarter further than any before is not one of them.
    private const double BeyondAccepted = 1.25;

    /// <summary>The outputs of a model beside their limit; null if the baseline does not keep what it takes.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="candidate">The model at the pins of the baseline.</param>
    /// <param name="tolerance">How it is judged.</param>
    /// <param name="threshold">The limit of the |z| of a figure.</param>
    public static FigureComparison? Compare(
        CreditBaseline baseline, AcceptedRetrain candidate, LearntTolerance tolerance, double threshold)
    {
        if (baseline.Network.Figures.Count == 0 || Cosine(baseline, candidate, tolerance) is not { } cosine)
        {
            return null;
        }

        IEnumerable<FigureKind> kinds = baseline.Network.Classes > 0 ? [FigureKind.ChangedClasses]
            : cosine > Kinship.NearCosine ? [FigureKind.OutputChange]
            : [FigureKind.OutputChange, FigureKind.OutputGeometry];
        return kinds.Where(kind => Distance(baseline, candidate, kind) is not null)
            .Select(kind => Compare(baseline, candidate, tolerance, threshold, kind))
            .MinBy(f => f.Z);
    }

    private static FigureComparison Compare(
        CreditBaseline baseline, AcceptedRetrain candidate, LearntTolerance tolerance, double threshold, FigureKind kind)
    {
        // Each accepted retrain has gone so far of its own limit.
        double furthest = baseline.Accepted.Select(a => Cosine(baseline, a, tolerance) is { } c && Distance(baseline, a, kind) is { } d
            ? d / FirstLimit(baseline, kind, c)
            : 0).DefaultIfEmpty(0).Max();
        double own = Distance(baseline, candidate, kind)!.Value;
        double limit = FirstLimit(baseline, kind, Cosine(baseline, candidate, tolerance)!.Value) * Math.Max(1, BeyondAccepted * furthest);
        return new FigureComparison(null, new Figure(kind, 0, own), new Figure(kind, 0, 0), 0, limit, threshold * own / limit);
    }

    private static double FirstLimit(CreditBaseline baseline, FigureKind kind, double cosine)
    {
        int tensors = baseline.Blocks.Sum(b => b.WeightShapes.Count);
        double most = kind == FigureKind.ChangedClasses ? MostReclassified : MostApart;
        return cosine <= Kinship.NearCosine ? most : Math.Min(most, Unnoticed + Math.Sqrt(tensors * (1 - (cosine * cosine))));
    }

    private static double? Distance(CreditBaseline baseline, AcceptedRetrain model, FigureKind kind) => kind switch
    {
        FigureKind.OutputChange => model.Outputs?.Change,
        FigureKind.OutputGeometry => model.Outputs?.Geometry,
        _ => baseline.Network.Evidence is { } accepted && model.Evidence is { } own
            ? accepted.Predictions.Zip(own.Network.Predictions).Average(pair => pair.First == pair.Second ? 0.0 : 1.0)
            : null,
    };

    // At least half of the weight tensors are as near to the accepted ones; 1 for a network without weights, null if it is not known.
    private static double? Cosine(CreditBaseline baseline, AcceptedRetrain model, LearntTolerance tolerance)
    {
        if (model.Fingerprints is not { } own || baseline.Blocks.Any(b => b.Fingerprint is null))
        {
            return null;
        }

        double[] cosines = [.. baseline.Blocks.SelectMany(b => b.Fingerprint!.Weights).Zip(
            own.SelectMany(b => b.Weights), (a, b) => a.Hash == b.Hash ? 1 : Math.Clamp(b.CosineTo(a), 0, 1)).Order()];
        return tolerance.Retraining == Retraining.Fresh ? 0 : cosines.Length == 0 ? 1 : cosines[cosines.Length / 2];
    }
}
