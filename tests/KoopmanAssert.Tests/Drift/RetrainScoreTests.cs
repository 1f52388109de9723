using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Drift;
using MathNet.Numerics.Distributions;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class RetrainScoreTests
{
    // One figure with prior 1 and accepted 10, 13, 16: mean 13, SS = 18, ν = 3 − 1 + 4 = 6, s² = (4 + 18)/6, and a new model deviates by
    // s·√(4/3).
    [Test]
    public void One_figure_by_hand()
    {
        var score = new RetrainScore([[10], [13], [16]], [1], 0.05);
        score.Independent.Should().Be(3);
        score.Mean(0).Should().BeApproximately(13, 1e-12);
        double t = (18 - 13) / Math.Sqrt(22 / 6.0 * (1 + (1 / 3.0)));
        score.Z(0, 18).Should().BeApproximately(49 / 51.0 * Math.Sqrt(6 * Math.Log(1 + (t * t / 6))), 1e-12);
        score.Z(0, 8).Should().BeApproximately(-score.Z(0, 18), 1e-12);
        score.Z(0, 13).Should().Be(0);
    }

    // The accepted model alone: its value is the mean, the prior the variance, and a new model deviates by √2 of it with 4 degrees of
    // freedom.
    [Test]
    public void Without_retrains_the_prior_alone_judges()
    {
        var score = new RetrainScore([[3, -1]], [0.5, 2], 0.05);
        score.Independent.Should().Be(1);
        score.Z(0, 3 + (0.5 * Math.Sqrt(2))).Should().BeApproximately(33 / 35.0 * Math.Sqrt(4 * Math.Log(1.25)), 1e-12);
        score.Z(1, -1 + (2 * Math.Sqrt(2))).Should().BeApproximately(score.Z(0, 3 + (0.5 * Math.Sqrt(2))), 1e-12, "z has no unit");
    }

    [Test]
    public void A_z_is_a_normal_deviate_of_the_same_probability_as_its_t()
    {
        // Wallace (1959) is good to some hundredths even at 4 degrees of freedom; at 40 it is exact for the eye.
        foreach ((int retrains, double off) in new[] { (0, 0.05), (2, 0.03), (36, 0.002) })
        {
            double[][] accepted = [.. Enumerable.Range(0, retrains + 1).Select(i => new double[] { 40 * i })];
            var score = new RetrainScore(accepted, [1], 0.05);
            double k = retrains + 1, v = k + 3, ss = accepted.Sum(a => Math.Pow(a[0] - score.Mean(0), 2));
            double deviation = Math.Sqrt((4 + ss) / v * (1 + (1 / k)));
            foreach (double t in new[] { 0.5, 1, 2, 3, 4 })
            {
                double exact = -Normal.InvCDF(0, 1, StudentT.CDF(0, 1, v, -t));
                score.Z(0, score.Mean(0) + (t * deviation)).Should().BeApproximately(exact, off * Math.Max(1, exact));
            }
        }
    }

    [Test]
    public void Allowed_is_exactly_where_z_is_the_threshold() => Gen.Select(
        Gen.Double[0.01, 5].Array[3],
        Gen.Double[-4, 4].Array[9],
        Gen.Double[0.001, 0.5]).Sample(
        (priors, values, falseAlarms) =>
        {
            var score = new RetrainScore([values[..3], values[3..6], values[6..]], priors, falseAlarms);
            for (int f = 0; f < 3; f++)
            {
                score.Z(f, score.Mean(f) + score.Allowed(f)).Should().BeApproximately(score.Threshold, 1e-9);
                score.Z(f, score.Mean(f) - score.Allowed(f)).Should().BeApproximately(-score.Threshold, 1e-9);
            }
        },
        seed: "0005aBcDeFg5", iter: 2 * Check.Iter);

    [Test]
    public void The_threshold_shares_the_false_alarms_among_the_groups_of_figures_that_move_together()
    {
        // Two-sided normal quantiles: 0.05/1, 0.05/10 and 0.05/100 beyond.
        RetrainScore.ThresholdOf(1, 0.05).Should().BeApproximately(1.959963984540054, 1e-9);
        RetrainScore.ThresholdOf(10, 0.05).Should().BeApproximately(2.807033768343811, 1e-9);
        RetrainScore.ThresholdOf(100, 0.05).Should().BeApproximately(3.480756404346115, 1e-9);
        RetrainScore.ThresholdOf(0.3, 0.05).Should().Be(RetrainScore.ThresholdOf(1, 0.05), "less than one group is one");
        new RetrainScore([new double[30]], [.. Enumerable.Repeat(1.0, 30)], 0.05).Threshold.Should().Be(RetrainScore.ThresholdOf(10, 0.05));
    }

    [Test]
    public void The_score_is_the_mean_of_the_three_largest_of_either_sign()
    {
        RetrainScore.Combine([0.5, -4, 1, 3, 2, -0.1]).Should().Be(3);
        RetrainScore.Combine([-4, 1]).Should().Be(2.5, "of fewer figures it is the mean of all");
    }

    [Test]
    public void Retrains_that_coincide_count_as_one()
    {
        double[] one = [1, 2, 3], other = [50, 60, 70];
        new RetrainScore([one, one, one], [1, 1, 1], 0.05).Independent.Should().BeApproximately(1, 1e-12);
        new RetrainScore([one, other, other], [1, 1, 1], 0.05).Independent.Should().BeApproximately(2, 1e-12);
        new RetrainScore([one, other], [1, 1, 1], 0.05).Independent.Should().Be(2);
        // Half a prior deviation away, in every figure: each counts for 1/1.5.
        new RetrainScore([one, [1.5, 2.5, 3.5]], [1, 1, 1], 0.05).Independent.Should().BeApproximately(4 / 3.0, 1e-12);
        new RetrainScore([one, other, other], [1, 1, 1], 0.05).Mean(0).Should().BeApproximately((1 + 50) / 2.0, 1e-12);
    }

    // As those that were accepted before the figure was kept.
    [Test]
    public void Models_that_lack_a_figure_count_for_the_others_only()
    {
        var score = new RetrainScore([[1, double.NaN], [3, 5], [11, 7]], [1, 1], 0.05);
        score.Independent.Should().Be(3, "1 and 3 are two prior deviations apart in the figure that both have");
        score.Mean(0).Should().BeApproximately(5, 1e-12);
        score.Mean(1).Should().BeApproximately(6, 1e-12);
        // Two values, SS = 2, ν = 2 − 1 + 4.
        score.Spread(1).Should().BeApproximately(Math.Sqrt((4 + 2) / 5.0), 1e-12);
        new RetrainScore([[1, double.NaN], [1.5, 40]], [1, 1], 0.05).Independent.Should().BeApproximately(4 / 3.0, 1e-12);
    }

    [Test]
    public void A_retrain_accepted_twice_changes_nothing()
    {
        double[] a = [0, 0], b = [5, 1], c = [-3, 4];
        var once = new RetrainScore([a, b, c], [1, 1], 0.05);
        var twice = new RetrainScore([a, b, b, c], [1, 1], 0.05);
        twice.Z(0, 7).Should().BeApproximately(once.Z(0, 7), 1e-12);
        twice.Allowed(1).Should().BeApproximately(once.Allowed(1), 1e-12);
    }

    [Test]
    public void More_retrains_that_vary_less_than_the_prior_allow_less() => Gen.Int[1, 10_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            double[][] accepted = [.. Enumerable.Range(0, 20).Select(
                _ => Enumerable.Range(0, 12).Select(f => f % 4 == 0 ? 0.1 * random.NextDouble() : 10 * random.NextDouble()).ToArray())];
            double[] priors = [.. Enumerable.Repeat(1.0, 12)];
            double[] allowed = [.. new[] { 1, 3, 6, 20 }.Select(k => new RetrainScore(accepted[..k], priors, 0.05).Allowed(0))];
            allowed.Should().BeInDescendingOrder();
        },
        seed: "0006aBcDeFg6", iter: Check.Iter / 2);
}
