using FluentAssertions;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.FabricatedEvidence;

namespace KoopmanAssert;

/// <summary>Each cause: when it is stated, in which words, and when it is not. Up to 3 is allowed.</summary>
[TestFixture]
internal sealed class CauseTests
{
    private const string? Nowhere = null;

    private static readonly WeightFingerprint Accepted = Fingerprint(Random(1));

    [Test]
    public void Only_one_block_differs()
    {
        Explain<OnlyBlockChanged>(Of(Block("a", changed: false), Block("b"), Block("c", changed: false))).Should().Be(
            ("only 'b' differs from the accepted model: all other blocks have exactly its weights", "b"));
        Explain<OnlyBlockChanged>(Of(Block("a"), Block("b"), Block("c", changed: false))).Should().BeNull();
        Explain<OnlyBlockChanged>(Of(Block("a"))).Should().BeNull("there is no other block");
    }

    // A factor of 1.2 adds ln 1.2 to norm and volume alike.
    [Test]
    public void Weights_are_scaled()
    {
        double factor = Math.Log(1.2);
        JudgedBlock Changed(double volume) =>
            new("b", [Shifted(FigureKind.WeightNorm, factor), Shifted(FigureKind.WeightVolume, volume)]);
        Explain<ScaledWeights>(Of(Block("a", changed: false), Changed(factor))).Should().Be(
            ("the weights of 'b' are the accepted model's times 1.200, and only they changed", "b"));
        Explain<ScaledWeights>(Of(Block("a", changed: false), Changed(factor + 0.001))).Should().BeNull("the volume moved otherwise");
        Explain<ScaledWeights>(Of(Block("a"), Changed(factor))).Should().BeNull("another block changed too");
        static FigureComparison Shifted(FigureKind kind, double by) =>
            new("b", new Figure(kind, 1, 2 + by), new Figure(kind, 1, 2), 2, 3, 1);
    }

    [Test]
    public void A_block_was_frozen()
    {
        Explain<FrozenBlock>(Of(Block("a"), Block("b", changed: false), Block("c"))).Should().Be(
            ("'b' has exactly the weights of the accepted model while all others changed, as if it had been frozen", "b"));
        Explain<FrozenBlock>(Of(Block("a"), Block("b", changed: false))).Should().BeNull("the other may as well have been edited");
        Explain<FrozenBlock>(Of(Block("a"), Block("b"), Block("c"))).Should().BeNull();
    }

    [Test]
    public void A_block_was_initialised_anew_in_a_continued_model()
    {
        WeightFingerprint near = Fingerprint([.. Random(1).Zip(Random(2), (a, b) => a + (0.2 * b))]);
        JudgedBlock a = Block("a").With(near, Accepted), c = Block("c").With(near, Accepted);
        JudgedBlock fresh = Block("b").With(Fingerprint(Random(3)), Accepted);
        Explain<NewBlock>(Of(a, fresh, c)).Should().Be(
            ("'b' shares nothing with the accepted model while all other blocks continue from it, as if it had been initialised anew",
                "b"));
        Explain<NewBlock>(Of(a, c)).Should().BeNull();
        Explain<NewBlock>(Of(fresh with { Name = "x" }, fresh with { Name = "y" })).Should()
            .BeNull("a fresh retrain shares nothing at all");
        Explain<NewBlock>(Of(Block("a"), Block("b"))).Should().BeNull("there are no fingerprints");
    }

    [Test]
    public void Weights_were_pruned()
    {
        WeightFingerprint pruned = Fingerprint([.. Random(1).Select((w, i) => i % 4 == 0 ? 0 : w)]);
        JudgedBlock a = Block("a").With(Accepted, Accepted), b = Block("b").With(pruned, Accepted);
        Explain<PrunedWeights>(Of(a, b)).Should().Be(("up to 25 % of the weights of 'b' are exactly 0, as after pruning", "b"));
        Explain<PrunedWeights>(Of(b with { Name = "a" }, b)).Should().Be(
            ("up to 25 % of the weights of 'a', 'b' are exactly 0, as after pruning", Nowhere));
        Explain<PrunedWeights>(Of(a, Block("b").With(pruned, Accepted, pruned))).Should().BeNull("an accepted retrain is pruned as much");
        Explain<QuantisedWeights>(Of(a, b)).Should().BeNull("zeros are no quantisation");
    }

    [Test]
    public void Weights_were_quantised()
    {
        WeightFingerprint quantised = Fingerprint([.. Random(1).Select(w => Math.Round(w * 20) / 20)]);
        JudgedBlock a = Block("a").With(Accepted, Accepted), b = Block("b").With(quantised, Accepted);
        (string Words, string? Block)? cause = Explain<QuantisedWeights>(Of(a, b));
        cause.Should().Be(($"the weights of 'b' take at most {quantised.Distinct} distinct values, as after quantisation", "b"));
        Explain<QuantisedWeights>(Of(a, Block("b").With(quantised, Accepted, quantised))).Should()
            .BeNull("an accepted retrain is quantised");
        Explain<QuantisedWeights>(Of(a, a with { Name = "b" })).Should().BeNull();
    }

    [Test]
    public void A_class_is_never_answered()
    {
        ClassEvidence Answers(int[] now) => new([.. Labels(10, 10, 10, 10)], [.. Labels(now)], [[0.2], [0.2], [0.2], [0.08, 0.27]]);
        FigureComparison share = Figure(null, FigureKind.Share, -4, 3);
        Explain<MissingClass>(Of([Block("a")], Answers([10, 10, 20, 0]), share)).Should().Be(
            ("it never answers class 3 (accepted models: 8 to 27 %)", Nowhere));
        Explain<MissingClass>(Of([Block("a")], Answers([10, 10, 19, 1]), share)).Should().Be(
            ("it hardly ever answers class 3 (accepted models: 8 to 27 %)", Nowhere));
        ClassEvidence named = Answers([10, 10, 20, 0]) with { Names = ["cat", "dog", "cow", "emu"] };
        Explain<MissingClass>(Of([Block("a")], named, share)).Should().Be(("it never answers 'emu' (accepted models: 8 to 27 %)", Nowhere));
        Explain<MissingClass>(Of([Block("a")], Answers([10, 10, 18, 2]), share)).Should().BeNull("two of ten are left");
        Explain<MissingClass>(Of([Block("a")], Answers([10, 10, 20, 0]), Figure(null, FigureKind.Share, -2, 3))).Should()
            .BeNull("its share lies within its range");
        Explain<MissingClass>(Of([Block("a")], Answers([40, 0, 0, 0]))).Should().BeNull("most are gone: the network is broken");
        ClassEvidence mistaken = Answers([10, 10, 20, 0]) with { Current = [.. Labels(10), .. Same(0, 10), .. Same(2, 20)] };
        Explain<MissingClass>(Of([Block("a")], mistaken, share)).Should().BeNull("class 1 is mistaken too");
        Explain<MissingClass>(Of(Block("a"))).Should().BeNull("no classifier");
    }

    [Test]
    public void Two_classes_have_changed_places()
    {
        ClassEvidence Answers(params int[] now) => new([.. Labels(10, 10, 10)], now, []);
        Explain<SwappedClasses>(Of([Block("a")], Answers([.. Labels(10), .. Same(2, 10), .. Same(1, 10)]))).Should().Be(
            ("it answers class 2 for class 1 and the other way round: their labels have changed places", Nowhere));
        Explain<SwappedClasses>(Of([Block("a")], Answers([.. Labels(10), .. Same(2, 20)]))).Should().BeNull("only one goes");
        Explain<SwappedClasses>(Of(Block("a"))).Should().BeNull("no classifier");
    }

    [Test]
    public void It_doubts_more_and_answers_as_before()
    {
        DriftEvidence Of(double doubt, double churn, double share, double weight = 0) => FabricatedEvidence.Of(
            [Block("a", weight: weight), Block("b", weight: weight)],
            null,
            Figure(null, FigureKind.Doubt, doubt), Figure(null, FigureKind.Share, share, 0), Figure(null, FigureKind.Churn, churn));
        Explain<NoisyLabels>(Of(4, 1, 2)).Should().Be(
            ("it is less certain but answers as before, as after training on noisy labels", Nowhere));
        Explain<NoisyLabels>(Of(2.9, 1, 2)).Should().BeNull("its doubt lies within its range");
        Explain<NoisyLabels>(Of(-4, 1, 2)).Should().BeNull("it is more certain");
        Explain<NoisyLabels>(Of(4, 2.5, 2)).Should().BeNull("it answers otherwise");
        Explain<NoisyLabels>(Of(4, 1, -3.5)).Should().BeNull("it prefers other classes");
        Explain<UnderTrained>(Of(4, 1, 2, -1.5)).Should().Be(
            ("it is less certain but answers as before, and its weights are small, as after too little training or on noisy labels",
                Nowhere));
        Explain<UnderTrained>(Of(4, 1, 2, -0.9)).Should().BeNull("its weights are as large as others'");
        Explain<UnderTrained>(Of(2, 1, 2, -1.5)).Should().BeNull("its doubt lies within its range");
    }

    // A factor on the class scores, as of a temperature, leaves the same doubt.
    [TestCase(0, 4, ", or with smaller weights in 'b' alone")]
    [TestCase(4, 4, "")]
    [TestCase(0, 0, "")]
    public void Doubt_with_a_last_layer_alone_beyond_its_range_may_be_a_scale(double first, double last, string also)
    {
        DriftEvidence evidence = FabricatedEvidence.Of(
            [Block("a", weight: first), Block("b", weight: last)], null, Figure(null, FigureKind.Doubt, 4));
        Explain<NoisyLabels>(evidence).Should().Be(
            ($"it is less certain but answers as before, as after training on noisy labels{also}", Nowhere));
    }

    [Test]
    public void The_first_block_alone_stands_out()
    {
        Explain<Preprocessing>(Of(Block("in", hasWeights: false), Block("a", weight: 4), Block("b"))).Should().Be((
            "only the first block, 'a', stands out, as after training on inputs of another scale, mean or channel order; "
            + "if the preprocessing is the same, the block itself is damaged", Nowhere));
        Explain<Preprocessing>(Of(Block("a"), Block("b", weight: 4))).Should().BeNull("it is not the first");
        Explain<Preprocessing>(Of(Block("a", weight: 4), Block("b", weight: 3))).Should().BeNull("it is not alone");
        Explain<Preprocessing>(Of(Block("a", weight: 4))).Should().BeNull("there is no other block");
    }

    [Test]
    public void Most_weights_moved_together()
    {
        Explain<OtherRecipe>(Of(Block("a", weight: 4), Block("b", weight: 5), Block("c"))).Should().Be((
            "the weights of 2 of 3 blocks lie beyond their limits, as after training with another recipe (rate, regularisation, epochs) "
            + "or on other data", Nowhere));
        Explain<OtherRecipe>(Of(Block("a", weight: 4), Block("b", weight: 5), Block("c"), Block("d"))).Should()
            .BeNull("half is not most");
        Explain<OtherRecipe>(Of(Block("a", weight: 4))).Should().BeNull("one block does not make a recipe");
        Explain<OtherRecipe>(Of(Block("a", weight: 4), Block("b", weight: -5), Block("c", weight: 4))).Should()
            .BeNull("the others compensate for b");
    }

    [Test]
    public void Where_nothing_fits_nothing_is_claimed() =>
        Diagnosis.Judge(Of(Block("a", gain: 5), Block("b", level: 5, weight: 2))).Cause.Should().BeNull();

    [Test]
    public void A_cause_in_the_training_as_a_whole_clears_the_block_that_stands_out()
    {
        DriftVerdict verdict = Diagnosis.Judge(Of([Block("a"), Block("b", weight: 4)], null, Figure(null, FigureKind.Doubt, 4)));
        (verdict.Fault, verdict.Cause!.Name).Should().Be((null, "noisyLabels"));
        verdict.Moved.Should().Equal("b");
    }

    [Test]
    public void A_block_in_which_the_cause_lies_is_accused_only_if_a_figure_of_its_own_is_beyond_its_range()
    {
        DriftVerdict Judge(double gain) =>
            Diagnosis.Judge(Of(Block("a", changed: false), Block("b", gain: gain), Block("c", gain: 4, changed: false)));
        (Judge(2.9).Fault, Judge(2.9).Cause!.Block).Should().Be((null, "b"));
        (Judge(3.1).Fault, Judge(3.1).Cause!.Block).Should().Be(("b", "b"));
    }

    private static (string Words, string? Block)? Explain<T>(DriftEvidence evidence)
        where T : Cause, new() => new T().Explain(evidence) is { } cause ? (cause.Words, cause.Block) : null;

    private static IEnumerable<int> Labels(params int[] counts) => counts.SelectMany((count, label) => Same(label, count));

    private static IEnumerable<int> Same(int label, int count) => Enumerable.Repeat(label, count);

    private static WeightFingerprint Fingerprint(double[] values) => WeightFingerprint.Create(new Weight("w", [40, 25], false, values));

    private static double[] Random(int seed) => [.. SeededMatrices.Uniform(40, 25, seed).Values];
}
