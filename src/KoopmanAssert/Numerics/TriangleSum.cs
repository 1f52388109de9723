using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Accumulates the n-by-n triangle R of X = QR from parts of the features of p-by-n snapshots: a tall-skinny QR (Demmel, Grigori, Hoemmen
/// and Langou 2012, doi:10.1137/080731992). RᵀR = XᵀX, but no condition number is squared.
/// </summary>
/// <remarks>
/// Slices of 256 features are distributed over a fixed number of groups. Each slice is appended to the triangle of its group, and at the
/// end the triangles are joined in order. So the bits depend neither on the threads nor on the parts nor on the vector width (see
/// <see cref="TriangleUpdate"/>). The error of a column is a small multiple of 2⁻⁵² of its norm. Memory is one triangle per group. Not safe
/// for concurrent calls.
/// </remarks>
internal sealed unsafe class TriangleSum
{
    /// <summary>The number of features of a slice: with 400 snapshots it just fits the second-level cache.</summary>
    private const int Slice = 256;

    private const int MostGroups = 4;

    private readonly int _dimension;
    private readonly int _count;
    private readonly int _threads;
    private readonly DenseMatrix[] _triangles;

    /// <summary>Starts an empty sum.</summary>
    /// <param name="dimension">The dimension p of a whole snapshot.</param>
    /// <param name="count">The number n of snapshots.</param>
    /// <param name="threads">The most threads that work at a time.</param>
    public TriangleSum(int dimension, int count, int threads)
    {
        (_dimension, _count, _threads) = (dimension, count, threads);
        // Joining a small group is not worth the time. If X is not taller than wide, it is kept unchanged.
        int groups = (int)Math.Clamp(dimension / Math.Max(1, 2L * count), 1, MostGroups);
        _triangles = [.. Enumerable.Range(0, groups).Select(_ => new DenseMatrix(Math.Min(dimension, count), count))];
    }

    /// <summary>Adds features.</summary>
    /// <param name="part">The features, width-by-n. The width is a multiple of 256 except in the last part.</param>
    /// <param name="first">The index of the first feature.</param>
    public void Add(Snapshots part, int first)
    {
        if (_dimension <= _count)
        {
            for (int j = 0; j < _count; j++)
            {
                part.Read(j, 0, _triangles[0].Values.AsSpan((j * _dimension) + first, part.Dimension));
            }

            return;
        }

        InParallel.For(_triangles.Length, _threads, group => Add(part, first, group), CancellationToken.None);
    }

    /// <summary>
    /// R, with min(p, n) rows: upper triangular with a diagonal of any sign. For p ≤ n it is X itself, which is QR with Q = I.
    /// </summary>
    public DenseMatrix ToMatrix()
    {
        using TriangleUpdate update = new(Slice);
        for (int group = 1; group < _triangles.Length; group++)
        {
            Join(update, _triangles[group]);
        }

        return _triangles[0];
    }

    /// <summary>Appends the slices of one group.</summary>
    private void Add(Snapshots part, int first, int group)
    {
        int groups = _triangles.Length, start = (((group - (first / Slice)) % groups) + groups) % groups * Slice;
        if (start >= part.Dimension)
        {
            return;
        }

        using TriangleUpdate update = new(Slice);
        using AlignedBuffer slice = new((long)Slice * _count);
        fixed (double* values = _triangles[group].Values)
        {
            for (; start < part.Dimension; start += groups * Slice)
            {
                int rows = Math.Min(Slice, part.Dimension - start);
                for (int j = 0; j < _count; j++)
                {
                    part.Read(j, start, new Span<double>(slice.Start + (j * (nint)Slice), rows));
                }

                update.Append(new(values, _count, _count, _count), new(slice.Start, rows, _count, Slice));
            }
        }
    }

    /// <summary>
    /// Appends the rows of another triangle slice by slice, without their leading zeros. The other triangle is destroyed.
    /// </summary>
    private void Join(TriangleUpdate update, DenseMatrix other)
    {
        fixed (double* values = _triangles[0].Values, appended = other.Values)
        {
            MatrixView r = new(values, _count, _count, _count), s = new(appended, _count, _count, _count);
            for (int first = 0; first < _count; first += Slice)
            {
                int rows = Math.Min(Slice, _count - first), rest = _count - first;
                update.Append(r.Part(first, first, rest, rest), s.Part(first, first, rows, rest));
            }
        }
    }
}
