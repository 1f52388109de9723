using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class SpectrumTests
{
    private static readonly Spectrum Three = new([4, 2, 1e-9], Rank: 2, Tolerance: 1e-3);

    [Test]
    public void The_log_volume_sums_the_logs_of_the_singular_values_that_count()
        => Three.LogVolume.Should().BeApproximately(Math.Log(8), 1e-15);

    [TestCase(0, 0)]
    [TestCase(1, 1.3862943611198906)]
    [TestCase(2, 2.0794415416798357)]
    public void A_lower_pinned_rank_sums_fewer(int rank, double expected)
        => Three.LogVolumeAt(rank).Should().BeApproximately(expected, 1e-15);

    [TestCase(3)]
    [TestCase(5)]
    public void A_higher_pinned_rank_counts_the_tolerance_times_the_largest_for_each_that_is_missing(int rank) =>
        Three.LogVolumeAt(rank).Should().BeApproximately(Math.Log(8) + ((rank - 2) * Math.Log(4e-3)), 1e-14);

    [Test]
    public void A_zero_operator_has_no_volume()
    {
        new Spectrum([0, 0], 0, 1e-3).LogVolumeAt(1).Should().Be(double.NegativeInfinity);
        new Spectrum([], 0, 1e-3).LogVolumeAt(2).Should().Be(double.NegativeInfinity);
        new Spectrum([], 0, 1e-3).LogVolume.Should().Be(0);
    }

    [Test]
    public void Thin_factors_have_the_spectrum_of_their_product()
    {
        DenseMatrix left = SeededMatrices.Uniform(9, 4), right = SeededMatrices.Orthonormal(7, 4, 2);
        var thin = new KoopmanOperator(left, right);
        var whole = new KoopmanOperator((DenseMatrix)(left * right.Transpose()));
        (thin.Inputs, thin.Outputs, whole.Inputs, whole.Outputs).Should().Be((7, 9, 7, 9));
        SeededMatrices.Distance(thin.ToMatrix(), whole.ToMatrix()).Should().BeLessThan(1e-14);
        Spectrum a = thin.Spectrum(RankCutoff.Relative(1e-10), 1e-10), b = whole.Spectrum(RankCutoff.Relative(1e-10), 1e-10);
        (a.Rank, b.Rank).Should().Be((4, 4));
        a.LogVolume.Should().BeApproximately(b.LogVolume, 1e-12);
    }

    [Test]
    public void The_mean_of_operators_is_the_mean_of_their_matrices()
    {
        KoopmanOperator[] repeats = [.. Enumerable.Range(1, 4)
            .Select(seed => new KoopmanOperator(SeededMatrices.Uniform(6, 3, seed), SeededMatrices.Orthonormal(5, 3, seed)))];
        DenseMatrix expected = repeats.Select(r => r.ToMatrix()).Aggregate((sum, k) => sum + k) * 0.25;
        SeededMatrices.Distance(KoopmanOperator.Mean(repeats).ToMatrix(), expected).Should().BeLessThan(1e-15);
        KoopmanOperator.Mean([repeats[0]]).Should().BeSameAs(repeats[0]);
    }
}
