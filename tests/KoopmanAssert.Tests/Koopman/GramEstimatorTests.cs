using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The route over Gram matrices and the pipeline carried out step by step are two ways to the same operator.</summary>
public class GramEstimatorTests
{
    [Test]
    public void It_agrees_with_the_explicit_pipeline_on_nonlinear_blocks(
        [Values("5→9", "9→5", "7→7", "12→60", "60→12", "1→6", "6→1")] string shape, [Values(
            3,
            8,
            50,
            130)] int samples, [Values] Observable observable)
    {
        int[] dimensions = [.. shape.Split('→').Select(int.Parse)];
        Agree(
            Pipelines.Rectified(dimensions[0], dimensions[1], 5),
            SeededMatrices.Uniform(dimensions[0], samples, 9),
            observable,
            RankCutoff.Relative(1e-3));
    }

    [Test]
    public void It_agrees_for_any_shape() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[2, 40], Gen.Int[0, 10_000]).Sample(
        (p, q, n, seed) => Agree(
            Pipelines.Rectified(p, q, seed),
            SeededMatrices.Uniform(p, n, seed + 7),
            Observable.Affine,
            RankCutoff.Relative(1e-3)),
        seed: "0002aBcDeFg2",
        iter: 2 * Check.Iter);

    [Test]
    public void It_agrees_under_every_rank_rule(
        [Values("relative", "fixed:4", "energy:0.95", "gavish-donoho")] string rule,
        [Values(20, 60)] int samples) =>
        Agree(Pipelines.Rectified(24, 10, 5), Graded(24, samples), Observable.Affine, RankRule.Parse(rule).Above(1e-3));

    [Test]
    public void It_agrees_on_every_block_of_a_trained_network()
    {
        var network = LoadedNetwork.Load(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, 150);
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        for (int b = 0; b < network.Blocks.Count; b++)
        {
            Agree(activations[b], activations[b + 1], Observable.Affine, RankCutoff.Relative(1e-3));
            Agree(activations[b], activations[b + 1], Observable.Identity, RankCutoff.Relative(1e-3));
        }
    }

    [Test]
    public void An_exact_fit_has_no_residual()
    {
        DenseMatrix x = SeededMatrices.Uniform(30, 20), f = Pipelines.Rectified(30, 8, 2)(x, []);
        Gram(x, f, Observable.Identity, RankCutoff.Relative(1e-3)).Summary.Residual.Should().Be(0);
    }

    [Test]
    public void Inputs_that_do_not_vary_give_rank_0()
    {
        KoopmanEstimate estimate = Gram(
            DenseMatrix.Create(4, 10, 3),
            DenseMatrix.Create(6, 10, 1),
            Observable.Affine,
            RankCutoff.Relative(1e-3));
        (estimate.Rank, estimate.Summary.SnapshotRank, estimate.IsFinite, estimate.Route).Should().Be((0, 0, true, KoopmanRoute.Gram));
        estimate.Summary.Condition.Should().BeNull();
        estimate.LogCreditAt(3).Should().Be(double.NegativeInfinity);
    }

    [Test]
    public void A_block_that_ignores_its_inputs_has_rank_0()
    {
        KoopmanEstimate estimate = Gram(
            SeededMatrices.Uniform(4, 10),
            DenseMatrix.Create(6, 10, 1),
            Observable.Affine,
            RankCutoff.Relative(1e-3));
        (estimate.Rank, estimate.Summary.SnapshotRank).Should().Be((0, 4));
        estimate.LogCreditAt(2).Should().Be(double.NegativeInfinity);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Values_that_are_not_finite_make_an_estimate_impossible(double value)
    {
        DenseMatrix good = SeededMatrices.Uniform(6, 6), bad = SeededMatrices.Uniform(6, 6, 2);
        bad[2, 3] = value;
        KoopmanEstimate[] estimates =
        [
            Pipelines.OfGram(bad, good, 6, 6, RankCutoff.Relative(1e-3), 1e-3),
            Pipelines.OfGram(good, bad, 6, 6, RankCutoff.Relative(1e-3), 1e-3),
            Pipelines.Exact.Estimate(Pipelines.Linear(good), good, bad),
            Pipelines.Exact.Estimate(Pipelines.Linear(good), bad, good),
        ];
        estimates.Should().AllSatisfy(e => (e.IsFinite, e.Rank, e.Summary.Snapshots, e.Summary.StepsUsed).Should().Be((false, 0, 6, 0)));
        estimates.Select(e => e.Route).Should().Equal(KoopmanRoute.Gram, KoopmanRoute.Gram, KoopmanRoute.Explicit, KoopmanRoute.Explicit);
    }

    private static void Agree(BlockMap block, DenseMatrix inputs, Observable observable, RankCutoff rule)
        => Agree(inputs, block(inputs, []), observable, rule);

    private static void Agree(DenseMatrix inputs, DenseMatrix outputs, Observable observable, RankCutoff rule)
    {
        PipelineEstimator pipeline = Pipelines.Regression with { Observable = observable, Rule = rule };
        KoopmanEstimate stepwise = pipeline.Estimate(
            (_, _) => throw new InvalidOperationException("One step needs no second run."),
            inputs,
            outputs);
        KoopmanEstimate gram = Gram(inputs, outputs, observable, rule);
        (gram.Rank, gram.Summary.SnapshotRank, gram.Summary.Snapshots, gram.Summary.StepsUsed).Should()
            .Be((stepwise.Rank, stepwise.Summary.SnapshotRank, stepwise.Summary.Snapshots, stepwise.Summary.StepsUsed));
        (gram.Route, stepwise.Route).Should().Be((KoopmanRoute.Gram, KoopmanRoute.Explicit));
        double credit = stepwise.LogCreditAt(stepwise.Rank);
        gram.LogCreditAt(gram.Rank).Should().BeApproximately(credit, 1e-9 * Math.Max(1, Math.Abs(credit)));
        gram.Spectra[0].SingularValues.Take(gram.Rank).Should()
            .Equal(stepwise.Spectra[0].SingularValues.Take(gram.Rank), (a, b) => Math.Abs(a - b) <= 1e-9 * b);
        gram.Summary.Residual.Should().BeApproximately(stepwise.Summary.Residual!.Value, 1e-7);
        Relative(gram.Summary.Condition, stepwise.Summary.Condition).Should().BeLessThan(1e-6);
    }

    private static double? Relative(double? a, double? b) => a.Equals(b) ? 0 : Math.Abs((a - b)!.Value) / b;

    private static KoopmanEstimate Gram(DenseMatrix inputs, DenseMatrix outputs, Observable observable, RankCutoff rule) =>
        Pipelines.OfGram(
            GramMatrix.Compute(Centring.Apply(observable, inputs)),
            GramMatrix.Compute(Centring.Apply(observable, outputs)),
            inputs.RowCount,
            outputs.RowCount,
            rule,
            1e-3);

    /// <summary>Snapshots whose directions fade, so that the rank rules differ.</summary>
    private static DenseMatrix Graded(int dimension, int count) =>
        DenseMatrix.OfMatrix(SeededMatrices.Diagonal([.. Enumerable.Range(0, dimension).Select(i => Math.Pow(0.7, i))])
            * SeededMatrices.Uniform(dimension, count, 3));
}
