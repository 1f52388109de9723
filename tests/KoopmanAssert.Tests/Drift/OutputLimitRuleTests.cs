using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The limit of the outputs by its formulas, for a network that is no classifier and has one weight tensor.</summary>
[TestFixture]
internal sealed class OutputLimitRuleTests
{
    private const double Threshold = 2.5;

    // √(2(1 − 0.3)), between networks of a weak correlation.
    private static readonly double MostApart = Math.Sqrt(1.4);

    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    [TestCase(1.0, 0.5, FigureKind.OutputGeometry)]
    [TestCase(0.5, 1.0, FigureKind.OutputChange)]
    public void A_fresh_retrain_holds_by_the_nearer_of_outputs_and_inner_products(double change, double geometry, FigureKind kind)
    {
        FigureComparison outputs = Compare(Baseline(), Weights(2), change, geometry);
        outputs.Figure.Should().Be(new Figure(kind, 0, 0.5));
        outputs.Allowed.Should().BeApproximately(MostApart, 1e-12);
        outputs.Z.Should().BeApproximately(Threshold * 0.5 / MostApart, 1e-12);
        outputs.IsOfCopy.Should().BeFalse();
    }

    [Test]
    public void A_copy_may_move_its_outputs_by_a_tenth()
    {
        FigureComparison outputs = Compare(Baseline(), Weights(1), 0.2, 0.01);
        (outputs.Figure.Kind, outputs.Allowed, outputs.IsOfCopy, outputs.IsBeyond).Should().Be((FigureKind.OutputChange, 0.1, true, true));
    }

    // Of the variance between fresh retrains it shares half with the accepted model at a cosine of 1, and nothing at the edge of fresh.
    [TestCase(0.98)]
    [TestCase(0.85)]
    public void A_continued_model_may_go_further_as_it_leaves_its_start(double share)
    {
        CreditBaseline baseline = Baseline();
        double[] weights = Mixed(share);
        double cosine = Descent.Find(baseline, Retrain(baseline, weights, 0, 0), new LearntTolerance())!.Value.Cosine;
        cosine.Should().BeGreaterThan(0.5).And.BeLessThan(1);
        FigureComparison outputs = Compare(baseline, weights, 0.4, 0.01);
        outputs.Figure.Kind.Should().Be(FigureKind.OutputChange);
        outputs.Allowed.Should().BeApproximately(MostApart * Math.Sqrt(Math.Min(1, 1.5 - (cosine * cosine))), 1e-12);
    }

    [Test]
    public void A_copy_in_fewer_bits_may_move_by_what_rounding_explains()
    {
        CreditBaseline baseline = Baseline();
        AcceptedRetrain rounded = Retrain(baseline, Mixed(0.98), 0.3, 0.01) with { IsRounded = true };
        Descent descent = Descent.Find(baseline, rounded, new LearntTolerance())!.Value;
        (descent.Tensors, descent.IsRounded, descent.IsCopy, descent.IsFresh).Should().Be((1, true, false, false));
        descent.Rounding.Should().BeApproximately(Math.Sqrt(1 - (descent.Cosine * descent.Cosine)), 1e-12);
        OutputLimit.Compare(baseline, rounded, new LearntTolerance(), Threshold)!.Allowed.Should()
            .BeApproximately(Math.Min(MostApart, 0.1 + descent.Rounding), 1e-12);
    }

    // It went twice as far as its own limit, so a model may go 2.5 times as far as its own.
    [TestCase(2.0, 2.5)]
    [TestCase(0.9, 1.125)]
    [TestCase(0.7, 1)]
    public void An_accepted_retrain_widens_the_limit_to_a_quarter_more_of_what_it_took(double furthest, double times)
    {
        CreditBaseline baseline = Baseline();
        AcceptedRetrain accepted = Retrain(baseline, Weights(3), furthest * MostApart, furthest * MostApart);
        FigureComparison outputs = Compare(baseline.With([accepted]), Weights(2), 1, 1);
        outputs.Allowed.Should().BeApproximately(times * MostApart, 1e-9);
    }

    [Test]
    public void Of_several_accepted_retrains_the_furthest_counts()
    {
        CreditBaseline baseline = Baseline();
        AcceptedRetrain Accepted(int seed, double furthest) =>
            Retrain(baseline, Weights(seed), furthest * MostApart, furthest * MostApart);
        Compare(baseline.With([Accepted(3, 0.1), Accepted(4, 2), Accepted(5, 0.3)]), Weights(2), 1, 1).Allowed.Should()
            .BeApproximately(2.5 * MostApart, 1e-9);
    }

    [Test]
    public void Stated_to_be_fresh_a_copy_is_judged_as_a_fresh_one()
    {
        var fresh = new LearntTolerance { Retraining = Retraining.Fresh };
        CreditBaseline baseline = Baseline();
        Descent descent = Descent.Find(baseline, Retrain(baseline, Weights(1), 0.5, 0.5), fresh)!.Value;
        (descent.IsFresh, descent.IsCopy, descent.IsRounded, descent.Cosine).Should().Be((true, false, false, 0));
        OutputLimit.Compare(baseline, Retrain(baseline, Weights(1), 0.5, 0.5), fresh, Threshold)!.Allowed.Should()
            .BeApproximately(MostApart, 1e-12);
    }

    [Test]
    public void Without_distances_or_fingerprints_there_is_no_limit()
    {
        CreditBaseline baseline = Baseline();
        OutputLimit.Compare(baseline, Retrain(baseline, Weights(2), 1, 1) with { Outputs = null }, new LearntTolerance(), Threshold)
            .Should().BeNull();
        OutputLimit.Compare(baseline, Retrain(baseline, Weights(2), 1, 1) with { Evidence = null }, new LearntTolerance(), Threshold)
            .Should().BeNull();
    }

    private static FigureComparison Compare(CreditBaseline baseline, double[] weights, double change, double geometry) =>
        OutputLimit.Compare(baseline, Retrain(baseline, weights, change, geometry), new LearntTolerance(), Threshold)!;

    private static CreditBaseline Baseline() => CreditBaseline.Create(Model('a', Weights(1)), Elsewhere);

    private static AcceptedRetrain Retrain(CreditBaseline baseline, double[] weights, double change, double geometry) =>
        LearntComparer.Retrain(baseline, Model('b', weights)) with { Outputs = new OutputDistance(change, geometry) };

    private static CreditReport Model(char digit, double[] weights) => Fabricated.Report(
        AnalysisSettings.Regression, new string(digit, 64), Fabricated.SamplesHash, 400, [], Fabricated.Profiled(weights: weights));

    private static double[] Mixed(double share) =>
        [.. Weights(1).Zip(Weights(2), (old, other) => (share * old) + (Math.Sqrt(1 - (share * share)) * other))];

    private static double[] Weights(int seed) => [.. SeededMatrices.Uniform(8, 6, seed).Values];
}
