using System.Numerics;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Dynamics whose operator and volume are known without any computation of ours.</summary>
public class ClosedFormTests
{
    private const double Within = 1e-9;

    [Test]
    public void A_linear_map_is_found_from_one_trajectory_of_11_snapshots()
    {
        var a = DenseMatrix.OfArray(new[,] { { 0.9, -0.2 }, { 0, 0.2 } });
        PipelineEstimator tenSteps = Pipelines.Exact with { Steps = 10 };
        DenseMatrix start = new(2, 1, [10, -10]);
        SeededMatrices.Distance(tenSteps.Operator(Pipelines.Linear(a), start), a).Should().BeLessThan(1e-10);
        LogVolume(tenSteps, a, start).Should().BeApproximately(-1.7147984280919266, Within);
    }

    [Test]
    public void A_map_that_keeps_areas_has_volume_one()
    {
        DenseMatrix a = DenseMatrix.OfArray(new[,] { { 1.0, 1 }, { -1, 2 } }) * (1 / Math.Sqrt(3));
        LogVolume(Pipelines.Exact with { Steps = 10 }, a, new DenseMatrix(2, 1, [1, 0.5])).Should().BeApproximately(0, Within);
    }

    [Test]
    public void A_damped_oscillator_loses_volume_as_the_trace_of_its_generator_says()
    {
        const double Mass = 0.5, Stiffness = 0.7, Damping = 0.6, Dt = 0.1;
        var generator = DenseMatrix.OfArray(new[,] { { 0, 1 }, { -Stiffness / Mass, -Damping / Mass } });
        DenseMatrix step = Exponential(generator * Dt);
        LogVolume(Pipelines.Exact with { Steps = 40 }, step, new DenseMatrix(2, 1, [1, 0])).Should().BeApproximately(-0.12, Within);
    }

    [Test]
    public void An_orthogonal_map_has_volume_one_after_500_steps() =>
        LogVolume(Pipelines.Exact with { Steps = 500 }, SeededMatrices.Orthonormal(25, 25, 7), SeededMatrices.Uniform(25, 1))
            .Should().BeApproximately(0, Within);

    [Test]
    public void Two_oscillations_in_space_show_their_frequencies_as_eigenvalues_at_rank_4()
    {
        const double Slow = 2.3, Fast = 2.8, Dt = 4 * Math.PI / 14;
        Complex Wave(double omega, int j) => Complex.Exp(new Complex(0, omega * j * Dt));
        double Place(int i) => -10 + (20 * i / 399.0);
        Complex At(int i, int j)
            => (Wave(Slow, j) / Math.Cosh(Place(i) + 3)) + (2 * Wave(Fast, j) * Math.Tanh(Place(i)) / Math.Cosh(Place(i)));
        var snapshots = DenseMatrix.Create(800, 15, (i, j) => i < 400 ? At(i, j).Real : At(i - 400, j).Imaginary);
        DenseMatrix before = DenseMatrix.OfMatrix(snapshots.SubMatrix(0, 800, 0, 14)), after = DenseMatrix.OfMatrix(
            snapshots.SubMatrix(0, 800, 1, 14));

        var fit = DynamicModeDecomposition.Fit(before, after, Observable.Identity, RankCutoff.Relative(1e-10));

        fit.SnapshotRank.Should().Be(4);
        fit.Residual.Should().BeLessThan(Within);
        // What is not zero of K̃ = Left·Rightᵀ is in the 4-by-4 matrix Rightᵀ·Left.
        Complex[] eigenvalues = [.. (fit.Right.Transpose() * fit.Left).Evd().EigenValues.OrderBy(e => e.Real).ThenBy(e => e.Imaginary)];
        Complex[] expected = [new(-0.809016994, -0.587785252), new(-0.809016994, 0.587785252), new(-0.473868662, -0.880595532), new(
            -0.473868662,
            0.880595532)];
        eigenvalues.Should().Equal(expected, (ours, theirs) => (ours - theirs).Magnitude < Within);
    }

    [Test]
    public void A_contraction_of_500_dimensions_has_a_log_volume_where_the_volume_underflows() =>
        LogVolume(Pipelines.Exact, DenseMatrix.CreateIdentity(500) * 0.1, DenseMatrix.CreateIdentity(500))
            .Should().BeApproximately(-1151.2925464970228, Within);

    [Test]
    public void The_volume_of_a_singular_matrix_is_that_of_its_singular_values_and_not_of_its_eigenvalues()
    {
        var a = DenseMatrix.OfArray(new[,] { { 1.0, 1, 0 }, { 0, 0, 0 }, { 0, 0, 1 } });
        KoopmanEstimate estimate = Pipelines.Exact.Estimate(Pipelines.Linear(a), DenseMatrix.CreateIdentity(3));
        estimate.Rank.Should().Be(2);
        Math.Exp(estimate.LogCreditAt(2)).Should().BeApproximately(Math.Sqrt(2), Within);
    }

    [Test]
    public void A_nilpotent_matrix_has_a_volume_though_it_has_no_eigenvalue()
    {
        KoopmanEstimate estimate = Pipelines.Exact
            .Estimate(Pipelines.Linear(DenseMatrix.OfArray(new[,] { { 0.0, 1 }, { 0, 0 } })), DenseMatrix.CreateIdentity(2));
        estimate.Rank.Should().Be(1);
        estimate.LogCreditAt(1).Should().BeApproximately(0, Within);
    }

    private static double LogVolume(PipelineEstimator pipeline, DenseMatrix map, DenseMatrix starts)
    {
        KoopmanEstimate estimate = pipeline.Estimate(Pipelines.Linear(map), starts);
        estimate.Rank.Should().Be(map.RowCount);
        estimate.Summary.StepsUsed.Should().Be(pipeline.Steps);
        return estimate.LogCreditAt(estimate.Rank);
    }

    private static DenseMatrix Exponential(DenseMatrix a)
    {
        DenseMatrix sum = DenseMatrix.CreateIdentity(a.RowCount), term = sum;
        for (int n = 1; n <= 25; n++)
        {
            term = term * a * (1.0 / n);
            sum += term;
        }

        return sum;
    }
}
