namespace KoopmanAssert.Core.Credits;

/// <summary>
/// What is known of a kind of figure: its words, and how far retraining is expected to move it before any retrain has been seen.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">Its name in baselines.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Words">Its name in messages.</param>
/// <param name="Sentence">What it says, for the reader.</param>
internal sealed record FigureRule(FigureKind Kind, string Name, string Unit, string Words, string Sentence)
{
    /// <summary>Every kind, once.</summary>
    public static IReadOnlyList<FigureRule> All { get; } =
    [
        new(
            FigureKind.LeadingCredit,
            "leadingCredit",
            "nats",
            "leading credit",
            "How much volume the block makes of the directions that it keeps best."),
        new(
            FigureKind.OperatorGain,
            "operatorGain",
            "nats",
            "operator gain",
            "How strongly the block amplifies what varies in its inputs."),
        new(FigureKind.ActivationLevel, "activationLevel", "nats", "activation level", "How large the block's outputs are."),
        new(FigureKind.WeightNorm, "weightNorm", "nats", "weight norm", "How large a weight tensor is."),
        new(FigureKind.WeightVolume, "weightVolume", "nats", "weight volume", "How evenly a weight tensor uses its directions."),
        new(
            FigureKind.NetworkCredit,
            "networkCredit",
            "nats",
            "network credit",
            "How much volume the whole network makes from its inputs to its output."),
        new(
            FigureKind.Doubt,
            "doubt",
            "nats",
            "doubt",
            "How much probability the classifier leaves to the classes that it does not choose."),
        new(FigureKind.Share, "share", "probability", "share", "How much probability a class gets on average."),
        new(
            FigureKind.Churn,
            "churn",
            "share of samples",
            "churn",
            "How many samples of a class are now put in another one, in the worst class."),
    ];

    /// <summary>The rule of a kind.</summary>
    public static FigureRule For(FigureKind kind) => All[(int)kind];

    /// <summary>The name of a figure in baselines.</summary>
    public string NameOf(int number) => Kind is FigureKind.Share || number > 0 ? $"{Name}{number}" : Name;

    /// <summary>The name of a figure in messages.</summary>
    public string WordsFor(int number) => Kind == FigureKind.Share ? $"share of class {number}" : number > 1 ? $"{Words} {number}" : Words;
}
