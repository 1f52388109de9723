using KoopmanAssert.Core.Drift;

namespace KoopmanAssert;

/// <summary>One page for each kind of verdict, and for each kind of input.</summary>
internal static class Verdicts
{
    private static readonly string[] Classes = ["cat", "dog", "horse"];

    /// <summary>The pages by name.</summary>
    public static IReadOnlyDictionary<string, Func<string>> All { get; } = new Dictionary<string, Func<string>>
    {
        ["held"] = () => Pages.Of(Pages.Held()),
        ["accused block"] = () => Pages.DriftedLenet,
        ["network only"] = () => Pages.Of(Doubting()),
        ["missing class"] = () => Pages.Of(MissingClass()),
        ["frozen block"] = () => Pages.Of(Caused("frozenBlock",
            "'beta' has exactly the weights of the accepted model while all others changed, as if it had been frozen", "beta")),
        ["only block changed"] = () => Pages.Of(Caused("onlyBlockChanged",
            "only 'beta' differs from the accepted model: all other blocks have exactly its weights", "beta")),
        ["scaled weights"] = () => Pages.Of(Caused("scaledWeights",
            "the weights of 'beta' are the accepted model's times 1.200, and only they changed", "beta")),
        ["new block"] = () => Pages.Of(Caused("newBlock",
            "'beta' shares nothing with the accepted model while all other blocks continue from it, as if it had been initialised anew",
            "beta")),
        ["pruned weights"] = () => Pages.Of(Caused("prunedWeights",
            "up to 25 % of the weights of 'beta' are exactly 0, as after pruning", "beta")),
        ["quantised weights"] = () => Pages.Of(Caused("quantisedWeights",
            "the weights of 'alpha', 'beta' take at most 21 distinct values, as after quantisation", null)),
        ["swapped classes"] = () => Pages.Of(Caused("swappedClasses",
            "it answers 'dog' for 'cat' and the other way round: their labels have changed places", null)),
        ["under-trained"] = () => Pages.Of(Caused("underTrained",
            "it is less certain but answers as before, and its weights are small, as after too little training or on noisy labels", null)),
        ["noisy labels"] = () => Pages.Of(Caused("noisyLabels",
            "it is less certain but answers as before, as after training on noisy labels", null)),
        ["preprocessing"] = () => Pages.Of(Caused("preprocessing",
            "only the first block, 'alpha', stands out, as after training on inputs of another scale, mean or channel order; if the "
            + "preprocessing is the same, the block itself is damaged", null)),
        ["other recipe"] = () => Pages.Of(Caused("otherRecipe",
            "the weights of 2 of 3 blocks lie beyond their limits, as after training with another recipe (rate, regularisation, epochs) "
            + "or on other data", null)),
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

    // The network doubts more and every block holds.
    private static BaselineComparison Doubting() => Classifier(_ => 0, -2, [10, 10, 20]).Compare(Network(_ => 0, 0, [10, 10, 20], '9'));

    // Class 2 of the accepted model is never given.
    private static BaselineComparison MissingClass() =>
        Classifier(_ => 0, -2, [60, 60, 120]).Compare(Network(_ => 0, -2, [60, 180, 0], '9'));

    // A verdict with this cause; its words are those that the tests of causes approve.
    private static BaselineComparison Caused(string name, string words, string? block)
    {
        BaselineComparison found = Classifier(_ => 0, -2, [10, 10, 20])
            .Compare(Network(b => b == "beta" ? 1.2 : b == "gamma" ? 0.9 : 0, -1, [12, 9, 19], '9'));
        var verdict = new DriftVerdict(found.Score!, block, new DriftCause(name, words, block));
        return new BaselineComparison(
            found.Baseline,
            found.Report,
            [.. found.Blocks.Select(b => b with { Findings = [] })],
            found.Score,
            verdict,
            [.. DriftFindings.Find(found.Baseline, found.Score!, verdict)]);
    }

    private static CreditBaseline Classifier(Func<string, double> figures, double doubt, int[] samples)
    {
        var baseline = CreditBaseline.Create(Network(figures, doubt, samples, '1'), "net.credits.json");
        return Enumerable.Range(1, 5).Aggregate(baseline, (b, i) => b.Accept(
            Network(
                name => figures(name) + (0.02 * Math.Sin((7 * i) + name.Length)),
                doubt + (0.03 * Math.Sin(3 * i)),
                samples,
                (char)('a' + i)),
            "an honest retrain"));
    }

    private static CreditReport Network(Func<string, double> figures, double doubt, int[] samples, char hash) => Fabricated.Report(
            AnalysisSettings.Regression with { ClassNames = Classes },
            new string(hash, 64),
            Fabricated.SamplesHash,
            400,
            [],
            [.. new[] { "alpha", "beta", "gamma" }.Select(name => Fabricated.Profiled(
                name, figures(name), figures(name), figures(name) / 2, figures(name) / 3, figures(name) / 4))])
        .In(Fabricated.Classifier(0, doubt, samples), new string(hash, 64));

    private static BaselineComparison Stated(BlockCredit accepted, BlockCredit current) => CreditBaseline.Create(
            Fabricated.Report(accepted, Fabricated.Block("fc2")), "net.credits.json", Tolerance.FromRules([], null))
        .Compare(Fabricated.Retrained(current, Fabricated.Block("fc2")));
}
