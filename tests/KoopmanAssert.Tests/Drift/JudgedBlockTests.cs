using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;
using static KoopmanAssert.FabricatedEvidence;

namespace KoopmanAssert;

/// <summary>What a verdict asks of a block, and of the classes that a classifier answers.</summary>
[TestFixture]
internal sealed class JudgedBlockTests
{
    // Rounding on another processor moves a figure of the weights by less than 1e-9.
    [TestCase(0, 0, false)]
    [TestCase(5e-10, -5e-10, false)]
    [TestCase(0, 2e-9, true)]
    [TestCase(-2e-9, 0, true)]
    public void Without_fingerprints_any_figure_of_its_weights_tells_whether_a_block_changed(double norm, double volume, bool isChanged) =>
        new JudgedBlock("a", [Weight(FigureKind.WeightNorm, 5 + norm, 5), Weight(FigureKind.WeightVolume, -3 + volume, -3)])
            .IsChanged.Should().Be(isChanged);

    [Test]
    public void With_fingerprints_the_hash_of_its_origin_does()
    {
        WeightFingerprint one = Print(1), other = Print(2);
        JudgedBlock block = Block("a", changed: false).With(other, one, other);
        block.IsChanged.Should().BeTrue();
        (block with { Origin = 1 }).IsChanged.Should().BeFalse();
    }

    [Test]
    public void How_far_weights_moved_is_measured_from_their_origin()
    {
        var block = new JudgedBlock("a", [Weight(FigureKind.WeightNorm, 5, 4), Weight(FigureKind.WeightVolume, 7, 4)]);
        block.ChangesOf(FigureKind.WeightNorm).Should().Equal(1);
        block.ChangesOf(FigureKind.WeightVolume).Should().Equal(3);
        JudgedBlock of = block with
        {
            OriginFigures =
            [
                new Figure(FigureKind.WeightNorm, 2, 100),
                new Figure(FigureKind.WeightVolume, 1, 6),
                new Figure(FigureKind.WeightNorm, 1, 4.5),
            ],
        };
        of.ChangesOf(FigureKind.WeightNorm).Should().Equal(0.5);
        of.ChangesOf(FigureKind.WeightVolume).Should().Equal(1);
    }

    [Test]
    public void The_furthest_figure_of_the_weights_counts_with_its_sign()
    {
        FigureComparison At(FigureKind kind, double z) => new("a", new Figure(kind, 1, z), new Figure(kind, 1, 0), 0, 3, z);
        new JudgedBlock("a", [At(FigureKind.WeightNorm, 2), At(FigureKind.WeightVolume, -2.5), Figure("a", FigureKind.OperatorGain, 9)])
            .WeightZ.Should().Be(-2.5);
        new JudgedBlock("a", [Figure("a", FigureKind.OperatorGain, 9)]).WeightZ.Should().Be(0);
    }

    // Six of a class are enough for a rate, five are not.
    [Test]
    public void Classes_that_are_answered_often_enough_are_known_by_their_rates()
    {
        int[] accepted = [.. Repeat(2, 6), .. Repeat(0, 8), .. Repeat(1, 5)];
        int[] current = [.. Repeat(2, 3), .. Repeat(0, 3), .. Repeat(0, 8), .. Repeat(1, 5)];
        var classes = new ClassEvidence(accepted, current, []) { Names = ["cat", "", "cow"] };
        classes.Frequent.Should().Equal(0, 2);
        classes.Moved(2, 0).Should().Be(0.5);
        classes.Moved(2, 2).Should().Be(0.5);
        classes.Moved(0, 0).Should().Be(1);
        classes.Moved(7, 0).Should().Be(0);
        (classes.AcceptedCount(2), classes.CurrentCount(2), classes.CurrentCount(7)).Should().Be((6, 3, 0));
        (classes.NameOf(0), classes.NameOf(1), classes.NameOf(2), classes.NameOf(3)).Should().Be(("'cat'", "class 1", "'cow'", "class 3"));
    }

    [Test]
    public void The_names_in_the_settings_of_a_baseline_come_before_those_of_the_model()
    {
        CreditBaseline Named(params string[] names) => CreditBaseline.Create(
            Fabricated.Report(
                AnalysisSettings.Regression with { ClassNames = names }, Fabricated.ModelHash, Fabricated.SamplesHash, 400, [],
                Fabricated.Profiled()),
            Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json"));
        ClassEvidence.NamesOf(Named("cat", "dog"), ["a", "b"]).Should().Equal("cat", "dog");
        ClassEvidence.NamesOf(Named(), ["a", "b"]).Should().Equal("a", "b");
    }

    private static FigureComparison Weight(FigureKind kind, double now, double accepted) =>
        new("a", new Figure(kind, 1, now), new Figure(kind, 1, accepted), accepted, 3, now - accepted);

    private static WeightFingerprint Print(int seed) =>
        WeightFingerprint.Create(new Core.Models.Weight("w", [8, 6], false, [.. SeededMatrices.Uniform(8, 6, seed).Values]));

    private static IEnumerable<int> Repeat(int label, int count) => Enumerable.Repeat(label, count);
}
