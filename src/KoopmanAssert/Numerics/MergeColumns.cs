using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Copies of the vectors of a merge, so that the result can overwrite them. Halves that are zero are left out.</summary>
internal sealed unsafe class MergeColumns(int order) : IDisposable
{
    /// <summary>The columns of the update that are copied at a time: enough for what is packed beside them to cost little.</summary>
    private const int Width = PackedProduct.Depth;

    private readonly AlignedBuffer _copies = new((long)order * order, isCleared: false);
    private readonly AlignedBuffer _part = new((long)order * Math.Min(order, Width), isCleared: false);
    private readonly int[] _grouped = new int[order];

    /// <summary>The first halves of the moving columns that are not zero there.</summary>
    public MatrixView Upper { get; private set; }

    /// <summary>The second halves of the moving columns that are not zero there. The columns with both halves come first.</summary>
    public MatrixView Lower { get; private set; }

    /// <summary>The columns that stay.</summary>
    public MatrixView Settled { get; private set; }

    /// <summary>For each moving column, its position when they are grouped by their halves: upper only, both, lower only.</summary>
    public ReadOnlySpan<int> Places => _grouped;

    /// <summary>Copies the columns of <paramref name="q"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(MatrixView q, int half, Deflation deflation, int[] settled)
    {
        int[] counts = new int[3];
        foreach (int column in deflation.Moving)
        {
            counts[(int)deflation.Halves[column]]++;
        }

        int withUpper = counts[0] + counts[1], withLower = counts[1] + counts[2];
        Upper = new(_copies.Start, half, withUpper, half);
        Lower = new(Upper.Start + ((nint)half * withUpper), q.Rows - half, withLower, q.Rows - half);
        Settled = new(Lower.Start + ((nint)Lower.Rows * withLower), q.Rows, settled.Length, q.Rows);
        int[] next = [0, counts[0], withUpper];
        for (int i = 0; i < deflation.Moving.Count; i++)
        {
            int column = deflation.Moving[i], place = next[(int)deflation.Halves[column]]++;
            _grouped[i] = place;
            if (place < withUpper)
            {
                Copy(q.At(0, column), Upper, place);
            }

            if (place >= counts[0])
            {
                Copy(q.At(half, column), Lower, place - counts[0]);
            }
        }

        for (int i = 0; i < settled.Length; i++)
        {
            Copy(q.At(0, settled[i]), Settled, i);
        }
    }

    /// <summary>Q = [Q₁ U₁; Q₂ U₂] followed by the settled columns, where U is the update with its rows grouped.</summary>
    /// <param name="update">U, the leading part of Q: a few columns are copied, then overwritten.</param>
    /// <param name="q">Q.</param>
    public void Multiply(MatrixView update, MatrixView q)
    {
        int moving = update.Columns, half = Upper.Rows, onlyUpper = moving - Lower.Columns;
        for (int first = 0; first < moving; first += Width)
        {
            int width = Math.Min(Width, moving - first);
            MatrixView part = new(_part.Start, moving, width, moving);
            for (int j = 0; j < width; j++)
            {
                Copy(update.At(0, first + j), part, j);
            }

            MatrixView above = q.Part(0, first, half, width), below = q.Part(half, first, Lower.Rows, width);
            PackedProduct.Run(Upper, part.Part(0, 0, Upper.Columns, width), above, ProductMode.Set);
            PackedProduct.Run(Lower, part.Part(onlyUpper, 0, Lower.Columns, width), below, ProductMode.Set);
        }

        for (int j = 0; j < Settled.Columns; j++)
        {
            new Span<double>(Settled.At(0, j), q.Rows).CopyTo(new Span<double>(q.At(0, moving + j), q.Rows));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _copies.Dispose();
        _part.Dispose();
    }

    private static void Copy(double* source, MatrixView target, int column) =>
        new Span<double>(source, target.Rows).CopyTo(new Span<double>(target.At(0, column), target.Rows));
}
