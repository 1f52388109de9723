using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Products of dense matrices, with the same bits on every machine and for any number of threads (see <see cref="PackedProduct"/>).
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>The columns that are worth a thread: to multiply them takes some 30 times as long as to pack the left matrix.</summary>
    private const int LeastColumns = 128;

    /// <summary>A B, m-by-k, of an m-by-d and a d-by-k matrix.</summary>
    /// <exception cref="ArgumentException">The inner dimensions differ.</exception>
    public static DenseMatrix Multiply(DenseMatrix a, DenseMatrix b, int threads = 1) =>
        Multiply(a, false, b, false, threads);

    /// <summary>Aᵀ B, m-by-k, of a d-by-m and a d-by-k matrix.</summary>
    /// <exception cref="ArgumentException">The row counts differ.</exception>
    public static DenseMatrix TransposeMultiply(DenseMatrix a, DenseMatrix b, int threads = 1) =>
        Multiply(a, true, b, false, threads);

    /// <summary>A Bᵀ, m-by-k, of an m-by-d and a k-by-d matrix.</summary>
    /// <exception cref="ArgumentException">The column counts differ.</exception>
    public static DenseMatrix MultiplyTranspose(DenseMatrix a, DenseMatrix b, int threads = 1) =>
        Multiply(a, false, b, true, threads);

    /// <summary>Vᵀ A V, k-by-k, of an n-by-n matrix A and an n-by-k matrix V, from 256 columns of A V at a time.</summary>
    public static DenseMatrix Congruence(DenseMatrix a, DenseMatrix v)
    {
        int n = a.RowCount, k = v.ColumnCount;
        DenseMatrix product = UnsetMatrix.Create(k, k);
        using AlignedBuffer part = new((long)n * Math.Min(k, PackedProduct.Depth), isCleared: false);
        fixed (double* values = a.Values, columns = v.Values, result = product.Values)
        {
            MatrixView left = new(values, n, n, n), right = new(columns, n, k, n), whole = new(result, k, k, k);
            for (int first = 0; first < k; first += PackedProduct.Depth)
            {
                int width = Math.Min(PackedProduct.Depth, k - first);
                MatrixView between = new(part.Start, n, width, n);
                PackedProduct.Run(left, right.Part(0, first, n, width), between, ProductMode.Set);
                PackedProduct.Run(right.Transposed, between, whole.Part(0, first, k, width), ProductMode.Set);
            }
        }

        return product;
    }

    private static DenseMatrix Multiply(DenseMatrix a, bool transposeA, DenseMatrix b, bool transposeB, int threads)
    {
        fixed (double* left = a.Values, right = b.Values)
        {
            MatrixView x = View(left, a, transposeA), y = View(right, b, transposeB);
            if (x.Columns != y.Rows)
            {
                string shapes = $"{x.Rows}-by-{x.Columns} and {y.Rows}-by-{y.Columns}";
                throw new ArgumentException($"A product of {shapes} has no inner dimension.", nameof(b));
            }

            DenseMatrix product = UnsetMatrix.Create(x.Rows, y.Columns);
            fixed (double* result = product.Values)
            {
                Run(x, y, new(result, x.Rows, y.Columns, x.Rows), threads);
            }

            return product;
        }
    }

    /// <summary>Computes chunks of the columns, each of which packs the left matrix once more.</summary>
    private static void Run(MatrixView a, MatrixView b, MatrixView product, int threads)
    {
        int chunks = Math.Clamp(product.Columns / LeastColumns, 1, threads);
        int panels = (product.Columns + VectorKernels.Panel - 1) / VectorKernels.Panel;
        int width = (panels + chunks - 1) / chunks * VectorKernels.Panel;
        InParallel.For(chunks, chunks, chunk =>
        {
            int first = chunk * width, columns = Math.Min(width, product.Columns - first);
            if (columns > 0)
            {
                PackedProduct.Run(a, b.Part(0, first, b.Rows, columns), product.Part(0, first, product.Rows, columns), ProductMode.Set);
            }
        }, CancellationToken.None);
    }

    private static MatrixView View(double* values, DenseMatrix matrix, bool transpose)
    {
        MatrixView view = new(values, matrix.RowCount, matrix.ColumnCount, matrix.RowCount);
        return transpose ? view.Transposed : view;
    }
}
