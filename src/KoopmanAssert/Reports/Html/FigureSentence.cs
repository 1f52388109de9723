using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What it means that a figure differs from the accepted models, for a reader who does not know the figure.</summary>
internal static class FigureSentence
{
    /// <summary>The sentence, without a subject or a full stop, such as <c>amplifies its inputs 3.5 times less</c>.</summary>
    public static string Of(PageNetwork network, PageFigure figure)
    {
        FigureComparison f = figure.Comparison;
        double change = f.Figure.Value - f.Mean;
        string weights = f.Figure.Number > 1 ? $"the weights of its tensor {f.Figure.Number}" : "its weights";
        return f.Figure.Kind switch
        {
            FigureKind.LeadingCredit =>
                $"stretches each of its strongest directions {More(change / network.CountedBy(f.Block!))} than the accepted models",
            FigureKind.OperatorGain => $"amplifies what varies in its inputs {More(change)} than the accepted models",
            FigureKind.ActivationLevel => $"its outputs are {Larger(change)} than the accepted models'",
            FigureKind.WeightNorm => $"{weights} are {Larger(change)} than the accepted models'",
            FigureKind.WeightVolume => change > 0
                ? $"{weights}: their directions are used more evenly than in the accepted models"
                : $"{weights}: fewer of their directions carry the signal than in the accepted models",
            FigureKind.NetworkCredit =>
                $"stretches what varies in its inputs {More(change / network.Counted)} than the accepted models",
            FigureKind.Doubt => $"is {(change > 0 ? "less" : "more")} certain: it leaves {More(change)} probability to classes that it "
                + "does not choose",
            FigureKind.Share => Share(network, figure),
            FigureKind.CrossEntropy => $"gives the labels {(change > 0 ? "less" : "more")} probability than the accepted models",
            FigureKind.Accuracy => $"{FigureTable.Percent(f.Figure.Value)} of the samples get their label ({Honest(figure)})",
            FigureKind.WorstRecall =>
                $"of its worst class, {FigureTable.Percent(f.Figure.Value)} of the samples get their label ({Honest(figure)})",
            FigureKind.OutputError => $"its outputs lie {Compared(change, "further from", "nearer to")} the labels",
            FigureKind.OutputChange => "its outputs differ from those of the accepted model",
            FigureKind.OutputGeometry => "its outputs differ from those of the accepted model by more than a rotation",
            FigureKind.ChangedClasses => $"{FigureTable.Percent(f.Figure.Value)} of all samples now get another class",
            _ => $"of the class that changed most, {FigureTable.Percent(f.Figure.Value)} of the samples now get another class "
                + $"({Honest(figure)})",
        };
    }

    private static string Share(PageNetwork network, PageFigure figure)
    {
        FigureComparison f = figure.Comparison;
        string name = network.ClassName(f.Figure.Number);
        return network.NeverAnswers(f.Figure.Number)
            ? $"never answers {name} ({Honest(figure)})"
            : $"gives {name} a mean probability of {FigureTable.Percent(f.Figure.Value)} ({Honest(figure)})";
    }

    private static string Honest(PageFigure figure)
    {
        double[] accepted = [figure.Comparison.Accepted.Value, .. figure.Retrains];
        string low = PlainText.Number(100 * accepted.Min(), 0), high = PlainText.Number(100 * accepted.Max(), 0);
        return low == high ? $"accepted models: {low} %" : $"accepted models: {low} to {high} %";
    }

    private static string More(double nats) => Compared(nats, "more", "less");

    private static string Larger(double nats) => Compared(nats, "larger", "smaller");

    // Below a factor of 2 a percentage is easier to read.
    private static string Compared(double nats, string more, string less)
    {
        double factor = Math.Exp(Math.Abs(nats));
        string direction = nats > 0 ? more : less;
        double percent = 100 * (nats > 0 ? factor - 1 : 1 - (1 / factor));
        return factor >= 2 ? $"{PlainText.Digits(factor)} times {direction}"
            : $"{(percent < 1 ? "less than 1" : PlainText.Number(percent, 0))} % {direction}";
    }
}
