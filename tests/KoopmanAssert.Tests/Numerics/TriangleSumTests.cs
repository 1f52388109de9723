using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class TriangleSumTests
{
    private const double Epsilon = 1.0 / (1L << 52);

    [Test]
    public void Its_inner_products_are_those_of_the_snapshots() => Gen.Select(Gen.Int[1, 1500], Gen.Int[1, 90], Gen.Int[0, 10_000]).Sample(
        (p, n, seed) =>
        {
            DenseMatrix x = SeededMatrices.Uniform(p, n, seed), r = Triangle(x);
            (r.RowCount, r.ColumnCount).Should().Be((Math.Min(p, n), n));
            SeededMatrices.Distance((DenseMatrix)r.TransposeThisAndMultiply(r), x.TransposeThisAndMultiply(x)).Should()
                .BeLessThan(16 * Epsilon * p);
            if (p > n)
            {
                RequireTriangular(r);
            }
        },
        seed: "0002aBcDeFg2",
        iter: 60);

    [TestCase(257, 256)]
    [TestCase(1024, 24)]
    [TestCase(1025, 25)]
    [TestCase(5000, 130)]
    [TestCase(3000, 300)]
    public void It_is_that_of_MathNet_up_to_the_signs_of_rows(int p, int n)
    {
        DenseMatrix x = SeededMatrices.Uniform(p, n);
        var expected = DenseMatrix.OfMatrix(x.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).R);
        SeededMatrices.Distance((DenseMatrix)Triangle(x).PointwiseAbs(), expected.PointwiseAbs()).Should().BeLessThan(1e-11);
    }

    [Test]
    public void Snapshots_no_taller_than_wide_are_kept_as_they_are([Values(1, 29, 30)] int p)
    {
        DenseMatrix x = SeededMatrices.Uniform(p, 30);
        Triangle(x).Should().Be(x);
    }

    [Test]
    public void Small_singular_values_of_graded_snapshots_are_right_to_the_last_digits(
        [Values(1e-3, 1e-8, 1e-12)] double ratio, [Values(31, 300, 900)] int p, [Values] bool isReversed)
    {
        // Orthonormal columns scaled: the singular values are the scales, whatever their ratio.
        const int Count = 30;
        double[] expected = [.. Enumerable.Range(0, Count).Select(j => Math.Pow(ratio, j / (Count - 1.0)))];
        DenseMatrix x = SeededMatrices.Orthonormal(p, Count) * SeededMatrices.Diagonal(isReversed ? [.. expected.Reverse()] : expected);
        ThinSvd.Values(Triangle(x)).Should().Equal(expected, (a, b) => Math.Abs(a - b) <= 1e-13 * b);
    }

    [Test]
    public void Graded_snapshots_that_are_not_orthogonal_keep_what_a_Gram_matrix_loses()
    {
        // [1 δ; 0 δ] in orthonormal coordinates: σ₁σ₂ = δ, and σ₁² + σ₂² = 1 + 2δ².
        const double Delta = 1e-8;
        DenseMatrix columns = SeededMatrices.Orthonormal(600, 2) * DenseMatrix.OfArray(new[,] { { 1, Delta }, { 0, Delta } });
        double[] s = ThinSvd.Values(Triangle(columns));
        (s[0] * s[1] / Delta).Should().BeApproximately(1, 1e-13);
        s[0].Should().BeApproximately(1, 1e-13);
    }

    [Test]
    public void Neither_threads_nor_parts_change_a_bit(
        [Values(1, 2, 3)] int threads,
        [Values(256, 512, 2304, 5000)] int width,
        [Values(37, 203)] int count)
    {
        ColumnSnapshots x = new(SeededMatrices.Uniform(5000, count));
        TriangleSum sum = new(x.Dimension, x.Count, threads);
        for (int first = 0; first < x.Dimension; first += width)
        {
            sum.Add(x.Part(first, Math.Min(width, x.Dimension - first)), first);
        }

        SeededMatrices.Bits(sum.ToMatrix().Values).Should().Equal(SeededMatrices.Bits(Triangle(x).Values));
    }

    [Test]
    public void Equal_or_zero_snapshots_have_rank_1_or_none([Values(0, 1)] double value, [Values(20, 100, 700)] int p)
    {
        double[] s = ThinSvd.Values(Triangle(DenseMatrix.Create(p, 25, value)));
        s[0].Should().BeApproximately(value * Math.Sqrt(25 * p), 1e-12 * p);
        s.Skip(1).Should().OnlyContain(x => x <= value * 1e-12);
    }

    [Test]
    public void The_size_of_the_entries_does_not_matter([Values(1e-300, 1e-160, 1e160, 1e300)] double scale)
    {
        DenseMatrix x = SeededMatrices.Uniform(400, 20), scaled = Triangle((DenseMatrix)(x * scale));
        SeededMatrices.Distance((DenseMatrix)(scaled / scale), Triangle(x)).Should().BeLessThan(1e-12);
    }

    [Test]
    public void What_is_not_finite_stays_so(
        [Values(double.NaN, double.PositiveInfinity)] double value,
        [Values(0, 299, 1100)] int row,
        [Values(0, 7, 19)] int column,
        [Values(20, 1200)] int p)
    {
        DenseMatrix x = SeededMatrices.Uniform(p, 20);
        x[row % p, column] = value;
        Triangle(x).Values.Should().Contain(entry => !double.IsFinite(entry));
    }

    private static void RequireTriangular(DenseMatrix r)
        => r.EnumerateIndexed().Should().OnlyContain(entry => entry.Item1 <= entry.Item2 || entry.Item3 == 0);

    private static DenseMatrix Triangle(DenseMatrix x) => Triangle(new ColumnSnapshots(x));

    private static DenseMatrix Triangle(Snapshots x)
    {
        TriangleSum sum = new(x.Dimension, x.Count, threads: 1);
        sum.Add(x, 0);
        return sum.ToMatrix();
    }
}
