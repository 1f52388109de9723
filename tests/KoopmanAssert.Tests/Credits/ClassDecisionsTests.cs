using FluentAssertions;
using KoopmanAssert.Core.Credits;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>How a classifier decides, against probabilities worked out by hand.</summary>
public class ClassDecisionsTests
{
    private static readonly double Ln2 = Math.Log(2), Ln3 = Math.Log(3);

    // Of ln p + c the softmax is p, whatever c.
    [Test]
    public void Shares_and_doubt_are_means_of_the_softmax()
    {
        double[][] p = [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25], [0.1, 0.3, 0.6], [0.6, 0.3, 0.1]];
        var decisions = ClassDecisions.Compute(Scores([.. p.Select((row, i) => row.Select(x => Math.Log(x) + (100 * i)).ToArray())]));
        decisions.Count.Should().Be(3);
        decisions.Predictions.Should().Equal(0, 1, 2, 0);
        decisions.Shares.Should().Equal([1.65 / 4, 1.3 / 4, 1.05 / 4], (a, b) => Math.Abs(a - b) < 1e-12);
        decisions.Doubt.Should().BeApproximately(Math.Log((0.3 + 0.5 + 0.4 + 0.4) / 4), 1e-12);
    }

    [TestCase(32, 32)]
    [TestCase(33, 0)]
    public void Shares_are_figures_of_up_to_32_classes(int classes, int figures)
    {
        var decisions = new ClassDecisions([0, 1], [.. Enumerable.Repeat(1.0 / classes, classes)], -1);
        new NetworkProfile([1], 1, decisions).FiguresAt(1, [0, 1]).Count(f => f.Kind == FigureKind.Share).Should().Be(figures);
    }

    [Test]
    public void Of_equal_scores_the_first_class_is_chosen() => ClassDecisions.Compute(Scores([1, 3, 3])).Predictions.Should().Equal(1);

    // 1 − max P would be lost in rounding here: e^−12 is 6e-6, e^−16 is 1e-7 and above 2^−24 = 6e-8.
    [TestCase(12)]
    [TestCase(16)]
    public void Doubt_is_exact_where_a_classifier_is_nearly_sure(double margin) =>
        ClassDecisions.Compute(Scores([0, margin], [margin, 0])).Doubt.Should()
            .BeApproximately(-margin - Math.Log(1 + Math.Exp(-margin)), 1e-12);

    [TestCase(17)]
    [TestCase(800)]
    [TestCase(1e30)]
    public void Doubt_has_a_floor_and_large_scores_do_not_overflow(double margin)
    {
        var decisions = ClassDecisions.Compute(Scores([0, margin], [0, margin]));
        decisions.Doubt.Should().BeApproximately(-24 * Ln2, 1e-12);
        decisions.Shares[1].Should().BeApproximately(1, 1e-6);
        ClassDecisions.Compute(Scores([-margin, 0])).Shares[1].Should().BeApproximately(1, 1e-6);
    }

    [Test]
    public void Churn_is_the_worst_class_among_those_predicted_more_than_five_times()
    {
        // Class 0: 6 samples, 2 moved; class 1: 8, 1 moved; class 2: 5, all moved, but too few to count.
        int[] accepted = [.. Enumerable.Repeat(0, 6), .. Enumerable.Repeat(1, 8), .. Enumerable.Repeat(2, 5)];
        int[] now = [0, 0, 0, 0, 1, 2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
        Deciding(now).ChurnFrom(accepted).Should().BeApproximately(2 / 6.0, 1e-12);
        Deciding(accepted).ChurnFrom(accepted).Should().Be(0);
        Deciding(0, 1, 2).ChurnFrom([1, 2, 0]).Should().Be(0, "no class is predicted often enough");
    }

    [Test]
    public void A_class_each_has_a_share_up_to_thirty_two_classes()
        => (ClassDecisions.HasShares(32), ClassDecisions.HasShares(33)).Should().Be((true, false));

    [Test]
    public void The_figures_of_a_classifier_follow_its_decisions()
    {
        var decisions = ClassDecisions.Compute(Scores([Ln3, 0], [0, Ln3]));
        var profile = new NetworkProfile([Math.E, 1], 1, decisions);
        profile.Counted.Should().Be(1, "one less than the classes");
        profile.FiguresAt(1, [0, 1]).Select(f => (f.Name, Math.Round(f.Value, 12))).Should().Equal(
            ("networkCredit", 1), ("doubt", Math.Round(Math.Log(0.25), 12)), ("share0", 0.5), ("share1", 0.5), ("churn", 0));
        new NetworkProfile([Math.E, 1], 1, null).FiguresAt(2, null).Select(f => (f.Name, f.Value)).Should().Equal(("networkCredit", 1));
    }

    private static ClassDecisions Deciding(params int[] predictions)
        => ClassDecisions.Compute(Scores([.. predictions.Select(p => Enumerable.Range(0, 3).Select(c => c == p ? 5.0 : 0).ToArray())]));

    // One sample a column.
    private static DenseMatrix Scores(params double[][] samples) => DenseMatrix.OfColumnArrays(samples);
}
