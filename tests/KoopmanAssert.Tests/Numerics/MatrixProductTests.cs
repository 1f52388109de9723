using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class MatrixProductTests
{
    // Around the panel (8), the tile (24), the row block (192) and the summed block (256).
    [Test]
    public void Products_of_any_shape_agree_with_MathNet(
        [Values(1, 7, 8, 25, 191, 193, 216)] int m, [Values(1, 8, 255, 256, 257)] int d, [Values(1, 7, 9, 24, 61)] int n)
    {
        DenseMatrix a = SeededMatrices.Uniform(m, d), b = SeededMatrices.Uniform(d, n, 2);
        DenseMatrix expected = a * b;
        DenseMatrix at = (DenseMatrix)a.Transpose(), bt = (DenseMatrix)b.Transpose();
        double tolerance = 1e-15 * (d + 1);
        SeededMatrices.Distance(MatrixProduct.Multiply(a, b), expected).Should().BeLessThan(tolerance);
        SeededMatrices.Distance(MatrixProduct.TransposeMultiply(at, b), expected).Should().BeLessThan(tolerance);
        SeededMatrices.Distance(MatrixProduct.MultiplyTranspose(a, bt), expected).Should().BeLessThan(tolerance);
    }

    [Test]
    public void The_three_products_give_the_same_bits()
    {
        DenseMatrix a = SeededMatrices.Uniform(61, 517), b = SeededMatrices.Uniform(517, 39, 2);
        long[] plain = SeededMatrices.Bits(MatrixProduct.Multiply(a, b).Values);
        SeededMatrices.Bits(MatrixProduct.TransposeMultiply((DenseMatrix)a.Transpose(), b).Values).Should().Equal(plain);
        SeededMatrices.Bits(MatrixProduct.MultiplyTranspose(a, (DenseMatrix)b.Transpose()).Values).Should().Equal(plain);
    }

    [Test]
    public void More_columns_than_one_block_are_all_written()
    {
        DenseMatrix a = SeededMatrices.Uniform(5, 3), b = SeededMatrices.Uniform(3, 1100, 2);
        SeededMatrices.Distance(MatrixProduct.Multiply(a, b), a * b).Should().BeLessThan(1e-14);
    }

    [Test]
    public void A_column_does_not_depend_on_its_neighbours()
    {
        DenseMatrix a = SeededMatrices.Uniform(50, 300), b = SeededMatrices.Uniform(300, 20, 2);
        var one = DenseMatrix.OfMatrix(b.SubMatrix(0, 300, 13, 1));
        SeededMatrices.Bits(MatrixProduct.Multiply(a, one).Values).Should()
            .Equal(SeededMatrices.Bits(MatrixProduct.Multiply(a, b).Column(13)));
    }

    // Around the columns that are worth a thread (128) and a panel (8).
    [TestCase(33, 40, 1)]
    [TestCase(33, 40, 256)]
    [TestCase(50, 300, 261)]
    [TestCase(193, 257, 1031)]
    public void Any_number_of_threads_gives_the_same_bits(int m, int d, int n)
    {
        DenseMatrix a = SeededMatrices.Uniform(m, d), b = SeededMatrices.Uniform(d, n, 2), bt = (DenseMatrix)b.Transpose();
        long[] one = SeededMatrices.Bits(MatrixProduct.Multiply(a, b).Values);
        foreach (int threads in new[] { 2, 3, 8, 16, 64 })
        {
            SeededMatrices.Bits(MatrixProduct.Multiply(a, b, threads).Values).Should().Equal(one);
            SeededMatrices.Bits(MatrixProduct.MultiplyTranspose(a, bt, threads).Values).Should().Equal(one);
        }
    }

    [TestCase(7, 5)]
    [TestCase(40, 256)]
    [TestCase(300, 261)]
    public void A_congruence_has_the_bits_of_its_two_products(int n, int k)
    {
        DenseMatrix a = SeededMatrices.Uniform(n, n), v = SeededMatrices.Uniform(n, k, 2);
        SeededMatrices.Bits(MatrixProduct.Congruence(a, v).Values).Should()
            .Equal(SeededMatrices.Bits(MatrixProduct.TransposeMultiply(v, MatrixProduct.Multiply(a, v)).Values));
    }

    [TestCase(0, 3, 2)]
    [TestCase(3, 0, 2)]
    [TestCase(3, 2, 0)]
    [TestCase(0, 0, 0)]
    public void Empty_sums_are_zero(int m, int d, int n)
    {
        DenseMatrix product = MatrixProduct.Multiply(new DenseMatrix(m, d), new DenseMatrix(d, n));
        (product.RowCount, product.ColumnCount).Should().Be((m, n));
        product.Values.Should().Equal(new double[m * n]);
    }

    [Test]
    public void A_NaN_stays_in_its_row_and_column()
    {
        DenseMatrix a = SeededMatrices.Uniform(9, 9);
        a[4, 2] = double.NaN;
        DenseMatrix product = MatrixProduct.Multiply(a, SeededMatrices.Uniform(9, 9, 2));
        product.Row(4).Should().OnlyContain(entry => double.IsNaN(entry));
        product.RemoveRow(4).Enumerate().Should().OnlyContain(entry => double.IsFinite(entry));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_named()
    {
        Action act = () => MatrixProduct.Multiply(new DenseMatrix(2, 3), new DenseMatrix(4, 5));
        act.Should().Throw<ArgumentException>().WithMessage("*2-by-3*4-by-5*");
    }
}
