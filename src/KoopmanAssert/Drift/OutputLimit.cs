namespace KoopmanAssert.Core.Drift;

/// <summary>
/// How far the outputs of a model may lie from those of the accepted model on the same samples. The score cannot hold them: it asks for
/// three figures that move together, and outputs that change places move no other figure.
/// </summary>
/// <remarks>
/// What a model may do depends on how it came from the accepted one (<see cref="Descent"/>).
/// <list type="bullet">
/// <item>Training turns every weight tensor that it may move. So a model of which half of the tensors are the accepted ones, but for a factor,
/// was edited, or trained in part, and its outputs are held: a network in 8 bits moves them by a tenth, which users call the same.</item>
/// <item>Rounding of L weight tensors that turns each by an angle θ moves the outputs by about √L sin θ, as independent errors add up. So the
/// outputs of a copy in fewer bits may move by 0.1 + √L sin θ, θ being the angle of the nearer half of the tensors: damage to some layers
/// does not widen it.</item>
/// <item>A fresh retrain answers the same task. Outputs that vary independently lie √2 apart, and those whose correlation is 0.3 lie
/// √(2(1 − 0.3)) apart: a network beyond that has at most a weak correlation with the accepted one. An embedding trained anew has other
/// axes, so there the same bound on the inner products is enough.</item>
/// <item>Training that continues moves the weights where they move the outputs most, so how little it turns them says nothing. But of what
/// tells two retrains apart, the start and the data, it shares the start: it may go 1/√2 as far, and further as it leaves the start behind.
/// </item>
/// </list>
/// The scores of a classifier grow for as long as it is trained, so a trained one is held by its classes, of which continued training
/// changes few. A network that only looks like a classifier may have its largest output anywhere: a fresh one that changes most classes
/// holds if its outputs lie nearer than 1, as far as those of a network that answers every sample alike.
/// </remarks>
internal static class OutputLimit
{
    // √(2(1 − 0.3)), and the share of samples: a fresh classifier gives most samples the same class.
    private const double MostApart = 1.1832159566199232, MostReclassified = 0.5;

    // Of the variation of the outputs, or of the samples whose class changes.
    private const double Unnoticed = 0.1;

    // Outputs that do not vary lie as far from those that do.
    private const double Unvarying = 1;

    // Of the variance between fresh retrains: what remains of it if they start alike.
    private const double Shared = 0.5;

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
        if (baseline.Network.Figures.Count == 0 || Descent.Find(baseline, candidate, tolerance) is not { } descent)
        {
            return null;
        }

        bool isClassifier = baseline.Network.Classes > 0;
        FigureKind[] kinds = isClassifier ? [FigureKind.ChangedClasses, FigureKind.OutputChange]
            : descent.IsFresh ? [FigureKind.OutputChange, FigureKind.OutputGeometry]
            : [FigureKind.OutputChange];
        FigureComparison[] compared = [.. kinds
            .Where(kind => Distance(baseline, candidate, kind) is not null && FirstLimit(baseline, kind, descent) is not null)
            .Select(kind => Compare(baseline, candidate, tolerance, threshold, kind))];
        // A fresh retrain holds by one of them, another model by all; the classes of a classifier say most.
        return !isClassifier ? compared.MinBy(f => f.Z)
            : compared.FirstOrDefault(f => f.IsBeyond != descent.IsFresh) ?? compared.FirstOrDefault();
    }

    private static FigureComparison Compare(
        CreditBaseline baseline, AcceptedRetrain candidate, LearntTolerance tolerance, double threshold, FigureKind kind)
    {
        Descent descent = Descent.Find(baseline, candidate, tolerance)!.Value;
        double own = Distance(baseline, candidate, kind)!.Value, first = FirstLimit(baseline, kind, descent)!.Value;
        // Each accepted retrain has gone so far of its own limit, or of this one where that is wider: what a model that was edited did to
        // its outputs is little beside what a fresh one may do.
        double furthest = baseline.Accepted
            .Select(a => Limit(a) is { } most && Distance(baseline, a, kind) is { } d ? d / Math.Max(most, first) : 0)
            .DefaultIfEmpty(0).Max();
        double limit = first * Math.Max(1, BeyondAccepted * furthest);
        return new FigureComparison(null, new Figure(kind, 0, own), new Figure(kind, 0, 0), 0, limit, threshold * own / limit)
        {
            IsOfCopy = descent.IsCopy && kind == FigureKind.OutputChange,
        };

        // The baseline does not keep which retrains were rounded: beside a rounded one, those as near are taken for it.
        double? Limit(AcceptedRetrain model) => Descent.Find(baseline, model, tolerance) is { } other
            ? FirstLimit(baseline, kind, other with { IsRounded = descent.IsRounded })
            : null;
    }

    // Null where the figure has no limit.
    private static double? FirstLimit(CreditBaseline baseline, FigureKind kind, Descent descent)
    {
        bool ofClassifier = baseline.Network.Classes > 0, ofClasses = kind == FigureKind.ChangedClasses;
        double most = ofClasses ? MostReclassified : ofClassifier ? Unvarying : MostApart;
        return descent.IsFresh ? most
            : descent.IsCopy ? Unnoticed
            : ofClasses || (descent.IsRounded && !ofClassifier) ? Math.Min(most, Unnoticed + descent.Rounding)
            : ofClassifier ? null
            : most * Math.Sqrt(Math.Min(1, Shared + 1 - (descent.Cosine * descent.Cosine)));
    }

    private static double? Distance(CreditBaseline baseline, AcceptedRetrain model, FigureKind kind) => kind switch
    {
        FigureKind.OutputChange => model.Outputs?.Change,
        FigureKind.OutputGeometry => model.Outputs?.Geometry,
        _ => baseline.Network.Evidence is { } accepted && model.Evidence is { } own
            ? accepted.Predictions.Zip(own.Network.Predictions).Average(pair => pair.First == pair.Second ? 0.0 : 1.0)
            : null,
    };
}
