using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class SymmetricEigenTests
{
    [Test]
    public void It_reconstructs_the_matrix_with_orthonormal_vectors([Values(1, 2, 3, 7, 8, 9, 16, 17, 24, 33, 100, 129, 200)] int order)
    {
        DenseMatrix a = SeededMatrices.Symmetric(order);
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(a);
        SeededMatrices.Skewness(vectors).Should().BeLessThan(1e-13);
        DenseMatrix rebuilt = MatrixProduct.MultiplyTranspose(vectors * SeededMatrices.Diagonal(values), vectors);
        SeededMatrices.Distance(rebuilt, a).Should().BeLessThan(2e-15 * (order + 10));
        values.Should().BeInDescendingOrder();
    }

    [TestCase(10)]
    [TestCase(65)]
    [TestCase(130)]
    public void The_values_agree_with_MathNet_with_and_without_vectors(int order)
    {
        DenseMatrix a = SeededMatrices.Symmetric(order);
        double[] expected = a.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).OrderDescending().ToArray();
        SymmetricEigen.Values(a).Should().Equal(expected, (x, y) => Math.Abs(x - y) < 1e-13 * order);
        SymmetricEigen.Decompose(a).Values.Should().Equal(expected, (x, y) => Math.Abs(x - y) < 1e-13 * order);
    }

    [Test]
    public void The_second_difference_matrix_has_its_closed_form()
    {
        const int Order = 50;
        var a = DenseMatrix.Create(Order, Order, (i, j) => i == j ? 2 : Math.Abs(i - j) == 1 ? -1 : 0);
        double[] expected = Enumerable.Range(1, Order).Select(k => 2 - (2 * Math.Cos(Math.PI * k / (Order + 1)))).Reverse().ToArray();
        SymmetricEigen.Values(a).Should().Equal(expected, (x, y) => Math.Abs(x - y) < 1e-14);
    }

    [Test]
    public void Sum_and_sum_of_squares_are_trace_and_squared_Frobenius_norm()
    {
        DenseMatrix a = SeededMatrices.Symmetric(90, 5);
        double[] values = SymmetricEigen.Values(a);
        values.Sum().Should().BeApproximately(a.Trace(), 1e-11);
        values.Sum(value => value * value).Should().BeApproximately(Math.Pow(a.FrobeniusNorm(), 2), 1e-9);
    }

    [Test]
    public void Each_vector_has_its_largest_entry_positive()
    {
        DenseMatrix vectors = SymmetricEigen.Decompose(SeededMatrices.Symmetric(40)).Vectors;
        vectors.EnumerateColumns().Should().OnlyContain(column => column[column.AbsoluteMaximumIndex()] > 0);
    }

    [Test]
    public void A_diagonal_matrix_gives_its_diagonal_exactly()
    {
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(SeededMatrices.Diagonal(3, -7, 0, 11, 1e-200));
        values.Should().Equal(11, 3, 1e-200, 0, -7);
        vectors.Column(0).Should().Equal(0, 0, 0, 1, 0);
    }

    [Test]
    public void Zero_matrices_and_the_orders_0_and_1_work()
    {
        SymmetricEigen.Values(new DenseMatrix(5, 5)).Should().Equal(new double[5]);
        SeededMatrices.Skewness(SymmetricEigen.Decompose(new DenseMatrix(5, 5)).Vectors).Should().Be(0);
        SymmetricEigen.Values(SeededMatrices.Diagonal(-4)).Should().Equal(-4);
        SymmetricEigen.Decompose(SeededMatrices.Diagonal(-4)).Vectors[0, 0].Should().Be(1);
        SymmetricEigen.Values(new DenseMatrix(0, 0)).Should().BeEmpty();
        SymmetricEigen.Decompose(new DenseMatrix(0, 0)).Vectors.RowCount.Should().Be(0);
    }

    [Test]
    public void A_projector_of_low_rank_has_ones_and_zeros()
    {
        DenseMatrix basis = SeededMatrices.Orthonormal(120, 30);
        double[] values = SymmetricEigen.Values(MatrixProduct.MultiplyTranspose(basis, basis));
        values.Take(30).Should().OnlyContain(value => Math.Abs(value - 1) < 1e-13);
        values.Skip(30).Should().OnlyContain(value => Math.Abs(value) < 1e-13);
    }

    [TestCase(1e300)]
    [TestCase(1e-300)]
    public void Values_scale_with_the_matrix(double scale)
    {
        DenseMatrix a = SeededMatrices.Symmetric(20);
        double[] expected = SymmetricEigen.Values(a);
        SymmetricEigen.Values((DenseMatrix)(a * scale)).Select(value => value / scale).ToArray()
            .Should().Equal(expected, (x, y) => Math.Abs(x - y) < 1e-13);
    }

    [Test]
    public void Matrices_graded_either_way_converge([Values(true, false)] bool descending, [Values(1e-3, 1e-12)] double ratio)
    {
        var a = DenseMatrix.Create(
            40, 40, (i, j) => Math.Pow(ratio, (descending ? i + j : 78 - i - j) / 10.0) / (1 + Math.Abs(i - j)));
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(a);
        SeededMatrices.Skewness(vectors).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(MatrixProduct.MultiplyTranspose(vectors * SeededMatrices.Diagonal(values), vectors), a).Should()
            .BeLessThan(1e-14);
    }

    [Test]
    public void Low_rank_and_graded_spectra_converge(
        [Values(2, 9, 31, 64, 70)] int order, [Values(1, 5, 30, 100)] int rank, [Values(0, 6, 14)] double decades, [Values] bool ascending)
    {
        DenseMatrix factor = SeededMatrices.Uniform(rank, order, order + rank);
        for (int j = 0; j < order; j++)
        {
            factor.SetColumn(j, factor.Column(j) * Math.Pow(10, -decades * (ascending ? order - j : j) / order));
        }

        DenseMatrix a = GramMatrix.Compute(factor);
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(a);
        SeededMatrices.Skewness(vectors).Should().BeLessThan(1e-13);
        DenseMatrix rebuilt = MatrixProduct.MultiplyTranspose(vectors * SeededMatrices.Diagonal(values), vectors);
        SeededMatrices.Distance(rebuilt, a).Should().BeLessThan(1e-14 * (1 + values[0]));
    }

    [Test]
    public void Every_order_from_1_to_70_reconstructs_random_and_repeated_spectra()
    {
        for (int order = 1; order <= 70; order++)
        {
            ShouldDecompose(SeededMatrices.Symmetric(order, order));
            DenseMatrix basis = SeededMatrices.Orthonormal(order, order);
            double[] repeated = [.. Enumerable.Range(0, order).Select(i => (double)(i % 3))];
            ShouldDecompose(MatrixProduct.MultiplyTranspose(basis * SeededMatrices.Diagonal(repeated), basis));
        }
    }

    [Test]
    public void Tridiagonal_matrices_that_are_hard_to_separate_have_orthonormal_vectors(
        [Values(
            "second difference",
            "Wilkinson",
            "glued Wilkinson",
            "ones",
            "clustered",
            "graded",
            "nearly split",
            "graded both ways")] string kind,
        [Values(33, 63, 64, 65, 105, 210)] int order,
        [Values(1, 1e-290, 1e290)] double scale)
    {
        double middle = (order - 1) / 2.0;
        (double Diagonal, double Beside) Entry(int i) => kind switch
        {
            "second difference" => (2, -1),
            "Wilkinson" => (Math.Abs(i - middle), 1),
            "glued Wilkinson" => (Math.Abs((i % 21) - 10.0), i % 21 == 20 ? 1e-8 : 1),
            "ones" => (1, 1),
            "clustered" => (1 + (1e-15 * i), 1e-15),
            "graded" => (Math.Pow(2, -i), Math.Pow(2, -i) / 3),
            "nearly split" => (i % 2, i % 3 == 0 ? 1e-17 : 1e-9),
            _ => (Math.Pow(10, -Math.Abs(i - middle) / 3), Math.Pow(10, -Math.Abs(i - middle) / 3)),
        };
        ShouldDecompose(DenseMatrix.Create(
            order,
            order,
            (i, j) => scale * (i == j ? Entry(i).Diagonal : Math.Abs(i - j) == 1 ? Entry(Math.Min(i, j)).Beside : 0)));
    }

    [Test]
    public void Pairs_of_the_Wilkinson_matrix_agree_to_all_digits()
    {
        var a = DenseMatrix.Create(101, 101, (i, j) => i == j ? Math.Abs(i - 50) : Math.Abs(i - j) == 1 ? 1 : 0);
        double[] values = SymmetricEigen.Decompose(a).Values;
        values[0].Should().BeApproximately(values[1], 1e-13).And.BeApproximately(50.746194182903393, 1e-12);
    }

    [Test]
    public void An_identity_of_any_order_is_its_own_decomposition([Values(33, 64, 200)] int order)
    {
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(DenseMatrix.CreateIdentity(order));
        values.Should().OnlyContain(value => value == 1);
        SeededMatrices.Skewness(vectors).Should().Be(0);
    }

    private static void ShouldDecompose(DenseMatrix a)
    {
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(a);
        double size = Math.Max(values.Max(Math.Abs), 1e-300), unit = (a.RowCount + 10) / (double)(1L << 52);
        SeededMatrices.Skewness(vectors).Should().BeLessThan(2 * unit);
        var residual = (DenseMatrix)(MatrixProduct.Multiply((DenseMatrix)(a / size), vectors)
            - (vectors * SeededMatrices.Diagonal([.. values.Select(v => v / size)])));
        residual.Values.Max(Math.Abs).Should().BeLessThan(2 * unit);
        values.Should().BeInDescendingOrder();
        values.Should().Equal(SymmetricEigen.Values(a), (x, y) => Math.Abs(x - y) <= 4 * unit * size);
    }

    [Test]
    public void The_upper_triangle_is_not_read()
    {
        DenseMatrix a = SeededMatrices.Symmetric(30);
        var lower = DenseMatrix.OfMatrix(a.LowerTriangle());
        SymmetricEigen.Values(lower).Should().Equal(SymmetricEigen.Values(a));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void What_is_not_finite_is_rejected_before_any_work(double entry)
    {
        DenseMatrix a = SeededMatrices.Symmetric(6);
        a[3, 2] = entry;
        Action values = () => SymmetricEigen.Values(a), vectors = () => SymmetricEigen.Decompose(a);
        values.Should().Throw<ArgumentException>().WithMessage("*6-by-6*NaN or an infinity*");
        vectors.Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_rectangular_matrix_is_rejected()
    {
        Action act = () => SymmetricEigen.Values(new DenseMatrix(2, 3));
        act.Should().Throw<ArgumentException>().WithMessage("*2-by-3*");
    }

    [Test]
    public void The_iteration_gives_up_with_order_and_count_instead_of_hanging()
    {
        Action act = () => QlIteration.Run([double.NaN, 1, 2], [1, double.NaN, 0], vectors: null);
        act.Should().Throw<ConvergenceException>().WithMessage("*order 3*60 iterations*");
    }
}
