using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class HouseholderBasisTests
{
    [TestCase(1, 1)]
    [TestCase(40, 0)]
    [TestCase(40, 3)]
    [TestCase(130, 100)]
    [TestCase(50, 50)]
    public void The_whole_basis_is_orthogonal_and_starts_with_the_range(int rows, int columns)
    {
        DenseMatrix a = SeededMatrices.Uniform(rows, columns);
        HouseholderBasis basis = new(a);
        DenseMatrix q = basis.Apply(DenseMatrix.CreateIdentity(rows));
        SeededMatrices.Skewness(q).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(basis.Apply(basis.Triangle), a).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(basis.ThinQ(), q.SubMatrix(0, rows, 0, columns)).Should().BeLessThan(1e-14);
    }

    [TestCase(100, 30, 30)]
    [TestCase(100, 30, 55)]
    [TestCase(100, 30, 100)]
    public void Applying_and_its_transpose_are_those_of_the_explicit_matrix(int rows, int columns, int kept)
    {
        HouseholderBasis basis = new(SeededMatrices.Uniform(rows, columns));
        DenseMatrix q = basis.Apply(DenseMatrix.CreateIdentity(rows));
        DenseMatrix x = SeededMatrices.Uniform(kept, 7, 2), y = SeededMatrices.Uniform(rows, 9, 3);
        SeededMatrices.Distance(basis.Apply(x), q.SubMatrix(0, rows, 0, kept) * x).Should().BeLessThan(1e-13);
        SeededMatrices.Distance(basis.ApplyTranspose(y, kept), q.TransposeThisAndMultiply(y).SubMatrix(0, kept, 0, 9)).Should()
            .BeLessThan(1e-13);
    }

    [Test]
    public void Inputs_are_left_as_they_are()
    {
        DenseMatrix a = SeededMatrices.Uniform(30, 10), y = SeededMatrices.Uniform(30, 4), x = SeededMatrices.Uniform(30, 4);
        double[] beforeA = [.. a.Values], beforeY = [.. y.Values], beforeX = [.. x.Values];
        HouseholderBasis basis = new(a);
        basis.ApplyTranspose(y, 30);
        basis.Apply(x);
        a.Values.Should().Equal(beforeA);
        y.Values.Should().Equal(beforeY);
        x.Values.Should().Equal(beforeX);
    }

    [Test]
    public void Shapes_that_do_not_fit_are_rejected()
    {
        HouseholderBasis basis = new(SeededMatrices.Uniform(10, 3));
        Action wide = () => _ = new HouseholderBasis(SeededMatrices.Uniform(3, 10));
        Action apply = () => basis.Apply(new DenseMatrix(11, 1));
        Action transpose = () => basis.ApplyTranspose(new DenseMatrix(9, 1), 3);
        Action rows = () => basis.ApplyTranspose(new DenseMatrix(10, 1), 11);
        wide.Should().Throw<ArgumentException>().WithMessage("*3-by-10*");
        apply.Should().Throw<ArgumentException>();
        transpose.Should().Throw<ArgumentException>();
        rows.Should().Throw<ArgumentOutOfRangeException>();
    }
}
