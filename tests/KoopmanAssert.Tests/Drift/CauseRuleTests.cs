using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;
using static KoopmanAssert.FabricatedEvidence;

namespace KoopmanAssert;

/// <summary>Each cause at the edge of its condition, with its name and what it says to look at. Up to 3 is allowed.</summary>
[TestFixture]
internal sealed class CauseRuleTests
{
    private const string Labels = "the labels (whether some of them are wrong, or in another order than the samples)";

    private static readonly JudgedBlock Still = Block("a", changed: false);

    [Test]
    public void A_block_that_changed_alone() => NameAndPlace<OnlyBlockChanged>(Of(Still, Block("b"))).Should().Be(
        ("onlyBlockChanged", "what trained or edited 'b' alone, and whether it was meant to"));

    [Test]
    public void A_block_that_stayed_alone() => NameAndPlace<FrozenBlock>(Of(Still, Block("b"), Block("c"))).Should().Be(
        ("frozenBlock", "whether 'a' was meant to be left out of the training, and what left it out"));

    [Test]
    public void A_block_without_weights_is_not_frozen() =>
        NameAndPlace<FrozenBlock>(Of(Block("a", hasWeights: false), Block("b"), Block("c"))).Should().BeNull();

    [Test]
    public void Two_blocks_that_stayed_are_no_frozen_block() =>
        NameAndPlace<FrozenBlock>(Of(Still, Still with { Name = "x" }, Block("b"), Block("c"))).Should().BeNull();

    // The rounding of float32 leaves less than 1e-6.
    [TestCase(2e-6, 2e-6, true)]
    [TestCase(5e-7, 5e-7, false)]
    [TestCase(-0.5, -0.5, true)]
    [TestCase(0.5, 0.5 + 2e-6, false)]
    [TestCase(0.5, 0.5 + 5e-7, true)]
    public void Weights_times_a_factor(double norm, double volume, bool isScaled)
    {
        FigureComparison Shifted(FigureKind kind, double by) =>
            new("b", new Figure(kind, 1, 2 + by), new Figure(kind, 1, 2), 2, 3, 1);
        var block = new JudgedBlock("b", [Shifted(FigureKind.WeightNorm, norm), Shifted(FigureKind.WeightVolume, volume)]);
        NameAndPlace<ScaledWeights>(Of(Still, block)).Should().Be(!isScaled ? null : (
            "scaledWeights", "what multiplies the weights of 'b' (a scale that was merged twice or not at all, or an edited file)"));
    }

    // One weight in twenty more than any accepted model has.
    [TestCase(0.05, 0, false)]
    [TestCase(0.06, 0, true)]
    [TestCase(0.15, 0.1, false)]
    [TestCase(0.16, 0.1, true)]
    public void Weights_that_are_zero(double zeros, double accepted, bool isPruned)
    {
        JudgedBlock block = Block("b").With(Fingerprint(zeros, 100), Fingerprint(0, 100), Fingerprint(accepted, 100));
        NameAndPlace<PrunedWeights>(Of(Still, block)).Should().Be(
            isPruned ? ("prunedWeights", "whether the model was meant to be pruned, and by which step") : null);
    }

    [Test]
    public void The_most_pruned_tensor_gives_the_share()
    {
        JudgedBlock few = Block("a").With(Fingerprint(0.2, 100), Fingerprint(0, 100));
        JudgedBlock many = Block("b").With(Fingerprint(0.7, 100), Fingerprint(0, 100));
        new PrunedWeights().Explain(Of(few, many))!.Words.Should().StartWith("up to 70 % of the weights of 'a', 'b' are exactly 0");
    }

    // Half as many as the accepted model that has the fewest, of those that are not zero.
    [TestCase(500, 0, false)]
    [TestCase(499, 0, true)]
    [TestCase(400, 0.2, false)]
    [TestCase(399, 0.2, true)]
    public void Weights_of_few_values(int distinct, double zeros, bool isQuantised)
    {
        JudgedBlock block = Block("b").With(Fingerprint(zeros, distinct), Fingerprint(0, 1200), Fingerprint(0, 1000));
        DriftCause? cause = new QuantisedWeights().Explain(Of(Still, block));
        (cause?.Name, cause?.Words, cause?.LookAt).Should().Be(isQuantised
            ? ("quantisedWeights", $"the weights of 'b' take at most {distinct} distinct values, as after quantisation",
                "whether the model was meant to be quantised, and by which step")
            : (null, null, null));
    }

    [Test]
    public void Several_blocks_of_few_values_are_named_with_the_most_of_them()
    {
        JudgedBlock a = Block("a").With(Fingerprint(0, 16), Fingerprint(0, 1000));
        JudgedBlock b = Block("b").With(Fingerprint(0, 256), Fingerprint(0, 1000));
        DriftCause cause = new QuantisedWeights().Explain(Of(a, b, Block("c").With(Fingerprint(0, 999), Fingerprint(0, 1000))))!;
        (cause.Words, cause.Block).Should().Be(("the weights of 'a', 'b' take at most 256 distinct values, as after quantisation", null));
    }

    [Test]
    public void Weights_of_the_opposite_sign_are_not_unrelated()
    {
        double[] values = [.. SeededMatrices.Uniform(40, 25, 1).Values];
        WeightFingerprint accepted = Print(values), negated = Print([.. values.Select(v => -v)]), fresh = Print(Uniform(3));
        JudgedBlock kept = Block("a").With(accepted, accepted);
        NameAndPlace<NewBlock>(Of(kept, Block("b").With(negated, accepted))).Should().BeNull();
        NameAndPlace<NewBlock>(Of(kept, Block("b").With(fresh, accepted))).Should().Be((
            "newBlock",
            "whether the weights of 'b' were loaded (its key in the checkpoint may be missing or renamed, or the layer replaced)"));
        static WeightFingerprint Print(double[] values) => WeightFingerprint.Create(new Core.Models.Weight("w", [40, 25], false, values));
        static double[] Uniform(int seed) => [.. SeededMatrices.Uniform(40, 25, seed).Values];
    }

    [Test]
    public void Two_of_four_classes_that_are_gone_are_more_than_a_missing_class()
    {
        NameAndPlace<MissingClass>(Answers([10, 10, 10, 10], [20, 20, 0, 0])).Should().BeNull();
        NameAndPlace<MissingClass>(Answers([10, 10, 10, 10, 10], [10, 10, 30, 0, 0])).Should().Be((
            "missingClass",
            "whether the training data still has samples of class 3 and class 4, and whether their label is still the same"));
    }

    // Ten samples of each class; of one that is kept, more than half are still answered.
    [TestCase(5, false)]
    [TestCase(6, true)]
    public void The_other_classes_have_to_be_kept(int kept, bool isMissing)
    {
        int[] accepted = [.. Repeat(0, 10), .. Repeat(1, 10), .. Repeat(2, 10)];
        int[] current = [.. Repeat(0, kept), .. Repeat(1, 20 - kept), .. Repeat(0, 10)];
        (NameAndPlace<MissingClass>(Of([Block("a")], new ClassEvidence(accepted, current, []))) is not null).Should().Be(isMissing);
    }

    [Test]
    public void Where_the_shares_are_not_kept_no_honest_ones_are_told()
    {
        new MissingClass().Explain(Answers([10, 10, 10], [10, 20, 0]))!.Words.Should().Be("it never answers class 2");
        int[] accepted = [.. Repeat(0, 10), .. Repeat(1, 10), .. Repeat(2, 10)], current = [.. Repeat(0, 10), .. Repeat(1, 20)];
        var kept = new ClassEvidence(accepted, current, [[0.3], [0.3], [0.301, 0.304]]);
        new MissingClass().Explain(Of([Block("a")], kept))!.Words.Should().Be("it never answers class 2 (accepted models: 30 %)");
    }

    [Test]
    public void Swapped_classes_say_where_to_look()
    {
        int[] accepted = [.. Repeat(0, 10), .. Repeat(1, 10)], current = [.. Repeat(1, 10), .. Repeat(0, 10)];
        NameAndPlace<SwappedClasses>(Of([Block("a")], new ClassEvidence(accepted, current, []))).Should().Be(
            ("swappedClasses", "the order of the classes in the training data and in the code that reads the answers"));
    }

    // Half of a class is not most of it.
    [TestCase(5, 10, false)]
    [TestCase(10, 5, false)]
    [TestCase(6, 6, true)]
    public void Classes_are_swapped_if_most_of_both_are(int first, int second, bool isSwapped)
    {
        int[] accepted = [.. Repeat(0, 10), .. Repeat(1, 10)];
        int[] current = [.. Repeat(1, first), .. Repeat(0, 10 - first), .. Repeat(0, second), .. Repeat(1, 10 - second)];
        (NameAndPlace<SwappedClasses>(Of([Block("a")], new ClassEvidence(accepted, current, []))) is not null).Should().Be(isSwapped);
    }

    // Doubt has to be beyond its limit, churn noticeable at most, shares within their limit.
    [TestCase(3, 0, 0, false)]
    [TestCase(3.1, 1.96, 3, true)]
    [TestCase(3.1, 1.97, 0, false)]
    [TestCase(3.1, 0, 3.1, false)]
    [TestCase(3.1, 0, -3.1, false)]
    public void Doubt_alone(double doubt, double churn, double share, bool isNoisy) =>
        NameAndPlace<NoisyLabels>(Of([Block("a")], null, Figure(null, FigureKind.Doubt, doubt), Figure(null, FigureKind.Churn, churn),
            Figure(null, FigureKind.Share, share))).Should().Be(isNoisy ? ("noisyLabels", Labels) : null);

    [Test]
    public void Doubt_with_a_last_layer_that_moved() =>
        NameAndPlace<NoisyLabels>(Of([Block("a"), Block("b", weight: 4)], null, Figure(null, FigureKind.Doubt, 4))).Should().Be(
            ("noisyLabels", $"{Labels}, then at what scales the weights of 'b'"));

    // The median of the weights' norms is one deviation low or more.
    [TestCase(-1, -1, -1, true)]
    [TestCase(-2, -1, 2, true)]
    [TestCase(-2, -0.9, -0.9, false)]
    [TestCase(-2, -2, 0, true)]
    public void Doubt_and_small_weights(double a, double b, double c, bool isUnderTrained) => NameAndPlace<UnderTrained>(
        Of([Block("a", weight: a), Block("b", weight: b), Block("c", weight: c)], null, Figure(null, FigureKind.Doubt, 4))).Should().Be(
            isUnderTrained ? ("underTrained", "the number of epochs and the learning rate, then at the labels") : null);

    [Test]
    public void The_first_block() => NameAndPlace<Preprocessing>(Of(Block("a", weight: 4), Block("b"))).Should().Be((
        "preprocessing", "the scale, mean and channel order of the inputs, in training and in the samples, then at 'a' itself"));

    [Test]
    public void Most_blocks_whatever_their_direction()
    {
        NameAndPlace<OtherRecipe>(Of(Block("a", weight: -4), Block("b", weight: -4.5), Block("c"))).Should().Be(
            ("otherRecipe", "the recipe of the training (rate, regularisation, epochs), then at its data"));
        NameAndPlace<OtherRecipe>(Of(Block("a", weight: 3), Block("b", weight: 3), Block("c"))).Should().BeNull("they are at their limits");
    }

    private static (string Name, string LookAt)? NameAndPlace<T>(DriftEvidence evidence)
        where T : Cause, new() => new T().Explain(evidence) is { } cause ? (cause.Name, cause.LookAt) : null;

    // The accepted model puts so many samples in each class, the model as many in order, each class after the other.
    private static DriftEvidence Answers(int[] accepted, int[] current) => Of([Block("a")], new ClassEvidence(
        [.. accepted.SelectMany((count, label) => Repeat(label, count))],
        [.. current.SelectMany((count, label) => Repeat(label, count))],
        []));

    private static IEnumerable<int> Repeat(int label, int count) => Enumerable.Repeat(label, count);

    private static WeightFingerprint Fingerprint(double zeros, int distinct) => Fabricated.Unrelated(zeros, distinct) with
    {
        Zeros = zeros,
        Distinct = distinct,
    };
}
