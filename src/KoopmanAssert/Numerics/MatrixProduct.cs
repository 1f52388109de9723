using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Products of dense matrices, on the calling thread, with the same bits on every machine (see <see cref="PackedProduct"/>).
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>A B, m-by-k, of an m-by-d and a d-by-k matrix.</summary>
    /// <exception cref="ArgumentException">The inner dimensions differ.</exception>
    public static DenseMatrix Multiply(DenseMatrix a, DenseMatrix b) => Multiply(a, false, b, false);

    /// <summary>Aᵀ B, m-by-k, of a d-by-m and a d-by-k matrix.</summary>
    /// <exception cref="ArgumentException">The row counts differ.</exception>
    public static DenseMatrix TransposeMultiply(DenseMatrix a, DenseMatrix b) => Multiply(a, true, b, false);

    /// <summary>A Bᵀ, m-by-k, of an m-by-d and a k-by-d matrix.</summary>
    /// <exception cref="ArgumentException">The column counts differ.</exception>
    public static DenseMatrix MultiplyTranspose(DenseMatrix a, DenseMatrix b) => Multiply(a, false, b, true);

    private static DenseMatrix Multiply(DenseMatrix a, bool transposeA, DenseMatrix b, bool transposeB)
    {
        fixed (double* left = a.Values, right = b.Values)
        {
            MatrixView x = View(left, a, transposeA), y = View(right, b, transposeB);
            if (x.Columns != y.Rows)
            {
                string shapes = $"{x.Rows}-by-{x.Columns} and {y.Rows}-by-{y.Columns}";
                throw new ArgumentException($"A product of {shapes} has no inner dimension.", nameof(b));
            }

            DenseMatrix product = new(x.Rows, y.Columns);
            fixed (double* result = product.Values)
            {
                PackedProduct.Run(x, y, new(result, x.Rows, y.Columns, x.Rows), ProductMode.Set);
            }

            return product;
        }
    }

    private static MatrixView View(double* values, DenseMatrix matrix, bool transpose)
    {
        MatrixView view = new(values, matrix.RowCount, matrix.ColumnCount, matrix.RowCount);
        return transpose ? view.Transposed : view;
    }
}
