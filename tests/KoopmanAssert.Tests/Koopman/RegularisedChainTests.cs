using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The product of ridge regressions in units of the inputs' deviations, beside the same by textbook matrices.</summary>
[TestFixture]
internal sealed class RegularisedChainTests
{
    // More features than samples and fewer, which are factored by different routes.
    [TestCase(5, 4, 3, 20)]
    [TestCase(30, 25, 3, 12)]
    public void It_is_the_product_of_the_textbook_s_regressions(int first, int second, int third, int samples)
    {
        DenseMatrix[] cuts = [Random(first, samples, 1), Random(second, samples, 2), Random(third, samples, 3)];

        DenseMatrix product = RegularisedChain.InDeviations(2, c => cuts[c]);

        Matrix<double> expected = Ridge(cuts[1], cuts[2]) * Ridge(cuts[0], cuts[1]) * Deviations(cuts[0]);
        (product - expected).FrobeniusNorm().Should().BeLessThan(1e-10 * expected.FrobeniusNorm());
    }

    [Test]
    public void A_feature_that_does_not_vary_weighs_nothing()
    {
        DenseMatrix inputs = Random(4, 15, 4);
        inputs.SetRow(2, Vector<double>.Build.Dense(15, 0.5));

        DenseMatrix product = RegularisedChain.InDeviations(1, c => c == 0 ? inputs : Random(3, 15, 5));

        product.Column(2).Should().OnlyContain(w => Math.Abs(w) < 1e-15);
        product.Column(1).Should().OnlyContain(w => Math.Abs(w) > 1e-6);
    }

    [Test]
    public void Inputs_that_do_not_vary_at_all_explain_nothing() =>
        RegularisedChain.InDeviations(1, c => c == 0 ? new DenseMatrix(3, 8) : Random(2, 8, 6)).Values.Should().OnlyContain(w => w == 0);

    private static Matrix<double> Ridge(DenseMatrix inputs, DenseMatrix outputs)
    {
        Matrix<double> x = Centred(inputs), f = Centred(outputs);
        double lambda = 0.01 * x.FrobeniusNorm() * x.FrobeniusNorm() / x.ColumnCount;
        return f * x.Transpose() * ((x * x.Transpose()) + (lambda * Matrix<double>.Build.DenseIdentity(x.RowCount))).Inverse();
    }

    private static Matrix<double> Deviations(DenseMatrix inputs) => Matrix<double>.Build.DenseOfDiagonalVector(
        Centred(inputs).RowNorms(2) / Math.Sqrt(inputs.ColumnCount));

    private static Matrix<double> Centred(DenseMatrix x) =>
        x - ((x.RowSums() / x.ColumnCount).ToColumnMatrix() * Matrix<double>.Build.Dense(1, x.ColumnCount, 1));

    private static DenseMatrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return DenseMatrix.Create(rows, columns, (_, _) => random.NextDouble() - 0.3);
    }
}
