namespace KoopmanAssert.Core.Models;

/// <summary>The kept rows of one array, each of the same number of bytes, in blocks of whole rows.</summary>
/// <remarks>
/// Blocks, because one .NET array ends at 2 GiB; made when first touched, because a damaged file may promise more than it holds.
/// </remarks>
internal sealed class SampleRows
{
    private const int BlockBytes = 1 << 24;
    private readonly int _blockRows;
    private readonly byte[]?[] _blocks;

    /// <summary>Room for <paramref name="count"/> rows of <paramref name="rowBytes"/> bytes, both positive.</summary>
    public SampleRows(int count, int rowBytes)
    {
        Count = count;
        RowBytes = rowBytes;
        _blockRows = Math.Max(1, BlockBytes / rowBytes);
        _blocks = new byte[]?[((long)count + _blockRows - 1) / _blockRows];
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The size of a row in bytes.</summary>
    public int RowBytes { get; }

    /// <summary>Row <paramref name="first"/> and those that follow it in its block: at least one row.</summary>
    public Span<byte> From(int first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, Count);
        (int block, int row) = Math.DivRem(first, _blockRows);
        int rows = Math.Min(_blockRows, Count - block * _blockRows);
        byte[] bytes = _blocks[block] ??= new byte[rows * RowBytes];
        return bytes.AsSpan(row * RowBytes);
    }

    /// <summary>One row.</summary>
    public Span<byte> Row(int row) => From(row)[..RowBytes];
}
