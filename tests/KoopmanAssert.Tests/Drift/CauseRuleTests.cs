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

    // Two tensors, of which one is new, are no new block; and a block that is only half related to its origin does not continue from it.
    [TestCase(0.0, 1.0, false)]
    [TestCase(0.0, 0.0, true)]
    [TestCase(0.45, 0.0, false)]
    public void A_new_block_shares_nothing_at_all(double first, double second, bool isNew)
    {
        JudgedBlock tried = Tensors("b", first, second);
        (NameAndPlace<NewBlock>(Of(Tensors("a", 1, 1), tried)) is not null).Should().Be(isNew);
    }

    [TestCase(1.0, 0.0, true)]
    [TestCase(0.45, 0.45, false)]
    public void All_other_blocks_have_to_continue_with_some_tensor(double first, double second, bool isNew) =>
        (NameAndPlace<NewBlock>(Of(Tensors("a", 1, 1), Tensors("b", 0, 0), Tensors("c", first, second))) is not null).Should().Be(isNew);

    [Test]
    public void The_only_block_with_weights_is_another_network_rather_than_a_new_block() =>
        NameAndPlace<NewBlock>(Of(Tensors("a", 0, 0), Block("b", hasWeights: false))).Should().BeNull();

    // The operators of a block moved, each within its range, and nothing before it and no weights did: damage in it, and no accusation.
    [TestCase(0, "the weights of all other blocks are within their ranges, and what moved fits damage in 'a': look there first, "
        + "although no figure of it is beyond its own range")]
    [TestCase(1, "what lies before 'b' and the weights of all other blocks are within their ranges, and what moved fits damage in 'b': "
        + "look there first, although no figure of it is beyond its own range")]
    public void One_block_explains_what_moved(int damaged, string words)
    {
        double Z(int block) => block == damaged ? 2.9 : 0;
        JudgedBlock[] blocks = [.. "abc".Select((name, i) => Block($"{name}", gain: Z(i), level: Z(i), weight: Z(i)))];
        DriftCause cause = new OneBlock().Explain(Of(LineageKind.Fresh, blocks))!;
        (cause.Words, cause.Block, cause.LookAt).Should().Be((
            words, $"{"abc"[damaged]}", $"what in training or export concerns '{"abc"[damaged]}' alone"));
    }

    // Of many figures of another block one is beyond its range: too few to explain anything, and enough to say that not all is within it.
    [TestCase("a", FigureKind.ActivationLevel)]
    [TestCase("c", FigureKind.WeightNorm)]
    public void One_block_explains_nothing_if_what_it_cannot_move_is_beyond_its_range(string other, FigureKind kind)
    {
        JudgedBlock quiet = Block(other);
        JudgedBlock beyond = quiet with
        {
            Figures =
            [
                Figure(other, kind, 3.1, 2), .. quiet.Figures,
                .. Enumerable.Range(3, 6).Select(i => Figure(other, FigureKind.WeightNorm, 0, i)),
            ],
        };
        JudgedBlock damaged = Block("b", gain: 2.9, level: 2.9, weight: 2.9);
        JudgedBlock[] blocks = other == "a" ? [beyond, damaged] : [Block("a"), damaged, beyond];
        DamagedBlock.Find(Of(LineageKind.Fresh, blocks))!.Name.Should().Be("b");
        new OneBlock().Explain(Of(LineageKind.Fresh, blocks)).Should().BeNull();
    }

    [Test]
    public void The_most_zeros_of_a_blocks_tensors_are_told()
    {
        WeightFingerprint dense = Fingerprint(0, 1000), pruned = Fingerprint(0.6, 1000), half = Fingerprint(0.3, 1000);
        JudgedBlock block = Block("a") with
        {
            Current = new BlockFingerprint("new", [half, pruned]),
            Accepted = [new BlockFingerprint("old", [dense, dense])],
        };
        new PrunedWeights().Explain(Of(block, Block("b").With(dense, dense)))!.Words.Should().Contain("60 %");
    }

    [Test]
    public void Two_of_four_classes_that_are_gone_are_more_than_a_missing_class()
    {
        NameAndPlace<MissingClass>(Answers([10, 10, 10, 10], [20, 20, 0, 0])).Should().BeNull();
        NameAndPlace<MissingClass>(Answers([10, 10, 10, 10, 10], [10, 10, 30, 0, 0])).Should().Be((
            "missingClass",
            "whether the training data still has samples of class 3 and class 4, and whether their label is still the same"));
    }

    [Test]
    public void Half_of_the_classes_is_too_many_even_if_the_others_are_kept()
    {
        int[] accepted = [.. Repeat(0, 10), .. Repeat(1, 10), .. Repeat(2, 10), .. Repeat(3, 10)];
        int[] current = [.. Repeat(0, 10), .. Repeat(1, 10), .. Repeat(0, 10), .. Repeat(1, 10)];
        NameAndPlace<MissingClass>(Of([Block("a")], new ClassEvidence(accepted, current, []))).Should().BeNull();
    }

    [Test]
    public void Several_missing_and_several_swapped_classes_are_all_named()
    {
        new MissingClass().Explain(Answers([10, 10, 10, 10, 10], [10, 10, 30, 0, 0]))!.Words.Should()
            .Be("it never answers class 3 and never answers class 4");
        int[] accepted = [.. Repeat(0, 10), .. Repeat(1, 10), .. Repeat(2, 10), .. Repeat(3, 10)];
        int[] current = [.. Repeat(1, 10), .. Repeat(0, 10), .. Repeat(3, 10), .. Repeat(2, 10)];
        new SwappedClasses().Explain(Of([Block("a")], new ClassEvidence(accepted, current, [])))!.Words.Should()
            .Be("it answers class 1 for class 0 and the other way round, class 3 for class 2 and the other way round: their labels have "
                + "changed places");
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
    public void Of_an_even_number_of_weights_the_larger_of_the_middle_ones_has_to_be_small()
    {
        JudgedBlock[] blocks = [Block("a", weight: -2), Block("b", weight: -1.5), Block("c", weight: -0.5), Block("d")];
        NameAndPlace<UnderTrained>(Of(blocks, null, Figure(null, FigureKind.Doubt, 4))).Should().BeNull();
    }

    // Both tensors of the block have to be the accepted ones times a factor.
    [TestCase(0.5, true)]
    [TestCase(0.6, false)]
    public void One_weight_of_two_that_is_not_scaled_is_no_scaling(double volume, bool isScaled)
    {
        FigureComparison Moved(FigureKind kind, int number, double by) =>
            new("b", new Figure(kind, number, by), new Figure(kind, number, 0), 0, Limit, by);
        var scaled = new JudgedBlock("b",
        [
            Moved(FigureKind.WeightNorm, 1, 0.2), Moved(FigureKind.WeightNorm, 2, 0.5),
            Moved(FigureKind.WeightVolume, 1, 0.2), Moved(FigureKind.WeightVolume, 2, volume),
        ]);
        (NameAndPlace<ScaledWeights>(Of(Block("a", changed: false), scaled)) is not null).Should().Be(isScaled);
    }

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

    // A block of two tensors with these cosines to the accepted ones.
    private static JudgedBlock Tensors(string name, params double[] cosines)
    {
        double[] accepted = [.. SeededMatrices.Uniform(40, 25, 1).Values.Select(v => v - 0.5)];
        double[] other = Orthogonal(accepted, [.. SeededMatrices.Uniform(40, 25, 2).Values.Select(v => v - 0.5)]);
        WeightFingerprint[] now =
            [.. cosines.Select(c => Print([.. accepted.Zip(other, (a, o) => (c * a) + (Math.Sqrt(1 - (c * c)) * o))]))];
        return Block(name) with
        {
            Current = new BlockFingerprint("new", now),
            Accepted = [new BlockFingerprint("old", [.. cosines.Select(_ => Print(accepted))])],
        };

        static WeightFingerprint Print(double[] values) => WeightFingerprint.Create(new Core.Models.Weight("w", [40, 25], false, values));
    }

    // The part of the second that is orthogonal to the first, as long as the first.
    private static double[] Orthogonal(double[] first, double[] second)
    {
        double along = first.Zip(second, (a, b) => a * b).Sum() / first.Sum(a => a * a);
        double[] rest = [.. first.Zip(second, (a, b) => b - (along * a))];
        double scale = Math.Sqrt(first.Sum(a => a * a) / rest.Sum(r => r * r));
        return [.. rest.Select(r => scale * r)];
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
