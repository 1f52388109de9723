using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The route over triangles is the pipeline carried out step by step, in other coordinates.</summary>
public class QrEstimatorTests
{
    private static readonly string[] Rules = ["relative", "fixed:4", "energy:0.95", "gavish-donoho"];

    [Test]
    public void It_agrees_with_the_explicit_pipeline_on_nonlinear_blocks(
        [Values("5→9", "9→5", "7→7", "12→60", "60→12", "1→6", "6→1", "900→7", "7→900")] string shape, [Values(
            3,
            8,
            50,
            130)] int samples, [Values] Observable observable)
    {
        int[] dimensions = [.. shape.Split('→').Select(int.Parse)];
        Agree(
            SeededMatrices.Uniform(dimensions[0], samples, 9),
            Pipelines.Rectified(dimensions[0], dimensions[1], 5),
            observable,
            "relative",
            1e-7);
    }

    [Test]
    public void It_agrees_for_any_shape_observable_and_rank_rule() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[2, 40], Gen.Int[0, 10_000], Gen.Int[0, 1], Gen.Int[0, 3]).Sample(
            (p, q, n, seed, observable, rule) => Agree(
                SeededMatrices.Uniform(p, n, seed + 7),
                Pipelines.Rectified(p, q, seed),
                (Observable)observable,
                Rules[rule],
                1e-7),
            seed: "0002aBcDeFg2",
            iter: 2 * Check.Iter);

    [Test]
    public void It_agrees_where_the_snapshots_have_less_than_full_rank([Values] Observable observable, [Values(10, 300)] int p) =>
        Agree(
            (DenseMatrix)SeededMatrices.Uniform(p, 5).Multiply(SeededMatrices.Uniform(5, 60, 2)),
            Pipelines.Rectified(p, 12, 3),
            observable,
            "relative",
            1e-7);

    [Test]
    public void It_finds_a_linear_map_behind_graded_snapshots()
    {
        // X of orthogonal columns down to 1e-8; F = 3·X rotated: every singular value of K is 3, the residual 0.
        double[] scales = [.. Enumerable.Range(0, 12).Select(j => Math.Pow(1e-8, j / 11.0))];
        DenseMatrix x = SeededMatrices.Orthonormal(500, 12) * SeededMatrices.Diagonal(scales);
        var f = (DenseMatrix)(3 * SeededMatrices.Orthonormal(500, 500, 4) * x);
        KoopmanEstimate estimate = Of(x, f, Observable.Identity, RankCutoff.Relative(1e-10), 1e-10);
        (estimate.Rank, estimate.Summary.SnapshotRank, estimate.Route).Should().Be((12, 12, KoopmanRoute.Triangle));
        estimate.LogCreditAt(12).Should().BeApproximately(12 * Math.Log(3), 1e-11);
        estimate.Summary.Residual.Should().BeLessThan(1e-14);
        estimate.Summary.Condition.Should().BeApproximately(1e8, 1e-4);
    }

    [Test]
    public void Inputs_that_do_not_vary_give_rank_0_and_explain_only_outputs_that_do_not_either([Values] bool vary)
    {
        DenseMatrix outputs = vary ? SeededMatrices.Uniform(6, 10) : DenseMatrix.Create(6, 10, 1);
        KoopmanEstimate estimate = Of(DenseMatrix.Create(4, 10, 3), outputs, Observable.Affine, RankCutoff.Relative(1e-7), 1e-7);
        (estimate.Rank, estimate.Summary.SnapshotRank, estimate.IsFinite, estimate.Summary.Residual).Should()
            .Be((0, 0, true, vary ? 1 : 0));
        estimate.Summary.Condition.Should().BeNull();
        estimate.LogCreditAt(3).Should().Be(double.NegativeInfinity);
    }

    [Test]
    public void Values_that_are_not_finite_make_an_estimate_impossible(
        [Values(double.NaN, double.PositiveInfinity)] double value,
        [Values(6, 40)] int p,
        [Values] bool isInput)
    {
        DenseMatrix good = SeededMatrices.Uniform(p, 9), bad = SeededMatrices.Uniform(p, 9, 2);
        bad[2, 3] = value;
        KoopmanEstimate estimate = Of(isInput ? bad : good, isInput ? good : bad, Observable.Identity, RankCutoff.Relative(1e-7), 1e-7);
        (estimate.IsFinite, estimate.Rank, estimate.Summary.Snapshots, estimate.Summary.StepsUsed, estimate.Route).Should()
            .Be((false, 0, 9, 0, KoopmanRoute.Triangle));
    }

    [Test]
    public void Sensitivities_in_its_coordinates_are_those_of_the_operators([Values] Observable observable, [Values(6, 40)] int snapshots)
    {
        DenseMatrix[] cuts = [.. new[] { 9, 12, 700, 20, 5 }.Select((dimension, i) => SeededMatrices.Uniform(dimension, snapshots, i))];
        var rule = RankCutoff.Relative(1e-7);
        OperatorChain whole = new(rule, 1e-7), small = new(rule, 1e-7);
        for (int b = 0; b + 1 < cuts.Length; b++)
        {
            var fit = DynamicModeDecomposition.Fit(cuts[b], cuts[b + 1], observable, rule);
            whole.Add(new KoopmanOperator(fit.Left, fit.Right));
            small.Add(
                Of(cuts[b], cuts[b + 1], observable, rule, 1e-7, keepsOperator: true).Operator!,
                cuts[b].RowCount,
                cuts[b + 1].RowCount);
        }

        double?[] ofWhole = whole.LogSensitivities(), ofSmall = small.LogSensitivities();
        ofSmall.Should().Equal(ofWhole, (a, b) => Math.Abs(a!.Value - b!.Value) <= 1e-8);
    }

    private static void Agree(DenseMatrix inputs, BlockMap block, Observable observable, string ruleText, double tolerance)
    {
        RankCutoff rule = RankRule.Parse(ruleText).Above(tolerance);
        DenseMatrix outputs = block(inputs, []);
        KoopmanEstimate stepwise = (Pipelines.Exact with { Observable = observable, Rule = rule, Tolerance = tolerance })
            .Estimate((_, _) => throw new InvalidOperationException("One step needs no second run."), inputs, outputs);
        KoopmanEstimate triangle = Of(inputs, outputs, observable, rule, tolerance);
        (triangle.Rank, triangle.Summary.SnapshotRank, triangle.Summary.Snapshots, triangle.Summary.StepsUsed).Should()
            .Be((stepwise.Rank, stepwise.Summary.SnapshotRank, stepwise.Summary.Snapshots, stepwise.Summary.StepsUsed));
        triangle.Spectra[0].SingularValues.Should().HaveSameCount(stepwise.Spectra[0].SingularValues);
        triangle.Spectra[0].SingularValues.Take(triangle.Rank).Should()
            .Equal(stepwise.Spectra[0].SingularValues.Take(triangle.Rank), (a, b) => Math.Abs(a - b) <= 1e-9 * b);
        triangle.Summary.Residual.Should().BeApproximately(stepwise.Summary.Residual!.Value, 1e-9);
        (triangle.Summary.SnapshotRank == 0
            || Math.Abs((triangle.Summary.Condition - stepwise.Summary.Condition)!.Value) <= 1e-9 * stepwise.Summary.Condition)
            .Should().BeTrue();
    }

    private static KoopmanEstimate Of(
        DenseMatrix inputs,
        DenseMatrix outputs,
        Observable observable,
        RankCutoff rule,
        double tolerance,
        bool keepsOperator = false)
    {
        SnapshotSums Sums(DenseMatrix x) => SnapshotSums.Compute(new ColumnSnapshots(x), observable, KoopmanRoute.Triangle);
        var block = BlockSnapshots.Summed(Sums(inputs), Sums(outputs));
        return new QrEstimator { Observable = observable, Rule = rule, Tolerance = tolerance }.Estimate(block, keepsOperator);
    }
}
