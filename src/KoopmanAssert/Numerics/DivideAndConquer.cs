using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer: the matrix is torn into two halves and a
/// rank-one matrix, and the halves are solved in the same way and merged (Cuppen 1981, doi:10.1007/BF01396757; LAPACK dlaed0).
/// </summary>
/// <remarks>
/// Small halves are left to the QL iteration. Most of the work of a merge is in matrix products, which is why this is faster than QL from
/// order 100 or so on (figures in the README of this folder).
/// </remarks>
internal sealed unsafe class DivideAndConquer
{
    /// <summary>The largest order that is not torn.</summary>
    private const int LeafOrder = 32;

    private readonly double[] _diagonal;
    private readonly double[] _beside;
    private readonly MatrixView _vectors;
    private readonly int[] _order;

    private DivideAndConquer(double[] diagonal, double[] beside, MatrixView vectors)
    {
        (_diagonal, _beside, _vectors) = (diagonal, beside, vectors);
        _order = new int[diagonal.Length];
    }

    /// <summary>Decomposes the matrix.</summary>
    /// <param name="diagonal">The n diagonal entries; the eigenvalues on return.</param>
    /// <param name="beside">The n − 1 entries beside the diagonal and a zero; destroyed.</param>
    /// <param name="vectors">An n-by-n matrix of zeros; its columns are the eigenvectors on return.</param>
    /// <returns>The columns in ascending order of their eigenvalues.</returns>
    /// <exception cref="ConvergenceException">An iteration did not converge: an internal error.</exception>
    public static int[] Run(double[] diagonal, double[] beside, DenseMatrix vectors)
    {
        int n = diagonal.Length;
        using RankOneMerge? merge = n > LeafOrder ? new RankOneMerge(n) : null;
        fixed (double* start = vectors.Values)
        {
            DivideAndConquer torn = new(diagonal, beside, new MatrixView(start, n, n, n));
            torn.Solve(0, n, merge);
            return torn._order;
        }
    }

    private void Solve(int first, int count, RankOneMerge? merge)
    {
        MatrixView vectors = _vectors.Part(first, first, count, count);
        if (count <= LeafOrder)
        {
            SolveLeaf(first, count, vectors);
            return;
        }

        int half = count / 2, middle = first + half;
        double tear = _beside[middle - 1], rho = Math.Abs(tear);
        _diagonal[middle - 1] -= rho;
        _diagonal[middle] -= rho;
        Solve(first, half, merge);
        Solve(middle, count - half, merge);
        merge!.Run(vectors, _diagonal.AsSpan(first, count), _order.AsSpan(first, count), half, tear);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveLeaf(int first, int count, MatrixView vectors)
    {
        Span<double> beside = _beside.AsSpan(first, count), diagonal = _diagonal.AsSpan(first, count);
        for (int j = 0; j < count; j++)
        {
            *vectors.At(j, j) = 1;
        }

        // The entry beside the last one was torn out.
        if (count > 0)
        {
            beside[^1] = 0;
        }

        QlIteration.Run(diagonal, beside, vectors);
        Span<int> order = _order.AsSpan(first, count);
        for (int j = 0; j < count; j++)
        {
            order[j] = j;
        }

        SortedOrder.SortIndices(order, diagonal.ToArray());
    }
}
