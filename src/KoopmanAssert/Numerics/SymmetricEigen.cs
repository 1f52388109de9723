using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then implicit QL.</summary>
/// <remarks>
/// Backward stable: an eigenvalue is off by a small multiple of 2⁻⁵²·‖A‖, so those far below the largest have few right digits.
/// Only the lower triangle is read. Order 0 gives empty results.
/// </remarks>
internal static class SymmetricEigen
{
    /// <summary>The eigenvalues in descending order and the n-by-n matrix whose columns are their eigenvectors.</summary>
    /// <returns>Orthonormal columns, each with its (first) entry of largest magnitude positive.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, or holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">The QL iteration did not converge: an internal error.</exception>
    public static (double[] Values, DenseMatrix Vectors) Decompose(DenseMatrix symmetric)
    {
        int n = RequireSquare(symmetric);
        if (n == 0) return ([], symmetric);
        double scale = Magnitude.Scale(symmetric);
        using Tridiagonal tridiagonal = new(symmetric, scale);
        using RotationBatch vectors = new(tridiagonal.FormQ());
        double[] values = tridiagonal.Diagonal;
        QlIteration.Run(values, tridiagonal.OffDiagonal, vectors);
        int[] order = Descending.Sort(values);
        DenseMatrix sorted = new(n, n);
        for (int j = 0; j < n; j++)
        {
            Span<double> column = sorted.Values.AsSpan(j * n, n);
            vectors.CopyColumn(order[j], column);
            MakeLargestPositive(column);
            values[j] /= scale;
        }

        return (values, sorted);
    }

    /// <summary>The eigenvalues in descending order, without the eigenvectors: a fraction of the time.</summary>
    /// <exception cref="ArgumentException">The matrix is not square, or holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">The QL iteration did not converge: an internal error.</exception>
    public static double[] Values(DenseMatrix symmetric)
    {
        if (RequireSquare(symmetric) == 0) return [];
        double scale = Magnitude.Scale(symmetric);
        using Tridiagonal tridiagonal = new(symmetric, scale);
        double[] values = tridiagonal.Diagonal;
        QlIteration.Run(values, tridiagonal.OffDiagonal, rotations: null);
        Descending.Sort(values);
        for (int j = 0; j < values.Length; j++)
            values[j] /= scale;
        return values;
    }

    private static int RequireSquare(DenseMatrix matrix) => matrix.RowCount == matrix.ColumnCount
        ? matrix.RowCount
        : throw new ArgumentException($"A {matrix.RowCount}-by-{matrix.ColumnCount} matrix is not symmetric.", nameof(matrix));

    private static void MakeLargestPositive(Span<double> column)
    {
        double largest = 0;
        foreach (double entry in column)
            largest = Math.Abs(entry) > Math.Abs(largest) ? entry : largest;
        if (largest > 0) return;
        foreach (ref double entry in column)
            entry = -entry;
    }
}
