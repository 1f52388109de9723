using System.Numerics.Tensors;
using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Over several steps, too, the Gram matrices and the pipeline carried out step by step give the same operator.</summary>
public class EmbeddedGramEstimatorTests
{
    [Test]
    public void It_agrees_with_the_explicit_pipeline_on_nonlinear_blocks(
        [Values("5→9", "9→5", "7→7", "12→60", "60→12", "6→1")] string shape,
        [Values(3, 8, 50)] int samples,
        [Values(2, 5)] int steps,
        [Values] Observable observable)
    {
        int[] dimensions = [.. shape.Split('→').Select(int.Parse)];
        Agree(
            Pipelines.Rectified(dimensions[0], dimensions[1], 5), SeededMatrices.Uniform(dimensions[0], samples, 9), steps, observable);
    }

    [Test]
    public void It_agrees_for_any_shape() =>
        Gen.Select(Gen.Int[2, 20], Gen.Int[2, 20], Gen.Int[2, 20], Gen.Int[2, 6], Gen.Int[0, 10_000]).Sample(
            (p, q, n, steps, seed) => Agree(
                Pipelines.Rectified(p, q, seed), SeededMatrices.Uniform(p, n, seed + 7), steps, Observable.Affine, condition: 100),
            seed: "0002aBcDeFg2",
            iter: 2 * Check.Iter);

    [Test]
    public void It_agrees_on_an_exact_fit_but_for_rounding() =>
        Agree(Pipelines.Rectified(13, 13, 270), SeededMatrices.Uniform(13, 7, 277), 2, Observable.Affine);

    [TestCase(8, 12, Observable.Affine)]
    [TestCase(12, 8, Observable.Affine)]
    [TestCase(9, 9, Observable.Affine)]
    [TestCase(8, 12, Observable.Identity)]
    [TestCase(12, 8, Observable.Identity)]
    [TestCase(9, 9, Observable.Identity)]
    public void It_agrees_where_trajectories_end_early(int p, int q, Observable observable)
    {
        // Each step takes every second sample a thousand times further: it leaves a million times its start before the others.
        DenseMatrix starts = SeededMatrices.Uniform(p, 10, 3);
        BlockMap block = Stretching(Pipelines.Rectified(p, q, 5));
        KoopmanEstimate estimate = Agree(block, starts, 6, observable);
        estimate.Summary.StepsUsed.Should().BeLessThan(6);
        estimate.Summary.Snapshots.Should().BeInRange(11, 59);
    }

    [Test]
    public void A_linear_block_is_recovered_exactly()
    {
        DenseMatrix map = SeededMatrices.Orthonormal(12, 12, 5), starts = SeededMatrices.Uniform(12, 2, 6);
        KoopmanEstimate estimate = Streamed(12, Observable.Identity).Estimate(
            Pipelines.Whole(Pipelines.Linear(map), starts, Pipelines.Linear(map)(starts, [])));
        (estimate.Summary.SnapshotRank, estimate.Rank, estimate.Summary.Snapshots).Should().Be((12, 12, 24));
        estimate.LogCreditAt(12).Should().BeApproximately(0, 1e-9);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void The_number_of_trajectories_that_are_followed_at_a_time_changes_nothing(int group)
    {
        BlockMap block = Pipelines.Rectified(7, 11, 5);
        DenseMatrix starts = SeededMatrices.Uniform(7, 8, 9), outputs = block(starts, []);
        EmbeddedGramEstimator estimator = Streamed(4, Observable.Affine);
        double[] all = estimator.Estimate(Pipelines.Whole(block, starts, outputs)).Spectra[0].SingularValues;
        estimator.Estimate(Pipelines.Whole(block, starts, outputs, group)).Spectra[0].SingularValues
            .Should().Equal(all, (a, b) => Math.Abs(a - b) <= 1e-9 * all[0]);
    }

    [TestCase(6, double.NaN)]
    [TestCase(6, double.PositiveInfinity)]
    [TestCase(9, double.NaN)]
    public void Values_that_are_not_finite_make_an_estimate_impossible(int outputs, double value)
    {
        DenseMatrix inputs = SeededMatrices.Uniform(6, 6), bad = SeededMatrices.Uniform(outputs, 6, 2);
        bad[2, 3] = value;
        KoopmanEstimate estimate = Streamed(3, Observable.Affine).Estimate(Pipelines.Whole((x, _) => x, inputs, bad));
        (estimate.IsFinite, estimate.Rank, estimate.Summary.Steps, estimate.Summary.StepsUsed, estimate.Route)
            .Should().Be((false, 0, 3, 0, KoopmanRoute.Gram));
    }

    [Test]
    public void Several_steps_are_streamed_where_the_alignment_drops_out_and_explicit_elsewhere()
    {
        Choose(AnalysisSettings.Regression, 5, 9, 2).Should().BeOfType<EmbeddedGramEstimator>();
        Choose(AnalysisSettings.Paper, 7, 7, 2).Should().BeOfType<EmbeddedGramEstimator>();
        Choose(AnalysisSettings.Paper, 5, 9, 2).Should().BeOfType<PipelineEstimator>();
        Choose(AnalysisSettings.Regression with { RankTolerance = 1e-6 }, 5, 9, 2).Should().BeOfType<PipelineEstimator>();
    }

    private static KoopmanEstimator Choose(AnalysisSettings settings, int p, int q, int steps) =>
        KoopmanEstimator.Choose(settings.Method, p, q, steps);

    private static BlockMap Stretching(BlockMap block) => (x, samples) =>
    {
        DenseMatrix outputs = block(x, samples);
        for (int j = 0; j < outputs.ColumnCount; j++)
        {
            double factor = (samples.Count > j ? samples[j] : j) % 2 == 0 ? 1 : 1000;
            Span<double> column = outputs.Values.AsSpan(j * outputs.RowCount, outputs.RowCount);
            TensorPrimitives.Multiply(column, factor, column);
        }

        return outputs;
    };

    private static EmbeddedGramEstimator Streamed(int steps, Observable observable) => new()
    {
        Alignment = DimensionAlignment.Principal,
        Observable = observable,
        Rule = RankCutoff.Relative(1e-3),
        Tolerance = 1e-3,
        Steps = steps,
    };

    private static KoopmanEstimate Agree(BlockMap block, DenseMatrix inputs, int steps, Observable observable, double condition = 1)
    {
        int[] samples = [.. Enumerable.Range(0, inputs.ColumnCount)];
        DenseMatrix outputs = block(inputs, samples);
        KoopmanEstimate stepwise = (Pipelines.Regression with { Observable = observable, Steps = steps }).Estimate(block, inputs, outputs);
        KoopmanEstimate gram = Streamed(steps, observable).Estimate(Pipelines.Whole(block, inputs, outputs));
        (gram.Rank, gram.Summary.SnapshotRank, gram.Summary.Snapshots, gram.Summary.Steps, gram.Summary.StepsUsed).Should().Be((
            stepwise.Rank, stepwise.Summary.SnapshotRank, stepwise.Summary.Snapshots, steps, stepwise.Summary.StepsUsed));
        (gram.Route, stepwise.Route).Should().Be((KoopmanRoute.Gram, KoopmanRoute.Explicit));
        double credit = stepwise.LogCreditAt(stepwise.Rank);
        gram.LogCreditAt(gram.Rank).Should().BeApproximately(credit, 1e-9 * Math.Max(1, Math.Abs(credit)));
        gram.Spectra[0].SingularValues.Take(gram.Rank).Should()
            .Equal(stepwise.Spectra[0].SingularValues.Take(gram.Rank), (a, b) => Math.Abs(a - b) <= 1e-9 * b);

        // The square is a difference of sums of products of all entries, so that is what rounding leaves of an exact fit. One of the sums
        // is formed in a basis of the snapshots, and takes up their condition: up to 1,000 with this cutoff, and less in random shapes.
        double rounding = Math.Sqrt(Math.ScaleB(condition * gram.Summary.Snapshots * Math.Max(inputs.RowCount, outputs.RowCount), -52));
        gram.Summary.Residual.Should().BeApproximately(
            stepwise.Summary.Residual!.Value, stepwise.Summary.Residual < 1e-7 ? Math.Max(1e-7, rounding) : 1e-7);
        return gram;
    }
}
