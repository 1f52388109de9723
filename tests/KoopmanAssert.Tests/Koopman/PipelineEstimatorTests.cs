using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;
using NUnit.Framework;

namespace KoopmanAssert;

public class PipelineEstimatorTests
{
    private static readonly BlockMap Growing = Pipelines.Rectified(5, 12, 3);
    private static readonly DenseMatrix Starts = SeededMatrices.Uniform(5, 40, 4);

    private static readonly PipelineEstimator Gaussian = Pipelines.Regression with
    {
        Alignment = DimensionAlignment.Gaussian,
        Repeats = 8,
        Seed = 5,
    };

    [Test]
    public void Each_repeat_gives_a_credit_and_their_mean_and_deviation_are_reported()
    {
        KoopmanEstimate estimate = Gaussian.Estimate(Growing, Starts);
        double[] credits = [.. estimate.Spectra.Select(s => s.LogVolumeAt(estimate.Rank))];
        credits.Should().HaveCount(8).And.OnlyHaveUniqueItems("each repeat draws another alignment");
        estimate.LogCreditAt(estimate.Rank).Should().BeApproximately(credits.Mean(), 1e-12);
        estimate.Summary.Spread.Should().BeApproximately(credits.StandardDeviation(), 1e-12);
    }

    [Test]
    public void The_deviation_is_taken_at_the_rank_of_the_mean_where_ranks_differ()
    {
        // One direction is so weak that it falls below the tolerance in some of the repeats: a jump that is none of the credit's.
        DenseMatrix block = SeededMatrices.Orthonormal(9, 3, 2) * SeededMatrices.Diagonal(1, 1, 5e-3);
        KoopmanEstimate estimate = (Gaussian with { Repeats = 40 }).Estimate(Pipelines.Linear(block), SeededMatrices.Uniform(3, 30));
        estimate.Spectra.Select(s => s.Rank).Distinct().Should().BeEquivalentTo([2, 3]);
        estimate.Summary.Spread.Should()
            .BeApproximately(estimate.Spectra.Select(s => s.LogVolumeAt(estimate.Rank)).StandardDeviation(), 1e-12);
    }

    [Test]
    public void The_rank_of_several_repeats_is_their_median()
    {
        Spectrum[] spectra = [.. new[] { 5, 3, 4, 4, 9 }.Select(rank => new Spectrum([1, 1, 1, 1, 1, 1, 1, 1, 1], rank, 1e-3))];
        KoopmanEstimate.MedianRank(spectra).Should().Be(4);
        KoopmanEstimate.MedianRank(spectra[..2]).Should().Be(3, "of an even number the lower one");
    }

    [Test]
    public void The_paper_takes_the_credit_of_the_mean_matrix()
    {
        KoopmanEstimate single = Gaussian.Estimate(Growing, Starts), mean = (Gaussian with { AveragesMatrices = true }).Estimate(
            Growing,
            Starts);
        mean.Spectra.Should().ContainSingle();
        mean.LogCreditAt(5).Should().NotBe(single.LogCreditAt(5));
        mean.Summary.Spread.Should().BeApproximately(single.Summary.Spread!.Value, 1e-12);
        // The largest singular value of a mean is at most the mean of the largest.
        mean.Spectra[0].SingularValues[0].Should().BeLessThan(single.Spectra.Average(s => s.SingularValues[0]));
    }

    [Test]
    public void What_is_not_random_is_not_repeated()
    {
        KoopmanEstimate[] estimates =
        [
            (Gaussian with { Alignment = DimensionAlignment.Principal }).Estimate(Growing, Starts),
            (Gaussian with { Alignment = DimensionAlignment.Given(OracleCase.Alignment) }).Estimate(Growing, Starts),
            Gaussian.Estimate(Pipelines.Rectified(5, 5, 3), Starts),
        ];
        estimates.Should().AllSatisfy(e =>
        {
            e.Spectra.Should().ContainSingle();
            e.Summary.Spread.Should().BeNull();
        });
    }

    [Test]
    public void The_seed_decides_and_seeds_differ()
    {
        double Credit(int seed) => (Gaussian with { Seed = seed }).Estimate(Growing, Starts).LogCreditAt(5);
        Credit(1).Should().Be(Credit(1));
        Credit(1).Should().NotBe(Credit(2));
    }

    [Test]
    public void The_residual_is_that_of_the_block_s_own_outputs()
    {
        DenseMatrix f = Growing(Starts, []);
        PipelineEstimator.Fit fit = (Gaussian with { Observable = Observable.Identity }).FitOnce(Growing, Starts, f, new Random(1));
        DenseMatrix fitted = fit.Operator.ToMatrix() * Starts;
        fit.Residual.Should().BeApproximately((f - fitted).FrobeniusNorm() / f.FrobeniusNorm(), 1e-12);
        fit.AlignedResidual.Should().NotBe(fit.Residual);
    }

    [Test]
    public void The_operator_is_the_least_squares_fit_through_the_alignment()
    {
        DenseMatrix b = OracleCase.Alignment(12, 5), f = Growing(Starts, []);
        PipelineEstimator given = Pipelines.Exact with { Alignment = DimensionAlignment.Given((_, _) => b) };
        var expected = DenseMatrix.OfMatrix(b * b.PseudoInverse() * f * Starts.PseudoInverse());
        SeededMatrices.Distance(given.Operator(Growing, Starts), expected).Should().BeLessThan(1e-12);
    }

    [Test]
    public void The_decomposition_is_the_pseudo_inverse_cut_at_the_rank()
    {
        DenseMatrix x = SeededMatrices.Uniform(6, 3, 1) * SeededMatrices.Uniform(3, 20, 2), y = SeededMatrices.Uniform(6, 20, 3);
        var fit = DynamicModeDecomposition.Fit(x, y, Observable.Identity, RankCutoff.Relative(1e-9));
        double[] s = [.. x.Svd(false).S];
        fit.SnapshotRank.Should().Be(3);
        fit.Condition.Should().BeApproximately(s[0] / s[2], 1e-9);
        SeededMatrices.Distance((DenseMatrix)(fit.Left * fit.Right.Transpose()), y * x.PseudoInverse()).Should().BeLessThan(1e-12);
    }

    [Test]
    public void Snapshots_of_zeros_leave_everything_unexplained()
    {
        var fit = DynamicModeDecomposition.Fit(
            new DenseMatrix(3, 4),
            SeededMatrices.Uniform(3, 4),
            Observable.Identity,
            RankCutoff.Relative(1e-3));
        (fit.SnapshotRank, fit.Residual, double.IsNaN(fit.Condition)).Should().Be((0, 1.0, true));
        DynamicModeDecomposition.Relative(new DenseMatrix(3, 4), new DenseMatrix(3, 4)).Should().Be(0);
    }

    [Test]
    public void Centring_takes_the_mean_snapshot_out_whole_or_in_parts()
    {
        DenseMatrix x = SeededMatrices.Uniform(5, 9), centred = Centring.Apply(Observable.Affine, x);
        (centred.RowSums() / 9).Should().OnlyContain(mean => Math.Abs(mean) < 1e-16);
        SeededMatrices.Distance(DenseMatrix.OfMatrix(x - centred), DenseMatrix.Create(5, 9, (i, _) => x.Row(i).Average())).Should()
            .BeLessThan(1e-15);
        Snapshots parts = Centring.Apply(Observable.Affine, new ColumnSnapshots(x));
        double[] part = new double[2];
        parts.Read(7, 3, part);
        part.Should().Equal(centred[3, 7], centred[4, 7]);
        Centring.Apply(Observable.Identity, x).Should().BeSameAs(x);
        Centring.Apply(Observable.Affine, new DenseMatrix(5, 0)).ColumnCount.Should().Be(0);
    }
}
