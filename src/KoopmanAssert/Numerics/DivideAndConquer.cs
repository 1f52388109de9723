using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer: the matrix is torn into two halves and a
/// rank-one matrix, and the halves are solved in the same way and merged (Cuppen 1981, doi:10.1007/BF01396757; LAPACK dlaed0).
/// </summary>
/// <remarks>
/// Small halves are left to the QL iteration. Most of the work of a merge is in matrix products, which is why this is faster than QL from
/// order 100 or so on (figures in the README of this folder).
/// </remarks>
internal sealed unsafe class DivideAndConquer : IDisposable
{
    /// <summary>The largest order that is not torn.</summary>
    private const int LeafOrder = 32;

    private readonly double[] _diagonal;
    private readonly double[] _beside;
    private readonly AlignedBuffer _vectors;
    private readonly int[] _order;

    /// <summary>Decomposes the matrix.</summary>
    /// <param name="diagonal">The n diagonal entries; destroyed.</param>
    /// <param name="beside">The n − 1 entries beside the diagonal and a zero; destroyed.</param>
    /// <exception cref="ConvergenceException">An iteration did not converge: an internal error.</exception>
    public DivideAndConquer(double[] diagonal, double[] beside)
    {
        (_diagonal, _beside) = (diagonal, beside);
        int n = diagonal.Length;
        _order = new int[n];
        _vectors = new AlignedBuffer((long)n * n);
        using RankOneMerge? merge = n > LeafOrder ? new RankOneMerge(n) : null;
        Solve(0, n, merge);
    }

    /// <summary>An eigenvalue by its position in ascending order, from 0.</summary>
    public double Value(int index) => _diagonal[_order[index]];

    /// <summary>The eigenvector of that eigenvalue; valid until disposal.</summary>
    public ReadOnlySpan<double> Vector(int index) => new(_vectors.Start + (_order[index] * (nint)_order.Length), _order.Length);

    /// <inheritdoc/>
    public void Dispose() => _vectors.Dispose();

    private void Solve(int first, int count, RankOneMerge? merge)
    {
        MatrixView vectors = Block(first, count);
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

    private MatrixView Block(int first, int count)
    {
        int n = _diagonal.Length;
        return new MatrixView(_vectors.Start, n, n, n).Part(first, first, count, count);
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
