using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class WeightFingerprintTests
{
    private const int Rows = 40;
    private const int Columns = 50;

    [Test]
    public void The_order_in_which_a_model_stores_the_values_does_not_matter()
    {
        double[] values = Gaussian(1);
        double[] transposed = [.. Enumerable.Range(0, values.Length).Select(i => values[(i % Rows * Columns) + (i / Rows)])];
        WeightFingerprint.Create(new Weight("w", [Columns, Rows], true, transposed)).Should().Be(Of(values));
    }

    [Test]
    public void The_smallest_change_of_a_value_changes_the_hash_and_hardly_the_cosine()
    {
        double[] values = Gaussian(1), changed = [.. values];
        changed[17] = Math.BitIncrement(changed[17]);
        WeightFingerprint before = Of(values), after = Of(changed);
        after.Hash.Should().NotBe(before.Hash).And.MatchRegex("^[0-9a-f]{32}$");
        after.CosineTo(before).Should().BeApproximately(1, 1e-12);
    }

    [Test]
    public void A_scaled_tensor_has_cosine_1_and_a_negated_one_minus_1()
    {
        double[] values = Gaussian(1);
        Of([.. values.Select(v => 3 * v)]).CosineTo(Of(values)).Should().BeApproximately(1, 1e-3);
        Of([.. values.Select(v => -v)]).CosineTo(Of(values)).Should().BeApproximately(-1, 1e-3);
    }

    // With k = 64 sums the deviation is at most 1/8; the mean of 100 lies within three deviations of a mean.
    [TestCase(0)]
    [TestCase(0.5)]
    [TestCase(0.9)]
    public void The_cosine_is_estimated_without_bias_and_with_the_deviation_of_64_sums(double cosine)
    {
        double[] errors = [.. Enumerable.Range(0, 100).Select(seed =>
        {
            double[] first = Gaussian(seed), noise = Gaussian(1000 + seed);
            double[] second = [.. first.Zip(noise, (a, b) => (cosine * a) + (Math.Sqrt(1 - (cosine * cosine)) * b))];
            return Of(first).CosineTo(Of(second)) - Cosine(first, second);
        })];
        Math.Abs(errors.Average()).Should().BeLessThan(3 * 0.125 / 10);
        Math.Sqrt(errors.Average(e => e * e)).Should().BeInRange(0.5 * (1 - (cosine * cosine)) * 0.125, 1.3 * 0.125);
    }

    [Test]
    public void A_pruned_tensor_shows_its_zeros_and_stays_near()
    {
        double[] values = Gaussian(1), pruned = [.. values.Select((v, i) => i % 4 == 0 ? -0.0 : v)];
        WeightFingerprint after = Of(pruned);
        after.Zeros.Should().Be(0.25);
        after.Distinct.Should().Be((values.Length * 3 / 4) + 1);
        after.CosineTo(Of(values)).Should().BeGreaterThan(0.7);
        after.Should().Be(Of([.. pruned.Select(v => v + 0.0)]), "−0 is 0");
    }

    [Test]
    public void A_quantised_tensor_has_few_distinct_values()
    {
        Of([.. Gaussian(1).Select(v => Math.Round(v * 2) / 2)]).Distinct.Should().BeLessThan(20);
        Of(Gaussian(1)).Distinct.Should().Be(Rows * Columns);
        var large = new Weight("w", [300, 300], false, [.. Enumerable.Range(0, 90_000).Select(i => (double)i)]);
        WeightFingerprint.Create(large).Distinct.Should().Be(WeightFingerprint.MostDistinct);
    }

    [TestCase(0)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void What_is_0_or_not_finite_is_unlike_anything(double value)
    {
        double[] values = [.. Gaussian(1).Select(_ => value)];
        Of(values).CosineTo(Of(values)).Should().Be(0);
        WeightSketch.IsSketch(Of(values).Sketch).Should().BeTrue();
    }

    [TestCase("")]
    [TestCase("AAAA")]
    [TestCase("not base64")]
    public void A_text_of_another_length_is_no_sketch(string text) => WeightSketch.IsSketch(text).Should().BeFalse();

    private static WeightFingerprint Of(double[] values) => WeightFingerprint.Create(new Weight("w", [Rows, Columns], false, values));

    private static double[] Gaussian(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rows * Columns)
            .Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    private static double Cosine(double[] a, double[] b)
    {
        double Inner(double[] x, double[] y) => x.Zip(y, (u, v) => u * v).Sum();
        return Inner(a, b) / Math.Sqrt(Inner(a, a) * Inner(b, b));
    }
}
