using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// What an alignment adds to the log-credit of a linear block that grows: nothing for <c>principal</c>, a known shift for <c>gaussian</c>.
/// </summary>
public class AlignmentBiasTests
{
    private const int Draws = 600;

    [TestCase(8, 16, -5.968, 1.433)]
    [TestCase(16, 64, -18.687, 1.622)]
    [TestCase(64, 120, -42.373, 1.760)]
    public void The_Gaussian_alignment_shifts_as_its_closed_form_says(int p, int q, double mean, double deviation)
    {
        // The volume of a random projection: a product of independent χ² ratios, whose logarithms have these moments.
        Terms(p, q).Sum(t => SpecialFunctions.DiGamma(t.Up) - SpecialFunctions.DiGamma(t.Down)).Should().BeApproximately(2 * mean, 1e-3);
        Terms(p, q).Sum(t => TriGamma(t.Up) - TriGamma(t.Down)).Should().BeApproximately(4 * deviation * deviation, 0.02);

        DenseMatrix block = SeededMatrices.Uniform(q, p, 3), x = SeededMatrices.Orthonormal(p, p, 4);
        KoopmanEstimate estimate = (Pipelines.Exact with { Alignment = DimensionAlignment.Gaussian, Repeats = Draws, Seed = 11 }).Estimate(
            Pipelines.Linear(block),
            x);

        estimate.Rank.Should().Be(p);
        double shift = estimate.LogCreditAt(p) - LogVolume(block);
        shift.Should().BeApproximately(mean, 4 * deviation / Math.Sqrt(Draws), "the mean lies within 4 standard errors");
        // The standard error of a deviation over 600 draws is about 3 %; the band is four of them.
        estimate.Summary.Spread.Should().BeInRange(0.88 * deviation, 1.12 * deviation);
    }

    [TestCase(8, 16)]
    [TestCase(16, 8)]
    [TestCase(64, 120)]
    [TestCase(120, 64)]
    [TestCase(20, 20)]
    public void The_principal_alignment_recovers_a_linear_block_exactly(int p, int q)
    {
        DenseMatrix block = SeededMatrices.Uniform(q, p, 3), x = SeededMatrices.Uniform(p, 2 * p, 5);
        SeededMatrices.Distance(Pipelines.Exact.Operator(Pipelines.Linear(block), x), block).Should().BeLessThan(1e-11);
        Pipelines.Exact.Estimate(Pipelines.Linear(block), x).LogCreditAt(Math.Min(p, q)).Should().BeApproximately(LogVolume(block), 1e-9);
    }

    [Test]
    public void The_affine_observable_recovers_the_linear_part_of_a_block_with_a_bias([Values("5→9", "9→5", "7→7")] string shape)
    {
        int[] dimensions = [.. shape.Split('→').Select(int.Parse)];
        DenseMatrix weight = SeededMatrices.Uniform(dimensions[1], dimensions[0], 3), x = SeededMatrices.Uniform(dimensions[0], 30, 5);
        BlockMap block = Float64Network.Dense(weight, SeededMatrices.Uniform(dimensions[1], 1, 8).Values, relu: false);
        SeededMatrices.Distance((Pipelines.Exact with { Observable = Observable.Affine }).Operator(block, x), weight).Should()
            .BeLessThan(1e-12);
        SeededMatrices.Distance(Pipelines.Exact.Operator(block, x), weight).Should().BeGreaterThan(1e-3);
    }

    [Test]
    public void No_alignment_touches_a_linear_block_that_does_not_grow(
        [Values("gaussian", "orthonormal", "principal")] string alignment,
        [Values(12, 20)] int p)
    {
        DenseMatrix block = SeededMatrices.Uniform(12, p, 3);
        PipelineEstimator pipeline = Pipelines.Exact with { Alignment = DimensionAlignment.Parse(alignment) };
        SeededMatrices.Distance(pipeline.Operator(Pipelines.Linear(block), SeededMatrices.Uniform(p, 40, 5)), block).Should()
            .BeLessThan(1e-10);
    }

    [Test]
    public void The_mean_of_many_projections_is_the_block_times_the_ratio_of_the_dimensions(
        [Values("gaussian", "orthonormal")] string alignment)
    {
        // B B⁺ projects on a random subspace of p among q dimensions; its mean is (p/q) I. What is left of the noise lifts the mean.
        const int P = 6, Q = 15, Repeats = 1000;
        DenseMatrix block = SeededMatrices.Uniform(Q, P, 3);
        PipelineEstimator paper = Pipelines.Exact with
        {
            Alignment = DimensionAlignment.Parse(alignment),
            Repeats = Repeats,
            AveragesMatrices = true,
            Seed = 2,
        };
        KoopmanEstimate estimate = paper.Estimate(Pipelines.Linear(block), SeededMatrices.Orthonormal(P, P));
        estimate.Spectra.Should().ContainSingle("the credit is that of the mean matrix");
        estimate.LogCreditAt(P).Should().BeApproximately(LogVolume(block) + (P * Math.Log((double)P / Q)), 0.1);
        estimate.Summary.Spread.Should().BePositive();
    }

    private static IEnumerable<(double Up, double Down)> Terms(int p, int q)
        => Enumerable.Range(1, p).Select(i => ((p - i + 1) / 2.0, (q - i + 1) / 2.0));

    private static double LogVolume(DenseMatrix block) => block.Svd(false).S.Sum(Math.Log);

    // ψ₁ by its recurrence and asymptotic series.
    private static double TriGamma(double x)
    {
        double sum = 0;
        for (; x < 20; x++)
        {
            sum += 1 / (x * x);
        }

        return sum + (1 / x) + (1 / (2 * x * x)) + (1 / (6 * Math.Pow(x, 3))) - (1 / (30 * Math.Pow(x, 5))) + (1 / (42 * Math.Pow(x, 7)));
    }
}
