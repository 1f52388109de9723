using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class ThinQrTests
{
    [TestCase(1, 1)]
    [TestCase(5, 1)]
    [TestCase(1, 5)]
    [TestCase(8, 8)]
    [TestCase(13, 12)]
    [TestCase(25, 24)]
    [TestCase(300, 97)]
    [TestCase(150, 150)]
    [TestCase(700, 193)]
    [TestCase(40, 110)]
    [TestCase(97, 300)]
    public void Q_is_orthonormal_R_triangular_and_their_product_the_matrix(int rows, int columns)
    {
        DenseMatrix a = SeededMatrices.Uniform(rows, columns);
        (DenseMatrix q, DenseMatrix r) = ThinQr.Decompose(a);
        (q.ColumnCount, r.RowCount).Should().Be((Math.Min(rows, columns), Math.Min(rows, columns)));
        SeededMatrices.Skewness(q).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(MatrixProduct.Multiply(q, r), a).Should().BeLessThan(1e-13);
        r.EnumerateIndexed().Should().OnlyContain(entry => entry.Item1 <= entry.Item2 || entry.Item3 == 0);
        SeededMatrices.Distance((DenseMatrix)ThinQr.Triangle(a).PointwiseAbs(), r.PointwiseAbs()).Should()
            .BeLessThan(1e-12, "rows of R may differ in sign");
    }

    [TestCase(150, 150)]
    [TestCase(300, 97)]
    [TestCase(40, 110)]
    public void R_has_the_same_bits_where_the_matrix_is_not_kept(int rows, int columns)
    {
        DenseMatrix a = SeededMatrices.Uniform(rows, columns);
        double[] expected = ThinQr.Triangle(a).Values;
        SeededMatrices.Bits(ThinQr.TriangleInPlace(a).Values).Should().Equal(SeededMatrices.Bits(expected));
    }

    [Test]
    public void R_agrees_with_MathNet_up_to_the_signs_of_rows()
    {
        DenseMatrix a = SeededMatrices.Uniform(120, 50), r = ThinQr.Triangle(a);
        var expected = DenseMatrix.OfMatrix(a.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).R);
        SeededMatrices.Distance((DenseMatrix)r.PointwiseAbs(), expected.PointwiseAbs()).Should().BeLessThan(1e-12);
    }

    [TestCase(0, 0)]
    [TestCase(3, 0)]
    [TestCase(0, 3)]
    public void Empty_matrices_give_empty_factors(int rows, int columns)
    {
        (DenseMatrix q, DenseMatrix r) = ThinQr.Decompose(new DenseMatrix(rows, columns));
        (q.RowCount, q.ColumnCount, r.RowCount, r.ColumnCount).Should().Be((rows, 0, 0, columns));
    }

    [Test]
    public void A_zero_matrix_gives_R_zero_and_Q_orthonormal()
    {
        (DenseMatrix q, DenseMatrix r) = ThinQr.Decompose(new DenseMatrix(20, 15));
        r.Values.Should().OnlyContain(entry => entry == 0);
        SeededMatrices.Skewness(q).Should().Be(0);
    }

    [Test]
    public void Repeated_columns_leave_Q_orthonormal()
    {
        DenseMatrix a = SeededMatrices.Uniform(60, 4) * DenseMatrix.Create(4, 30, (i, j) => i == j % 4 ? 1 : 0);
        (DenseMatrix q, DenseMatrix r) = ThinQr.Decompose(a);
        SeededMatrices.Skewness(q).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(MatrixProduct.Multiply(q, r), a).Should().BeLessThan(1e-13);
    }

    [TestCase(1e-8)]
    [TestCase(1e-200)]
    [TestCase(1e200)]
    public void The_error_of_a_column_is_relative_to_that_column(double ratio)
    {
        DenseMatrix a = SeededMatrices.Uniform(80, 40);
        for (int j = 0; j < 40; j++)
        {
            a.SetColumn(j, a.Column(j) * Math.Pow(ratio, j / 39.0));
        }

        (DenseMatrix q, DenseMatrix r) = ThinQr.Decompose(a);
        var error = (DenseMatrix)(MatrixProduct.Multiply(q, r) - a);
        for (int j = 0; j < 40; j++)
        {
            error.Column(j).InfinityNorm().Should().BeLessThan(1e-14 * a.Column(j).InfinityNorm());
        }
    }

    [Test]
    public void What_is_not_finite_is_rejected()
    {
        DenseMatrix a = SeededMatrices.Uniform(6, 3);
        a[1, 1] = double.NaN;
        Action act = () => ThinQr.Triangle(a);
        act.Should().Throw<ArgumentException>();
    }
}
