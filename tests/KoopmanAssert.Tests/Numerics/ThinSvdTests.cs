using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class ThinSvdTests
{
    [TestCase(1, 1)]
    [TestCase(1, 9)]
    [TestCase(9, 1)]
    [TestCase(30, 30)]
    [TestCase(33, 30)]
    [TestCase(200, 25)]
    [TestCase(25, 200)]
    [TestCase(130, 129)]
    public void It_reconstructs_the_matrix_with_orthonormal_factors(int rows, int columns)
    {
        DenseMatrix a = SeededMatrices.Uniform(rows, columns);
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(a);
        int k = Math.Min(rows, columns);
        (u.RowCount, u.ColumnCount, v.RowCount, v.ColumnCount).Should().Be((rows, k, columns, k));
        SeededMatrices.Skewness(u).Should().BeLessThan(1e-13);
        SeededMatrices.Skewness(v).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(MatrixProduct.MultiplyTranspose(u * SeededMatrices.Diagonal(s), v), a).Should().BeLessThan(1e-13);
        s.Should().BeInDescendingOrder();
        ThinSvd.Values(a).Should().Equal(s, (x, y) => Math.Abs(x - y) <= 1e-14 * y);
    }

    [TestCase(60, 40)]
    [TestCase(40, 60)]
    public void The_values_agree_with_MathNet(int rows, int columns)
    {
        DenseMatrix a = SeededMatrices.Uniform(rows, columns);
        ThinSvd.Values(a).Should().Equal(a.Svd(false).S, (x, y) => Math.Abs(x - y) < 1e-13);
    }

    [Test]
    public void Small_values_of_graded_columns_are_right_to_the_last_digits(
        [Values(1e-3, 1e-8, 1e-12, 1e-15)] double ratio, [Values(30, 90)] int rows, [Values] bool wide)
    {
        // Orthonormal columns scaled: the singular values are the scales, whatever their ratio.
        const int Columns = 30;
        double[] expected = Enumerable.Range(0, Columns).Select(j => Math.Pow(ratio, j / (Columns - 1.0))).ToArray();
        DenseMatrix a = SeededMatrices.Orthonormal(rows, Columns) * SeededMatrices.Diagonal(expected);
        DenseMatrix shaped = wide ? (DenseMatrix)a.Transpose() : a;
        ThinSvd.Values(shaped).Should().Equal(expected, (x, y) => Math.Abs(x - y) <= 1e-14 * y);
    }

    [Test]
    public void Shuffled_grades_of_orthonormal_columns_are_the_values_however_far_they_fall(
        [Values(1e-3, 1e-8, 1e-30, 1e-120)] double ratio, [Values(50, 90)] int rows, [Values] bool wide)
    {
        const int Columns = 50;
        double[] grades = Grades(Columns, ratio);
        DenseMatrix a = SeededMatrices.Orthonormal(rows, Columns) * SeededMatrices.Diagonal(Shuffled(grades));
        DenseMatrix shaped = wide ? (DenseMatrix)a.Transpose() : a;
        ThinSvd.Values(shaped).Should().Equal(grades, (x, y) => Math.Abs(x - y) <= 1e-14 * y);
        Decomposes(shaped, grades, 1e-14);
    }

    [Test]
    public void Shuffled_grades_of_columns_that_are_not_orthogonal_have_the_values_of_exact_arithmetic(
        [Values(1, 1e-8, 1e-16, 1e-30, 1e-120)] double ratio, [Values(16, 22)] int rows, [Values] bool steep)
    {
        // Steep: only a few scales, many columns of each.
        double[] grades = Grades(16, ratio);
        if (steep)
        {
            grades = [.. grades.Select((_, j) => grades[j / 6 * 5])];
        }

        var b = (DenseMatrix)(SeededMatrices.Orthonormal(rows, 16) + (0.1 * SeededMatrices.Uniform(rows, 16, 3)));
        DenseMatrix a = b * SeededMatrices.Diagonal(Shuffled(grades));
        double[] expected = PreciseSingularValues.Of(a);
        ThinSvd.Values(a).Should().Equal(expected, (x, y) => Math.Abs(x - y) <= 1e-14 * y);
        ThinSvd.Values((DenseMatrix)a.Transpose()).Should().Equal(expected, (x, y) => Math.Abs(x - y) <= 1e-14 * y);
        Decomposes(a, expected, 1e-14);
        Decomposes((DenseMatrix)a.Transpose(), expected, 1e-14);
    }

    [Test]
    public void Shuffled_grades_of_many_columns_keep_the_determinant_and_the_two_ways_agree(
        [Values(1, 1e-4, 1e-8, 1e-16, 1e-30, 1e-120)] double ratio, [Values(12, 70, 150)] int order)
    {
        // Random columns whose singular values lie close together: what is known without any of them is their product.
        double[] grades = Grades(order, ratio);
        var b = (DenseMatrix)(SeededMatrices.Orthonormal(order, order) + (SeededMatrices.Uniform(order, order, 3) / order));
        DenseMatrix a = b * SeededMatrices.Diagonal(Shuffled(grades));
        double[] values = ThinSvd.Values(a);
        Decomposes(a, values, 1e-14);
        double logarithm = Math.Log(Math.Abs(b.Determinant())) + grades.Sum(Math.Log);
        values.Sum(Math.Log).Should().BeApproximately(logarithm, (1e-14 * order) + (1e-15 * Math.Abs(logarithm)));
    }

    private static double[] Grades(int count, double ratio)
        => [.. Enumerable.Range(0, count).Select(j => Math.Pow(ratio, j / (count - 1.0)))];

    private static double[] Shuffled(double[] values)
    {
        double[] shuffled = [.. values];
        new Random(5).Shuffle(shuffled);
        return shuffled;
    }

    private static void Decomposes(DenseMatrix a, double[] expected, double tolerance)
    {
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(a);
        s.Should().Equal(expected, (x, y) => Math.Abs(x - y) <= tolerance * y);
        SeededMatrices.Skewness(u).Should().BeLessThan(1e-13);
        SeededMatrices.Skewness(v).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(MatrixProduct.MultiplyTranspose(u * SeededMatrices.Diagonal(s), v), a).Should().BeLessThan(1e-13);
    }

    [Test]
    public void Graded_columns_that_are_not_orthogonal_keep_the_determinant()
    {
        // ln det of a product is the sum of the logs, known without any singular value: L and U of unit diagonal, graded columns.
        const int Order = 40;
        double[] scales = Enumerable.Range(0, Order).Select(j => Math.Pow(1e-8, j / (Order - 1.0))).ToArray();
        Random random = new(4);
        var lower = DenseMatrix.Create(Order, Order, (i, j) => i == j ? 1 : i > j ? 0.1 * ((2 * random.NextDouble()) - 1) : 0);
        DenseMatrix a = lower * SeededMatrices.Diagonal(scales);
        double expected = scales.Sum(Math.Log);
        ThinSvd.Values(a).Sum(Math.Log).Should().BeApproximately(expected, 1e-13 * Math.Abs(expected));
    }

    [Test]
    public void The_small_value_of_a_graded_two_by_two_matrix_has_its_closed_form()
    {
        // [1 δ; 0 δ]: σ₁σ₂ = δ, and σ₁² + σ₂² = 1 + 2δ².
        const double Delta = 1e-8;
        double[] s = ThinSvd.Values(DenseMatrix.OfArray(new[,] { { 1, Delta }, { 0, Delta } }));
        (s[0] * s[1] / Delta).Should().BeApproximately(1, 1e-15);
        s[0].Should().BeApproximately(1, 1e-15);
    }

    [Test]
    public void Rank_deficiency_shows_as_values_near_zero_and_leaves_the_product_right()
    {
        DenseMatrix a = MatrixProduct.Multiply(SeededMatrices.Uniform(80, 5), SeededMatrices.Uniform(5, 40, 2));
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(a);
        s.Take(5).Should().OnlyContain(value => value > 1);
        s.Skip(5).Should().OnlyContain(value => value < 1e-13);
        SeededMatrices.Distance(MatrixProduct.MultiplyTranspose(u * SeededMatrices.Diagonal(s), v), a).Should().BeLessThan(1e-13);
    }

    [Test]
    public void Equal_values_and_constant_columns_converge()
    {
        ThinSvd.Values(DenseMatrix.CreateIdentity(70)).Should().OnlyContain(value => Math.Abs(value - 1) < 1e-14);
        double[] ones = ThinSvd.Values(DenseMatrix.Create(300, 250, 1));
        ones[0].Should().BeApproximately(Math.Sqrt(300 * 250), 1e-11);
        ones.Skip(1).Should().OnlyContain(value => value < 1e-12);
    }

    [Test]
    public void The_Hilbert_matrix_converges_and_keeps_its_large_values()
    {
        var hilbert = DenseMatrix.Create(60, 60, (i, j) => 1.0 / (i + j + 1));
        double[] s = ThinSvd.Values(hilbert);
        s.Should().Equal(hilbert.Svd(false).S, (x, y) => Math.Abs(x - y) < 1e-15 * 10);
    }

    /// <summary>The three ways that a matrix can take: transposed, reduced to a triangle, and as it is.</summary>
    [TestCase(60, 90, 1)]
    [TestCase(90, 60, 1)]
    [TestCase(60, 60, 1)]
    [TestCase(60, 60, 0.5)]
    public void The_matrix_is_left_as_it_is(int rows, int columns, double grade)
    {
        DenseMatrix a = SeededMatrices.Uniform(rows, columns);
        a.MapIndexedInplace((_, j, entry) => entry * Math.Pow(grade, j));
        long[] before = SeededMatrices.Bits(a.Values);
        ThinSvd.Values(a);
        ThinSvd.Decompose(a);
        SeededMatrices.Bits(a.Values).Should().Equal(before);
    }

    [Test]
    public void A_zero_matrix_has_zero_values()
    {
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(new DenseMatrix(7, 4));
        s.Should().Equal(0, 0, 0, 0);
        SeededMatrices.Skewness(u).Should().Be(0);
        v.Values.Should().OnlyContain(entry => entry == 0);
    }

    [TestCase(0, 0)]
    [TestCase(4, 0)]
    [TestCase(0, 4)]
    public void Empty_matrices_give_empty_factors(int rows, int columns)
    {
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(new DenseMatrix(rows, columns));
        s.Should().BeEmpty();
        (u.RowCount, u.ColumnCount, v.RowCount, v.ColumnCount).Should().Be((rows, 0, columns, 0));
        ThinSvd.Values(new DenseMatrix(rows, columns)).Should().BeEmpty();
    }

    [TestCase(1e300)]
    [TestCase(1e-300)]
    public void Values_scale_with_the_matrix(double scale)
    {
        DenseMatrix a = SeededMatrices.Uniform(20, 12);
        double[] expected = ThinSvd.Values(a);
        ThinSvd.Values((DenseMatrix)(a * scale)).Should().Equal(expected, (x, y) => Math.Abs((x / scale) - y) < 1e-14 * y);
    }

    [Test]
    public void What_is_not_finite_is_rejected()
    {
        DenseMatrix a = SeededMatrices.Uniform(6, 3);
        a[1, 1] = double.NegativeInfinity;
        Action act = () => ThinSvd.Values(a);
        act.Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_matrix_whose_columns_are_nearly_all_the_same_few_directions_converges()
    {
        // The trajectories of a contracting map: each power of it adds a column, and all but the first few lie in one plane.
        var map = (DenseMatrix)(SeededMatrices.Symmetric(60) / 20);
        var columns = new DenseMatrix(60, 300);
        DenseMatrix state = SeededMatrices.Uniform(60, 1, seed: 2);
        for (int j = 0; j < columns.ColumnCount; j++)
        {
            columns.SetColumn(j, state.Column(0));
            state = (DenseMatrix)(map * state);
        }

        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(columns);

        SeededMatrices.Distance(columns, u * DenseMatrix.OfDiagonalArray(s) * v.Transpose()).Should().BeLessThan(1e-13 * s[0]);
        s[59].Should().BeLessThan(1e-15 * s[0], "the powers of the map soon fall below rounding");
    }
}
