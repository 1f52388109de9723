using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// Snapshots of fewer features than there are snapshots are kept themselves: all that follows is what follows from their Gram matrix.
/// </summary>
public class InnerProductsTests
{
    private static readonly RankCutoff Rule = RankCutoff.Relative(1e-3);

    [TestCase(3, 3, typeof(GramProducts))]
    [TestCase(4, 3, typeof(GramProducts))]
    [TestCase(3, 4, typeof(ColumnProducts))]
    public void The_smaller_of_the_two_is_kept(int dimension, int count, Type kept) =>
        Pipelines.Kept(SeededMatrices.Uniform(dimension, count, 1)).Should().BeOfType(kept);

    [Test]
    public void Estimates_are_those_of_Gram_matrices(
        [Values(1, 7, 20, 45)] int inputs,
        [Values(1, 9, 39, 60)] int outputs,
        [Values(1e-3, 1e-5)] double tolerance)
    {
        DenseMatrix x = SeededMatrices.Uniform(inputs, 40, 1), f = SeededMatrices.Uniform(outputs, 40, 2);
        var rule = RankCutoff.Relative(tolerance);
        var fit = GramFit.Compute(GramFactor.Compute(Pipelines.Kept(x)), Pipelines.Kept(f));
        KoopmanEstimate kept = GramEstimator.Estimate(fit, rule, tolerance);
        KoopmanEstimate gram = Pipelines.OfGram(GramMatrix.Compute(x), GramMatrix.Compute(f), inputs, outputs, rule, tolerance);
        kept.Summary.SnapshotRank.Should().Be(gram.Summary.SnapshotRank);
        kept.Summary.Residual.Should().BeApproximately(gram.Summary.Residual!.Value, 1e-9);
        kept.Summary.Condition.Should().BeApproximately(gram.Summary.Condition!.Value, 1e-9 * gram.Summary.Condition.Value);
        kept.Spectra[0].SingularValues.Should().Equal(gram.Spectra[0].SingularValues, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Test]
    public void Features_that_depend_on_others_or_are_zero_lower_the_rank_and_nothing_else()
    {
        DenseMatrix x = SeededMatrices.Uniform(5, 40, 1), f = SeededMatrices.Uniform(6, 40, 2);
        var dependent = (DenseMatrix)x.Stack(x.Row(0).Add(x.Row(1)).ToRowMatrix()).Stack(new DenseMatrix(2, 40));
        KoopmanEstimate estimate = GramEstimator.Estimate(
            GramFit.Compute(GramFactor.Compute(Pipelines.Kept(dependent)), Pipelines.Kept(f)),
            Rule,
            1e-3);
        var fit = DynamicModeDecomposition.Fit(dependent, f, Observable.Identity, Rule);
        estimate.Summary.SnapshotRank.Should().Be(5);
        estimate.Spectra[0].SingularValues.Take(5).Should()
            .Equal(new KoopmanOperator(fit.Left, fit.Right).Spectrum(Rule, 1e-3).SingularValues.Take(5), (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Test]
    public void Reduced_blocks_are_those_of_Gram_matrices([Values(3, 8)] int dimension)
    {
        DenseMatrix x = SeededMatrices.Uniform(12, 40, 1), f = SeededMatrices.Uniform(9, 40, 2);
        var reduced = new ReducedEstimator { Observable = Observable.Affine, Rule = Rule, Tolerance = 1e-3, Dimension = dimension };
        KoopmanEstimate kept = reduced.Estimate(Pipelines.Factor(x), Pipelines.Factor(f));
        KoopmanEstimate gram = reduced.Estimate(
            GramFactor.Compute(new GramProducts(GramMatrix.Compute(x), 12)),
            GramFactor.Compute(new GramProducts(GramMatrix.Compute(f), 9)));
        kept.Spectra[0].SingularValues.Should().HaveCount(dimension)
            .And.Equal(gram.Spectra[0].SingularValues, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(1e200)]
    public void Of_snapshots_whose_products_are_not_finite_there_is_no_operator(double entry)
    {
        DenseMatrix x = SeededMatrices.Uniform(5, 40, 1), f = SeededMatrices.Uniform(6, 40, 2);
        x[2, 7] = entry;
        GramFit.Compute(GramFactor.Compute(Pipelines.Kept(x)), Pipelines.Kept(f)).IsFinite.Should().BeFalse();
        GramFit.Compute(GramFactor.Compute(Pipelines.Kept(f)), Pipelines.Kept(x)).IsFinite.Should().BeFalse();
    }

    [Test]
    public void Zeros_have_no_rank()
    {
        KoopmanEstimate estimate = GramEstimator.Estimate(
            GramFit.Compute(GramFactor.Compute(Pipelines.Kept(new DenseMatrix(5, 40))), Pipelines.Kept(SeededMatrices.Uniform(6, 40, 2))),
            Rule,
            1e-3);
        estimate.Summary.SnapshotRank.Should().Be(0);
    }
}
