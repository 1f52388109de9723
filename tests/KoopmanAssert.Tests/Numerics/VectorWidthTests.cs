using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Vectors of 512, 256 and 128 bits give the same bits; a width that the machine lacks runs in software.</summary>
public class VectorWidthTests
{
    private static readonly VectorKernels[] Widths =
        [new VectorKernels<Lanes512>(), new VectorKernels<Lanes256>(), new VectorKernels<Lanes128>()];

    [TearDown]
    public void RestoreTheWidest() => VectorKernels.Override(null);

    [Test]
    public void Products_do_not_depend_on_the_width() => SameBits(() =>
        MatrixProduct.Multiply(SeededMatrices.Uniform(61, 300), SeededMatrices.Uniform(300, 45, 2)).Values);

    [Test]
    public void Gram_matrices_do_not_depend_on_the_width() => SameBits(() => GramMatrix.Compute(SeededMatrices.Uniform(300, 61)).Values);

    [Test]
    public void Eigenvalues_and_vectors_do_not_depend_on_the_width([Values(30, 53, 150)] int order) => SameBits(() =>
    {
        (double[] values, DenseMatrix vectors) = SymmetricEigen.Decompose(SeededMatrices.Symmetric(order));
        return [.. values, .. vectors.Values];
    });

    [Test]
    public void Qr_factors_do_not_depend_on_the_width() => SameBits(() =>
    {
        (DenseMatrix q, DenseMatrix r) = ThinQr.Decompose(SeededMatrices.Uniform(131, 45));
        return [.. q.Values, .. r.Values];
    });

    [Test]
    public void Triangles_do_not_depend_on_the_width([Values(1, 4)] int groups) => SameBits(() =>
    {
        TriangleSum sum = new(groups * 2 * 61, 61, threads: 1);
        sum.Add(new ColumnSnapshots(SeededMatrices.Uniform(groups * 2 * 61, 61)), 0);
        return sum.ToMatrix().Values;
    });

    [Test]
    public void Singular_values_and_vectors_do_not_depend_on_the_width() => SameBits(() =>
    {
        DenseMatrix a = SeededMatrices.Uniform(70, 33)
            * SeededMatrices.Diagonal([.. Enumerable.Range(0, 33).Select(j => Math.Pow(10, -j / 4.0))]);
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(a);
        return [.. u.Values, .. s, .. v.Values];
    });

    private static void SameBits(Func<double[]> compute)
    {
        long[] widest = SeededMatrices.Bits(compute());
        foreach (VectorKernels width in Widths)
        {
            VectorKernels.Override(width);
            SeededMatrices.Bits(compute()).Should().Equal(widest, "{0} must give the bits of the widest vectors", width.GetType());
        }
    }
}
