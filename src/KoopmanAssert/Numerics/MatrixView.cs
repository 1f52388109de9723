using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>A matrix, or the transpose of one, in column-major memory that the caller keeps pinned.</summary>
/// <param name="start">The address of the first entry.</param>
/// <param name="rows">The number of rows, after transposing.</param>
/// <param name="columns">The number of columns, after transposing.</param>
/// <param name="stride">The distance between stored columns, in entries.</param>
/// <param name="isTransposed">Whether stored columns are read as rows.</param>
internal readonly unsafe struct MatrixView(double* start, int rows, int columns, nint stride, bool isTransposed = false)
{
    public readonly double* Start = start;
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly nint Stride = stride;
    public readonly bool IsTransposed = isTransposed;

    /// <summary>The same memory read as the transpose.</summary>
    public MatrixView Transposed => new(Start, Columns, Rows, Stride, !IsTransposed);

    /// <summary>The address of entry (row, column).</summary>
    public double* At(int row, int column) => Start + (IsTransposed ? column + (row * Stride) : row + (column * Stride));

    /// <summary>A rectangular part of this matrix.</summary>
    public MatrixView Part(int row, int column, int rows, int columns) => new(At(row, column), rows, columns, Stride, IsTransposed);
}

/// <summary>Transposes block by block: column by column, every access would miss the cache.</summary>
internal static class Transposed
{
    private const int Block = 16;

    /// <summary>Aᵀ, n-by-m, as a copy of an m-by-n matrix.</summary>
    /// <param name="a">A.</param>
    /// <param name="spare">A matrix that is no longer needed: the copy takes its place if it has the size.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DenseMatrix Copy(DenseMatrix a, DenseMatrix? spare = null)
    {
        int m = a.RowCount, n = a.ColumnCount;
        DenseMatrix transpose = spare is not null && (spare.RowCount, spare.ColumnCount) == (n, m) ? spare : UnsetMatrix.Create(n, m);
        double[] source = a.Values, copy = transpose.Values;
        for (int row = 0; row < m; row += Block)
        {
            int end = Math.Min(row + Block, m);
            for (int j = 0; j < n; j++)
            {
                for (int i = row; i < end; i++)
                {
                    copy[j + (i * n)] = source[i + (j * m)];
                }
            }
        }

        return transpose;
    }
}
