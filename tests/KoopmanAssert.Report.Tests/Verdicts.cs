namespace KoopmanAssert;

/// <summary>One page for each kind of verdict, and for each kind of input; those of a cause are of real comparisons.</summary>
internal static class Verdicts
{
    private static readonly string[] Classes = ["cat", "dog", "horse"];

    private static readonly Dictionary<string, Func<string>> Renderers = new()
    {
        ["held"] = () => Pages.Of(Pages.Held()),
        ["accused block"] = () => Pages.DriftedLenet,
        ["network only"] = () => Pages.Of(Doubting()),
        ["honest retrain"] = () => Pages.Of(Faults.None()),
        ["renamed copy in 8 bits"] = () => Pages.Of(Faults.RenamedCopy()),
        ["missing class"] = () => Pages.Of(Faults.MissingClass()),
        ["frozen block"] = () => Pages.Of(Faults.FrozenBlock()),
        ["only block changed"] = () => Pages.Of(Faults.OnlyBlockChanged()),
        ["scaled weights"] = () => Pages.Of(Faults.ScaledWeights()),
        ["new block"] = () => Pages.Of(Faults.NewBlock()),
        ["pruned weights"] = () => Pages.Of(Faults.PrunedWeights()),
        ["quantised weights"] = () => Pages.Of(Faults.QuantisedWeights()),
        ["swapped classes"] = () => Pages.Of(Faults.SwappedClasses()),
        ["under-trained"] = () => Pages.Of(Faults.UnderTrained()),
        ["noisy labels"] = () => Pages.Of(Faults.NoisyLabels()),
        ["preprocessing"] = () => Pages.Of(Faults.Preprocessing()),
        ["other recipe"] = () => Pages.Of(Faults.OtherRecipe()),
        ["rank"] = () => Pages.Of(Stated(Fabricated.Block("fc1", rank: 4), Fabricated.Block("fc1", rank: 1))),
        ["stated tolerance"] = () => Pages.Of(Stated(Fabricated.Block("fc1", sigma: 2), Fabricated.Block("fc1", sigma: 3))),
        ["shape"] = () => Pages.Of(Stated(Fabricated.Block("fc1"), Fabricated.Block("fc1", outputs: 7))),
        ["renamed"] = () => Pages.Of(Stated(Fabricated.Block("dense/MatMul"), Fabricated.Block("fc1"))),
        ["unreliable"] = () => Pages.Of(Stated(Fabricated.Block("fc1"), Fabricated.Block("fc1", snapshots: 2))),
        ["60 blocks"] = () => Pages.Of(Pages.Chain(60, moved: 40)),
        ["1-D input"] = () => Pages.Of(Pages.Held([1, 256], "signal")),
        ["tokens"] = () => Pages.Of(Pages.Held([24], "tokens", areTokens: true)),
        ["two models"] = Pages.OfTwoModels,
        ["several networks"] = () => Pages.Of(Pages.Held(), Pages.Chain(3, 1)),
    };

    private static readonly Dictionary<string, Lazy<string>> Rendered =
        Renderers.ToDictionary(page => page.Key, page => new Lazy<string>(page.Value));

    /// <summary>The names of all pages.</summary>
    public static IReadOnlyCollection<string> Names => Renderers.Keys;

    /// <summary>The pages whose numbers were measured, so that their last digits depend on the processor.</summary>
    public static IReadOnlyCollection<string> Measured { get; } =
    [
        "honest retrain", "renamed copy in 8 bits", "missing class", "frozen block", "only block changed", "scaled weights", "new block",
        "pruned weights", "quantised weights", "swapped classes", "under-trained", "noisy labels", "preprocessing", "other recipe",
    ];

    /// <summary>A page by its name.</summary>
    public static string Of(string name) => Rendered[name].Value;

    // The network doubts more and every block holds.
    private static BaselineComparison Doubting()
    {
        var baseline = CreditBaseline.Create(Classifier(_ => 0, -2, '1'), "net.credits.json");
        return Enumerable.Range(1, 5)
            .Aggregate(baseline, (b, i) => b.Accept(
                Classifier(name => 0.02 * Math.Sin((7 * i) + name.Length), -2 + (0.03 * Math.Sin(3 * i)), (char)('a' + i)),
                "an honest retrain"))
            .Compare(Classifier(_ => 0, 0, '9'));
    }

    private static CreditReport Classifier(Func<string, double> figures, double doubt, char hash) => Fabricated.Report(
            AnalysisSettings.Regression with { ClassNames = Classes },
            new string(hash, 64),
            Fabricated.SamplesHash,
            400,
            [],
            [.. new[] { "alpha", "beta", "gamma" }.Select(name => Fabricated.Profiled(
                name, figures(name), figures(name), figures(name) / 2, figures(name) / 3, figures(name) / 4))])
        .In(Fabricated.Classifier(0, doubt, [10, 10, 20]), new string(hash, 64));

    private static BaselineComparison Stated(BlockCredit accepted, BlockCredit current) => CreditBaseline.Create(
            Fabricated.Report(accepted, Fabricated.Block("fc2")), "net.credits.json", Tolerance.FromRules([], null))
        .Compare(Fabricated.Retrained(current, Fabricated.Block("fc2")));
}
