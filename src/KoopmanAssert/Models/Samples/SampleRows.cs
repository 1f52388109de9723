using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Models;

/// <summary>The kept rows of one array, all of the same size, in blocks of whole rows.</summary>
/// <remarks>
/// There are several blocks because a .NET array is limited to 2 GiB. A block is allocated at its first use, because a damaged file may
/// declare more than it holds.
/// </remarks>
internal sealed class SampleRows
{
    private const int BlockBytes = 1 << 24;
    private readonly int _blockRows;
    private readonly byte[]?[] _blocks;

    /// <summary>Creates <paramref name="count"/> rows of <paramref name="rowBytes"/> bytes; rows without values, of 0 bytes, are
    /// those of an empty input.</summary>
    public SampleRows(int count, int rowBytes)
    {
        Count = count;
        RowBytes = rowBytes;
        _blockRows = Math.Max(1, BlockBytes / Math.Max(1, rowBytes));
        _blocks = new byte[]?[((long)count + _blockRows - 1) / _blockRows];
    }

    private SampleRows(SampleRows whole, int count)
    {
        (Count, RowBytes) = (count, whole.RowBytes);
        (_blockRows, _blocks) = (whole._blockRows, whole._blocks);
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The size of a row in bytes.</summary>
    public int RowBytes { get; }

    /// <summary>Row <paramref name="first"/> and the rows that follow it in its block: at least one row.</summary>
    public Span<byte> From(int first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, Count);
        (int block, int row) = Math.DivRem(first, _blockRows);
        int rows = Math.Min(_blockRows, Count - block * _blockRows);
        byte[] bytes = _blocks[block] ??= Zeros(rows * RowBytes);
        return bytes.AsSpan(row * RowBytes, (rows - row) * RowBytes);
    }

    /// <summary>Throws unless the rows [<paramref name="first"/>, first + <paramref name="count"/>) are all kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not.</exception>
    public void RequireKept(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
    }

    /// <summary>The first rows, which are not copied. All of them must have been filled.</summary>
    public SampleRows First(int count) => count == Count ? this : new SampleRows(this, count);

    /// <summary>One row.</summary>
    public Span<byte> Row(int row) => From(row)[..RowBytes];

    private static byte[] Zeros(int length)
    {
        byte[] zeros = LargePages.Allocate<byte>(length);
        zeros.AsSpan().Clear();
        return zeros;
    }
}
