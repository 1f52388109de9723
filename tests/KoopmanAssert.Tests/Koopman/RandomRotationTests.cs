using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class RandomRotationTests
{
    [Test]
    public void Every_orthogonal_matrix_is_orthogonal(
        [Values(1, 2, 3, 7, 8, 64, 100)] int order,
        [Values("rotation", "basis", "basis without columns", "basis of zeros")] string kind)
    {
        OrthogonalMatrix q = kind switch
        {
            "rotation" => new RandomRotation(order, new Random(2)),
            "basis" => new HouseholderBasis(SeededMatrices.Uniform(order, (order + 1) / 2)),
            "basis without columns" => new HouseholderBasis(new DenseMatrix(order, 0)),
            _ => new HouseholderBasis(new DenseMatrix(order, (order + 1) / 2)),
        };
        DenseMatrix identity = DenseMatrix.CreateIdentity(order), matrix = q.Apply(identity);
        SeededMatrices.Skewness(matrix).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(q.ApplyTranspose(identity, order), matrix.Transpose()).Should().BeLessThan(1e-13);
    }

    [Test]
    public void Fewer_columns_and_rows_are_parts_of_the_whole()
    {
        var q = new RandomRotation(23, new Random(5));
        DenseMatrix matrix = q.Apply(DenseMatrix.CreateIdentity(23)), x = SeededMatrices.Uniform(9, 4), y = SeededMatrices.Uniform(
            23,
            4,
            2);
        SeededMatrices.Distance(q.Apply(x), matrix.SubMatrix(0, 23, 0, 9) * x).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(q.ApplyTranspose(y, 9), matrix.SubMatrix(0, 23, 0, 9).TransposeThisAndMultiply(y)).Should()
            .BeLessThan(1e-13);
    }

    [Test]
    public void It_spreads_every_axis_over_all_others([Values(64, 100, 1000)] int order)
    {
        DenseMatrix column = new RandomRotation(order, new Random(3)).Apply(DenseMatrix.Create(1, 1, 1));
        // Of a vector uniform on the sphere the largest of m entries is about √(2 ln m / m).
        column.Values.Max(Math.Abs).Should().BeLessThan(2.5 * Math.Sqrt(2 * Math.Log(order) / order));
        column.Values.Count(v => Math.Abs(v) < 1e-9).Should().BeLessThan(order / 10);
    }

    [Test]
    public void Its_entries_have_the_moments_of_the_uniform_distribution()
    {
        // The first entry over many draws: mean 0, variance 1/m.
        const int Order = 20, Draws = 2000;
        var random = new Random(9);
        double[] entries = [.. Enumerable.Range(0, Draws)
            .Select(_ => new RandomRotation(Order, random).Apply(DenseMatrix.Create(1, 1, 1)).Values[0])];
        entries.Average().Should().BeApproximately(0, 4 / Math.Sqrt(Order * (double)Draws));
        (Order * entries.Average(e => e * e)).Should().BeApproximately(1, 4 * Math.Sqrt(2.0 / Draws));
    }
}
