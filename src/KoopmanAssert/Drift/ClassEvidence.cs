using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>The classes that a classifier answers, beside the accepted model's answers on the same samples.</summary>
/// <param name="Accepted">The class that the accepted model gives each sample.</param>
/// <param name="Current">The class that the model gives each sample.</param>
/// <param name="Shares">Of each class, the mean probabilities that the accepted model and its retrains give it; empty if not kept.</param>
internal sealed record ClassEvidence(IReadOnlyList<int> Accepted, IReadOnlyList<int> Current, IReadOnlyList<IReadOnlyList<double>> Shares)
{
    /// <summary>The names of the classes, as far as they are known.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    private readonly Dictionary<int, int> _accepted = Counted(Accepted), _current = Counted(Current);

    /// <summary>The classes that the accepted model gives often enough for a rate, in ascending order.</summary>
    public IEnumerable<int> Frequent => _accepted.Where(c => c.Value > ClassDecisions.FewestPredictions).Select(c => c.Key).Order();

    /// <summary>The number of samples that the accepted model puts in a class.</summary>
    public int AcceptedCount(int label) => _accepted.GetValueOrDefault(label);

    /// <summary>The number of samples that the model puts in a class.</summary>
    public int CurrentCount(int label) => _current.GetValueOrDefault(label);

    /// <summary>The name of a class in messages, such as <c>class 3</c> or <c>'cat'</c>.</summary>
    public string NameOf(int label) => NameOf(Names, label);

    /// <summary>The same for a list of names, as far as they are known.</summary>
    public static string NameOf(IReadOnlyList<string> names, int label) =>
        label < names.Count && names[label].Length > 0 ? $"'{names[label]}'" : $"class {label}";

    /// <summary>The names of the classes: those of the settings of a baseline, else those that the model states.</summary>
    public static IReadOnlyList<string> NamesOf(CreditBaseline baseline, IReadOnlyList<string> stated) =>
        baseline.Settings.ClassNames.Count > 0 ? baseline.Settings.ClassNames : stated;

    /// <summary>Of the samples that the accepted model puts in one class, the share that the model puts in another, or the same.</summary>
    public double Moved(int from, int to) =>
        Accepted.Zip(Current).Count(pair => pair == (from, to)) / (double)Math.Max(1, AcceptedCount(from));

    /// <summary>The evidence of a model with these decisions.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="decisions">The decisions.</param>
    /// <param name="names">The names of the classes by the model, unless the settings of the baseline give others.</param>
    public static ClassEvidence Create(CreditBaseline baseline, ClassDecisions decisions, IReadOnlyList<string> names) => new(
        baseline.Network.Predictions,
        decisions.Predictions,
        [.. Enumerable.Range(0, ClassDecisions.HasShares(decisions.Count) ? decisions.Count : 0).Select(c => SharesOf(baseline, c))])
    {
        Names = NamesOf(baseline, names),
    };

    private static IReadOnlyList<double> SharesOf(CreditBaseline baseline, int label) =>
        [.. baseline.Accepted.Select(a => a.Network).Prepend(baseline.Network.Figures)
            .Select(figures => figures.First(f => f.Kind == FigureKind.Share && f.Number == label).Value)];

    private static Dictionary<int, int> Counted(IReadOnlyList<int> labels) => labels.CountBy(l => l).ToDictionary(c => c.Key, c => c.Value);
}
