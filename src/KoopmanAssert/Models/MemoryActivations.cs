using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Snapshots in memory, row-major, in slabs of several batches. A slab goes back to the pool when all of its batches are released.
/// </summary>
/// <remarks>
/// Where there are enough snapshots, all slabs have the same size, so that those of one cut take the place of those of another.
/// </remarks>
/// <param name="cut">The cut.</param>
/// <param name="count">The number n of snapshots.</param>
/// <param name="batchRows">The snapshots in a batch; the last batch may have fewer.</param>
/// <param name="pool">Where the slabs come from.</param>
internal sealed unsafe class MemoryActivations(Cut cut, int count, int batchRows, BufferPool pool) : Activations
{
    // The alignment of the runtime's own tensors: the order in which a kernel sums depends on it.
    private const int Alignment = 64;

    private const long SlabBytes = 32L << 20; // sixteen large pages

    private readonly bool _isDouble = IsDouble(cut);
    private readonly bool[] _isReleased = new bool[CountChunks(count, batchRows)];
    private readonly AlignedBuffer?[] _slabs = new AlignedBuffer?[CountChunks(count, SlabRows(cut, count, batchRows))];
    private readonly int _slabRows = SlabRows(cut, count, batchRows);
    private readonly Lock _access = new();

    public override int Dimension => cut.Dimension;

    public override int Count => count;

    public override void Read(int snapshot, int first, Span<double> destination)
    {
        if (_isDouble)
        {
            Row<double>(snapshot, first, destination.Length).CopyTo(destination);
        }
        else
        {
            TensorPrimitives.ConvertTruncating<float, double>(Row<float>(snapshot, first, destination.Length), destination);
        }

        GC.KeepAlive(this); // the caller may hold no other reference while the last row is read
    }

    public override ReadOnlySpan<float> Stored(int snapshot, int first, int count) => _isDouble ? [] : Row<float>(snapshot, first, count);

    /// <remarks>The rows must lie in one batch, and only one thread may write a batch.</remarks>
    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width)
    {
        RentSlab(firstSnapshot);
        int length = checked(((rows - 1) * Dimension) + width);
        if (_isDouble)
        {
            TensorRows.Copy(tensor, rows, width, Row<double>(firstSnapshot, offset, length), Dimension);
        }
        else
        {
            TensorRows.Copy(tensor, rows, width, Row<float>(firstSnapshot, offset, length), Dimension);
        }
    }

    public override void Write(int snapshot, ReadOnlySpan<double> values)
    {
        RentSlab(snapshot);
        if (_isDouble)
        {
            values.CopyTo(Row<double>(snapshot, 0, Dimension));
        }
        else
        {
            TensorPrimitives.ConvertTruncating(values, Row<float>(snapshot, 0, Dimension));
        }
    }

    public override OrtValue ToTensor(CutTensor tensor, int offset, int firstSnapshot, int rows, int batch) =>
        WrapInPlace(tensor, firstSnapshot, rows, batch) ?? base.ToTensor(tensor, offset, firstSnapshot, rows, batch);

    public override OrtValue? CreateOutput(CutTensor tensor, int firstSnapshot, int rows, int batch)
    {
        RentSlab(firstSnapshot);
        return WrapInPlace(tensor, firstSnapshot, rows, batch);
    }

    public override void Release(int firstSnapshot, int rows)
    {
        lock (_access)
        {
            for (int batch = firstSnapshot / batchRows; batch < CountChunks(firstSnapshot + rows, batchRows); batch++)
            {
                _isReleased[batch] = true;
            }

            for (int slab = firstSnapshot / _slabRows; slab < CountChunks(firstSnapshot + rows, _slabRows); slab++)
            {
                int first = slab * _slabRows / batchRows, end = Math.Min(first + (_slabRows / batchRows), _isReleased.Length);
                if (_slabs[slab] is { } buffer && !_isReleased.AsSpan(first..end).Contains(false))
                {
                    _slabs[slab] = null;
                    pool.Return(buffer);
                }
            }
        }
    }

    protected override void ReadSingle(int snapshot, int first, Span<float> destination)
    {
        if (_isDouble)
        {
            TensorPrimitives.ConvertTruncating<double, float>(Row<double>(snapshot, first, destination.Length), destination);
        }
        else
        {
            Row<float>(snapshot, first, destination.Length).CopyTo(destination);
        }

        GC.KeepAlive(this); // as in Read
    }

    private void RentSlab(int snapshot)
    {
        lock (_access)
        {
            long needed = SizeInBytes(cut, _slabRows);
            long bytes = _slabs.Length > 1 ? Math.Max(needed, SlabBytes) : needed;
            _slabs[snapshot / _slabRows] ??= pool.Rent((bytes + sizeof(double) - 1) / sizeof(double));
        }
    }

    // Only a float32 tensor that is the whole cut, in a full batch, has the layout of the snapshots.
    private OrtValue? WrapInPlace(CutTensor tensor, int firstSnapshot, int rows, int batch)
    {
        bool hasLayout = tensor.Type == TensorElementType.Float && tensor.Dimension == Dimension && rows == batch
            && (nint)Row<float>(firstSnapshot, 0) % Alignment == 0;
        if (!hasLayout)
        {
            return null;
        }

        long[] shape = tensor.Shape(batch);
        long bytes = sizeof(float) * (long)Dimension * rows;
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)Row<float>(firstSnapshot, 0), bytes);
    }

    private Span<T> Row<T>(int snapshot, int first, int length)
        where T : unmanaged => new(Row<T>(snapshot, first), length);

    private T* Row<T>(int snapshot, int first)
        where T : unmanaged
    {
        (int slab, int row) = Math.DivRem(snapshot, _slabRows);
        AlignedBuffer buffer = _slabs[slab] ?? throw new InvalidOperationException("These snapshots are not written yet, or are released.");
        return (T*)buffer.Start + (row * (long)Dimension) + first;
    }

    private static int SlabRows(Cut cut, int count, int batchRows) =>
        (int)Math.Min(CountChunks(count, batchRows), Math.Max(1, SlabBytes / Math.Max(1, SizeInBytes(cut, batchRows)))) * batchRows;

    private static int CountChunks(int count, int rows) => (count + rows - 1) / rows;
}
