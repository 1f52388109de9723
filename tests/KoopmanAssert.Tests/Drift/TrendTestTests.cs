using FluentAssertions;
using KoopmanAssert.Core.Drift;
using MathNet.Numerics.Distributions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Mann and Kendall's test by its closed forms.</summary>
[TestFixture]
internal sealed class TrendTestTests
{
    // All 45 pairs of 10 rise; the variance is 10·9·25/18 = 125, so z = 44/√125 and the two-sided probability 8.3e-5.
    [Test]
    public void A_rising_line_has_tau_1_and_its_own_slope()
    {
        var trend = TrendTest.Of([.. Enumerable.Range(0, 10).Select(i => 3 + (0.5 * i))]);

        trend.Tau.Should().Be(1);
        trend.Slope.Should().BeApproximately(0.5, 1e-12);
        trend.Probability.Should().BeApproximately(8.3e-5, 1e-6);
        TrendTest.Of([.. Enumerable.Range(0, 10).Select(i => -(double)i)]).Tau.Should().Be(-1);
    }

    [Test]
    public void Equal_values_are_no_trend()
    {
        TrendTest.Of([2, 2, 2, 2, 2, 2, 2]).Should().Be(new TrendTest(0, 1, 0));
        TrendTest.Of([1]).Probability.Should().Be(1);
    }

    // With ties {1, 1} and {2, 2} of 4 values: 4 pairs rise, the variance is (4·3·13 − 2·2·1·9)/18 = 120/18, z = 3/√(120/18).
    [Test]
    public void Ties_narrow_the_variance() =>
        TrendTest.Of([1, 1, 2, 2]).Probability.Should().BeApproximately(2 * Normal.CDF(0, 1, -3 / Math.Sqrt(120 / 18.0)), 1e-12);

    // Two values rise or fall once; of four the slopes are 3, ½, ⅔, −2, −½ and 1, whose median lies between ½ and ⅔.
    [TestCase(new[] { 1.0, 3.0 }, 1, 2)]
    [TestCase(new[] { 3.0, 1.0 }, -1, -2)]
    [TestCase(new[] { 0.0, 3.0, 1.0, 2.0 }, 1.0 / 3, 7.0 / 12)]
    public void The_slope_is_the_median_of_those_between_all_pairs(double[] values, double tau, double slope)
    {
        var trend = TrendTest.Of(values);
        trend.Tau.Should().BeApproximately(tau, 1e-12);
        trend.Slope.Should().BeApproximately(slope, 1e-12);
    }

    [Test]
    public void Any_monotone_scale_gives_the_same() =>
        TrendTest.Of([1, 3, 2, 5, 4, 8]).Tau.Should().Be(TrendTest.Of([1, 30, 2, 500, 40, 8000]).Tau);
}
