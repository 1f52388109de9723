using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then divide and conquer.</summary>
/// <remarks>
/// Backward stable: the error of an eigenvalue is a small multiple of 2⁻⁵²·‖A‖, so those far below the largest have few correct digits.
/// Only the lower triangle is read. Order 0 gives empty results.
/// </remarks>
internal static class SymmetricEigen
{
    /// <summary>The eigenvalues in descending order and the n-by-n matrix whose columns are their eigenvectors.</summary>
    /// <returns>The columns are orthonormal. In each, the (first) entry of largest magnitude is positive.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, or holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">An iteration did not converge, which is an internal error.</exception>
    public static (double[] Values, DenseMatrix Vectors) Decompose(DenseMatrix symmetric)
    {
        int n = RequireSquare(symmetric);
        if (n == 0)
        {
            return ([], symmetric);
        }

        using Tridiagonal tridiagonal = new(symmetric, Ones(n));
        DenseMatrix vectors = UnsetMatrix.Zeros(n, n);
        int[] order = DivideAndConquer.Run(tridiagonal.Diagonal, tridiagonal.OffDiagonal, vectors);
        Array.Reverse(order);
        double[] values = [.. order.Select(j => tridiagonal.Diagonal[j] / tridiagonal.Scale)];
        SortedOrder.MoveColumns(vectors, 0, order);
        tridiagonal.ApplyQ(vectors);
        for (int j = 0; j < n; j++)
        {
            MakeLargestPositive(vectors.Values.AsSpan(j * n, n));
        }

        return (values, vectors);
    }

    /// <summary>The eigenvalues in descending order, without the eigenvectors, by the QL iteration, in a fraction of the time.</summary>
    /// <exception cref="ArgumentException">The matrix is not square, or holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">The QL iteration did not converge, which is an internal error.</exception>
    public static double[] Values(DenseMatrix symmetric) => Values(symmetric, Ones(RequireSquare(symmetric)));

    /// <summary>The eigenvalues of DAD in descending order, without a copy of it.</summary>
    /// <param name="symmetric">A matrix whose leading n-by-n part is A.</param>
    /// <param name="weights">The n diagonal entries of the diagonal matrix D.</param>
    /// <exception cref="ArgumentException">DAD holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">The QL iteration did not converge, which is an internal error.</exception>
    public static double[] Values(DenseMatrix symmetric, double[] weights)
    {
        if (weights.Length == 0)
        {
            return [];
        }

        using Tridiagonal tridiagonal = new(symmetric, weights);
        double[] values = tridiagonal.Diagonal;
        QlIteration.Run(values, tridiagonal.OffDiagonal, vectors: null);
        SortedOrder.SortDescending(values);
        for (int j = 0; j < values.Length; j++)
        {
            values[j] /= tridiagonal.Scale;
        }

        return values;
    }

    private static double[] Ones(int n)
    {
        double[] ones = new double[n];
        Array.Fill(ones, 1);
        return ones;
    }

    private static int RequireSquare(DenseMatrix matrix) => matrix.RowCount == matrix.ColumnCount
        ? matrix.RowCount
        : throw new ArgumentException($"A {matrix.RowCount}-by-{matrix.ColumnCount} matrix is not symmetric.", nameof(matrix));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MakeLargestPositive(Span<double> column)
    {
        double largest = 0;
        foreach (double entry in column)
        {
            largest = Math.Abs(entry) > Math.Abs(largest) ? entry : largest;
        }

        if (largest > 0)
        {
            return;
        }

        foreach (ref double entry in column)
        {
            entry = -entry;
        }
    }
}
