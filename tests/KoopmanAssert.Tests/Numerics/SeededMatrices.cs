using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Seeded matrices and the measures that the tests of this folder share.</summary>
internal static class SeededMatrices
{
    /// <summary>Entries uniform in [−1, 1].</summary>
    public static DenseMatrix Uniform(int rows, int columns, int seed = 1)
    {
        Random random = new(seed);
        return DenseMatrix.Create(rows, columns, (_, _) => (2 * random.NextDouble()) - 1);
    }

    public static DenseMatrix Symmetric(int order, int seed = 1)
    {
        DenseMatrix a = Uniform(order, order, seed);
        return (DenseMatrix)(a + a.Transpose());
    }

    /// <summary>Orthonormal columns from MathNet.</summary>
    public static DenseMatrix Orthonormal(int rows, int columns, int seed = 1) =>
        DenseMatrix.OfMatrix(Uniform(rows, rows, seed).QR().Q.SubMatrix(0, rows, 0, columns));

    public static DenseMatrix Diagonal(params double[] entries) => DenseMatrix.OfDiagonalArray(entries);

    /// <summary>The largest |a_ij − b_ij|; 0 for empty matrices.</summary>
    public static double Distance(DenseMatrix a, MathNet.Numerics.LinearAlgebra.Matrix<double> b)
    {
        (a.RowCount, a.ColumnCount).Should().Be((b.RowCount, b.ColumnCount));
        double largest = 0;
        for (int j = 0; j < a.ColumnCount; j++)
        {
            for (int i = 0; i < a.RowCount; i++)
            {
                largest = Math.Max(largest, Math.Abs(a[i, j] - b[i, j]));
            }
        }

        return largest;
    }

    /// <summary>The largest entry of |QᵀQ − I|.</summary>
    public static double Skewness(DenseMatrix q) =>
        Distance(MatrixProduct.TransposeMultiply(q, q), DenseMatrix.CreateIdentity(q.ColumnCount));

    /// <summary>The bits of all entries: NaN equals NaN, 0 differs from −0.</summary>
    public static long[] Bits(IEnumerable<double> values) => values.Select(BitConverter.DoubleToInt64Bits).ToArray();
}
