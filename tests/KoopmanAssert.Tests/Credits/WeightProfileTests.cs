using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The figures of weights whose singular values are known.</summary>
[TestFixture]
internal sealed class WeightProfileTests
{
    private const double Within = 1e-12;

    // Singular values 8 and 2 in every form: ‖W‖ = √68, and the mean of their logs is ln 4.
    [TestCase(new long[] { 2, 2 }, new double[] { 2, 0, 0, -8 })]
    [TestCase(new long[] { 2, 3 }, new double[] { 0, 8, 0, 2, 0, 0 })]
    [TestCase(new long[] { 3, 2 }, new double[] { 0, 2, 8, 0, 0, 0 })]
    [TestCase(new long[] { 2, 1, 3 }, new double[] { 0, 0, 2, 8, 0, 0 })]
    public void Norm_and_volume(long[] shape, double[] values)
    {
        WeightProfile profile = Compute(shape, values);
        profile.Norm.Should().BeApproximately(Math.Log(Math.Sqrt(68)), Within);
        profile.Volume.Should().BeApproximately(Math.Log(4), Within);
        profile.Shape.Should().Equal(shape);
        (profile.Stored, profile.IsInner).Should().Be((null, false));
    }

    [Test]
    public void Scaling_moves_both_alike_at_any_size([Values(1e-30, 1e-3, 1e30)] double factor)
    {
        WeightProfile profile = Compute([2, 2], [2 * factor, 0, 0, 8 * factor]);
        profile.Norm.Should().BeApproximately(Math.Log(Math.Sqrt(68)) + Math.Log(factor), 1e-10);
        profile.Volume.Should().BeApproximately(Math.Log(4) + Math.Log(factor), 1e-10);
    }

    [Test]
    public void A_direction_that_is_not_used_counts_as_a_millionth_of_the_largest() =>
        Compute([2, 2], [8, 0, 0, 0]).Volume.Should().BeApproximately(Math.Log(8) + (Math.Log(1e-6) / 2), Within);

    [Test]
    public void Zeros_and_what_is_not_finite_are_worst_cases_and_no_failures()
    {
        WeightProfile zero = Compute([2, 2], new double[4]), broken = Compute([2, 2], [1, double.NaN, 1, 1]);
        zero.Norm.Should().Be(zero.Volume).And.BeLessThan(-100);
        broken.Norm.Should().Be(broken.Volume).And.BeGreaterThan(100);
    }

    [Test]
    public void Factors_of_the_units_are_folded_in_and_the_stored_form_is_kept()
    {
        var weight = new Weight("w", [2, 2], UnitsLast: false, [1, 0, 0, 4]);
        WeightProfile folded = WeightProfile.Compute(weight, [2, 2]), plain = WeightProfile.Compute(weight, null);
        folded.Volume.Should().BeApproximately(Math.Log(4), Within);
        folded.Stored.Should().BeEquivalentTo(plain);
        plain.Volume.Should().BeApproximately(Math.Log(2), Within);
        WeightProfile.Compute(weight, [1, 2, 3]).Should().BeEquivalentTo(plain, "these are not the factors of its units");
    }

    private static WeightProfile Compute(long[] shape, double[] values) =>
        WeightProfile.Compute(new Weight("w", shape, UnitsLast: false, values));
}
