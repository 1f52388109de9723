using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Fits from Gram matrices, whole and between leading directions, against the pseudo-inverse.</summary>
[TestFixture]
internal sealed class GramFitTests
{
    // The fit keeps the values of the rank that was asked for last.
    [Test]
    public void Each_rank_has_its_own_singular_values()
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 30, 1), f = SeededMatrices.Uniform(3, 30, 2);
        var fit = GramFit.Compute(GramFactor.Compute(Pipelines.Kept(x)), Pipelines.Kept(f));
        double[] whole = fit.OperatorSingularValues(4), part = fit.OperatorSingularValues(2), again = fit.OperatorSingularValues(4);
        again.Should().Equal(whole);
        fit.OperatorSingularValues(4).Should().BeSameAs(again);
        for (int k = 2; k <= 4; k += 2)
        {
            double[] expected = [.. (f * Inverse(x, k)).Svd().S.Take(Math.Min(3, k))];
            (k == 4 ? whole : part).Take(expected.Length).Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    // From the leading directions of the inputs to as many of the outputs.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_reduced_operator_maps_between_leading_directions(int dimension)
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 30, 1), f = SeededMatrices.Uniform(3, 30, 2);
        double[] values = Reduced(dimension).Estimate(Pipelines.Factor(x), Pipelines.Factor(f)).Spectra[0].SingularValues;
        var leading = (DenseMatrix)f.Svd().U.SubMatrix(0, 3, 0, dimension).TransposeThisAndMultiply(f);
        double[] expected = [.. (leading * Inverse(x, dimension)).Svd().S.Take(dimension)];
        values.Take(dimension).Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_reduced_operator_of_values_that_are_not_finite_is_impossible(bool ofInputs)
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 30, 1), f = SeededMatrices.Uniform(3, 30, 2);
        (ofInputs ? x : f)[1, 1] = double.NaN;
        KoopmanEstimate estimate = Reduced(2).Estimate(Pipelines.Factor(x), Pipelines.Factor(f));
        (estimate.IsFinite, estimate.Rank).Should().Be((false, 0));
    }

    private static ReducedEstimator Reduced(int dimension) => new()
    {
        Observable = Observable.Identity,
        Rule = RankCutoff.Relative(1e-6),
        Tolerance = 1e-6,
        Dimension = dimension,
    };

    // The pseudo-inverse of the part of rank k that is nearest to a 4-by-30 matrix.
    private static Matrix<double> Inverse(DenseMatrix x, int k)
    {
        Svd<double> svd = x.Svd();
        var inverse = DenseMatrix.OfDiagonalArray([.. svd.S.Take(k).Select(s => 1 / s)]);
        return svd.VT.SubMatrix(0, k, 0, 30).Transpose() * inverse * svd.U.SubMatrix(0, 4, 0, k).Transpose();
    }
}
