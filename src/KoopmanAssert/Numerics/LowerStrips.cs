namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// The lower triangle of a symmetric n-by-n matrix in half the memory: strips of columns, each from the row of its first column on.
/// </summary>
/// <remarks>Orders are padded to whole 8-by-8 blocks. All entries are zero at first.</remarks>
internal sealed unsafe class LowerStrips : IDisposable
{
    /// <summary>The columns of a strip: as many as there are reflectors that are applied together, and whole blocks.</summary>
    public const int Width = Reflectors.BlockSize;

    private readonly AlignedBuffer _entries;
    private readonly nint[] _starts;

    /// <summary>Zeros.</summary>
    /// <param name="order">The order n.</param>
    public LowerStrips(int order)
    {
        PaddedOrder = (order + VectorKernels.Panel - 1) / VectorKernels.Panel * VectorKernels.Panel;
        _starts = new nint[(PaddedOrder + Width - 1) / Width];
        nint length = 0;
        for (int strip = 0; strip < _starts.Length; strip++)
        {
            _starts[strip] = length;
            length += Stride(strip * Width) * Math.Min(Width, PaddedOrder - (strip * Width));
        }

        _entries = new AlignedBuffer(length);
    }

    /// <summary>The order with its padding.</summary>
    public int PaddedOrder { get; }

    /// <summary>The distance between a column and the next in its strip.</summary>
    public nint Stride(int column)
    {
        int rows = PaddedOrder - (column / Width * Width);
        // Columns at a distance of a multiple of 4 KiB would compete for the same sets of the first-level cache.
        return rows % 512 == 0 ? rows + VectorKernels.Panel : rows;
    }

    /// <summary>The address of an entry, which is not above the strip of its column. Those below it follow.</summary>
    public double* At(int row, int column)
    {
        int strip = column / Width, first = strip * Width;
        return _entries.Start + _starts[strip] + (row - first) + ((column - first) * Stride(column));
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();
}
