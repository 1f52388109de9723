namespace KoopmanAssert.Core.Credits;

/// <summary>What a figure is computed for.</summary>
internal enum FigureScope
{
    /// <summary>Each block.</summary>
    Block,

    /// <summary>Each weight tensor of a block.</summary>
    WeightTensor,

    /// <summary>Every network.</summary>
    Network,

    /// <summary>Every classifier.</summary>
    Classifier,

    /// <summary>Each class of a classifier with few classes.</summary>
    Class,

    /// <summary>Every classifier whose samples are labelled.</summary>
    LabelledClassifier,

    /// <summary>Every other network whose samples are labelled.</summary>
    LabelledOutputs,

    /// <summary>The outputs beside those of the accepted model, from which it is a distance; it has a limit of its own.</summary>
    Outputs,
}

/// <summary>The sizes that the deviation of a figure depends on.</summary>
/// <param name="Counted">The number of singular values that a credit counts.</param>
/// <param name="Classes">The number of classes; 0 for a network that is not a classifier.</param>
/// <param name="Units">The output units of the weight tensor, or of the block's narrowest one; null for a block without weights.</param>
internal readonly record struct FigureSize(int Counted, int Classes, long? Units)
{
    /// <summary>The number of samples.</summary>
    public int Samples { get; init; }

    /// <summary>The figure of the accepted model.</summary>
    public double Accepted { get; init; }
}

/// <summary>Everything that is known of a kind of figure but its value.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Scope">What it is computed for.</param>
/// <param name="Name">Its name in baselines.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Words">Its name in messages.</param>
/// <param name="Sentence">What it says, for the reader of a page.</param>
/// <param name="Prior">
/// Its standard deviation over retrains from new random weights, as assumed before any retrain has been seen: measured on legitimate
/// retrains and rounded to one digit. The README of <c>Drift</c> gives the reason for each constant and the effect of others. 0 for the
/// figures of outputs, whose limit has no such prior.
/// </param>
internal sealed record FigureRule(
    FigureKind Kind, FigureScope Scope, string Name, string Unit, string Words, string Sentence, Func<FigureSize, double> Prior)
{
    /// <summary>Every kind, once, in the order in which baselines list them.</summary>
    public static IReadOnlyList<FigureRule> All { get; } =
    [
        new(
            FigureKind.LeadingCredit, FigureScope.Block, "leadingCredit", "nats", "leading credit",
            "How much the block stretches the directions that it keeps best, all together.",
            size => size.Counted * OverUnits(0.03, 0.05, size.Units)),
        new(
            FigureKind.OperatorGain, FigureScope.Block, "operatorGain", "nats", "operator gain",
            "How strongly the block amplifies what varies in its inputs.",
            _ => 0.05),
        new(
            FigureKind.ActivationLevel, FigureScope.Block, "activationLevel", "nats", "activation level",
            "How large the block's outputs are.",
            _ => 0.06),
        new(
            FigureKind.WeightNorm, FigureScope.WeightTensor, "weightNorm", "nats", "weight norm",
            "How large a weight tensor is.",
            size => OverUnits(0.03, 0.3, size.Units)),
        new(
            FigureKind.WeightVolume, FigureScope.WeightTensor, "weightVolume", "nats", "weight volume",
            "How evenly a weight tensor uses its directions.",
            size => OverUnits(0.025, 0.3, size.Units)),
        new(
            FigureKind.NetworkCredit, FigureScope.Network, "networkCredit", "nats", "network credit",
            "How much the whole network stretches the directions of its inputs, all together.",
            size => 0.055 * size.Counted),
        new(
            FigureKind.Doubt, FigureScope.Classifier, "doubt", "nats", "doubt",
            "How much probability the classifier leaves to the classes that it does not choose.",
            _ => 0.15),
        new(
            FigureKind.Share, FigureScope.Class, "share", "probability", "share",
            "How much probability a class gets on average.",
            size => 0.05 / size.Classes),
        new(
            FigureKind.Churn, FigureScope.Classifier, "churn", "share of samples", "churn",
            "The share of a class's samples that are now put in another class, for the class with the largest share.",
            _ => 0.05),
        new(
            FigureKind.CrossEntropy, FigureScope.LabelledClassifier, "crossEntropy", "nats", "log cross-entropy",
            "How little probability the classifier gives to the labels.",
            _ => 0.15),
        new(
            FigureKind.Accuracy, FigureScope.LabelledClassifier, "accuracy", "share of samples", "accuracy",
            "The share of samples that get their label.",
            size => OfShare(size.Accepted, size.Samples)),
        new(
            FigureKind.WorstRecall, FigureScope.LabelledClassifier, "worstRecall", "share of samples", "worst class's recall",
            "The share of a class's samples that get their label, for the class with the smallest share.",
            size => OfShare(size.Accepted, (double)size.Samples / Math.Max(1, size.Classes))),
        new(
            FigureKind.OutputError, FigureScope.LabelledOutputs, "outputError", "nats", "log root mean square error",
            "How far the outputs lie from the labels.",
            _ => 0.1),
        new(
            FigureKind.OutputChange, FigureScope.Outputs, "outputChange", "times the variation of the accepted outputs", "output change",
            "How far the outputs lie from those of the accepted model.",
            _ => 0),
        new(
            FigureKind.OutputGeometry, FigureScope.Outputs, "outputGeometry", "times the accepted inner products", "output geometry",
            "How far the outputs lie from those of the accepted model up to a rotation.",
            _ => 0),
        new(
            FigureKind.ChangedClasses, FigureScope.Outputs, "changedClasses", "of the samples", "changed classes",
            "The share of samples that are put in another class than the accepted model puts them in.",
            _ => 0),
    ];

    /// <summary>Whether the value is a share of probability or of samples, from 0 to 1; other figures are logarithms.</summary>
    public bool IsShare => Kind is FigureKind.Share or FigureKind.Churn or FigureKind.Accuracy or FigureKind.WorstRecall
        or FigureKind.ChangedClasses;

    /// <summary>The rule of a kind.</summary>
    public static FigureRule For(FigureKind kind) => All[(int)kind];

    /// <summary>The figures of a block with this number of weight tensors, in their order.</summary>
    public static IReadOnlyList<(FigureKind Kind, int Number)> OfBlock(int weights) => [.. All.SelectMany(rule => rule.Scope switch
    {
        FigureScope.Block => [(rule.Kind, 0)],
        FigureScope.WeightTensor => Enumerable.Range(1, weights).Select(number => (rule.Kind, number)),
        _ => Enumerable.Empty<(FigureKind, int)>(),
    })];

    /// <summary>The figures of a network with this number of classes, 0 for none, in their order.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="labelled">Whether the samples have labels.</param>
    public static IReadOnlyList<(FigureKind Kind, int Number)> OfNetwork(int classes, bool labelled = false) =>
    [.. All.SelectMany(rule => rule.Scope switch
    {
        FigureScope.Network => [(rule.Kind, 0)],
        FigureScope.Classifier when classes > 0 => [(rule.Kind, 0)],
        FigureScope.LabelledClassifier when labelled && classes > 0 => [(rule.Kind, 0)],
        FigureScope.LabelledOutputs when labelled && classes == 0 => [(rule.Kind, 0)],
        FigureScope.Class when ClassDecisions.HasShares(classes) => Enumerable.Range(0, classes).Select(number => (rule.Kind, number)),
        _ => Enumerable.Empty<(FigureKind, int)>(),
    })];

    /// <summary>The name of a figure in baselines.</summary>
    public string NameOf(int number) => Scope == FigureScope.Class || number > 0 ? $"{Name}{number}" : Name;

    /// <summary>The name of a figure in messages.</summary>
    public string WordsFor(int number) =>
        Scope == FigureScope.Class ? $"{Words} of class {number}"
        : number > 1 ? $"{Words} {number}"
        : Words;

    // The deviation of a share of so many samples, as if each were right or wrong by chance (binomial). Retrains mostly err on the same
    // samples, so theirs is smaller. One more sample of either kind, as by Laplace's rule of succession: none wrong is not never.
    private static double OfShare(double share, double samples)
    {
        double p = ((share * samples) + 1) / (samples + 2);
        return Math.Sqrt(p * (1 - p) / samples);
    }

    // A part that all units share, and the mean of what varies from unit to unit: fewer units, more variance.
    private static double OverUnits(double shared, double own, long? units) =>
        units is { } count ? Math.Sqrt((shared * shared) + (own * own / count)) : shared;
}
