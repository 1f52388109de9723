using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>Snapshots in memory, in slabs of some batches, which are let go when the last of their batches is.</summary>
/// <remarks>
/// A slab is at least so large that the C library takes it from the system and gives it back, where the snapshots are that many.
/// </remarks>
/// <param name="cut">The cut.</param>
/// <param name="count">The number n of snapshots.</param>
/// <param name="batchRows">The snapshots in a batch; the last batch may have fewer.</param>
/// <param name="memory">Where the memory comes from.</param>
internal sealed unsafe class HeldActivations(Cut cut, int count, int batchRows, RecycledMemory memory) : Activations
{
    // Where the runtime puts its own tensors: how a kernel sums depends on it.
    private const int Alignment = 64;

    private const long SlabBytes = (32L << 20) + (1L << 16);

    private readonly bool _isDouble = IsDouble(cut);
    private readonly bool[] _isReleased = new bool[Pieces(count, batchRows)];
    private readonly AlignedBuffer?[] _slabs = new AlignedBuffer?[Pieces(count, SlabRows(cut, count, batchRows))];
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

        GC.KeepAlive(this); // who reads the last row of what nobody else holds
    }

    public override ReadOnlySpan<float> Stored(int snapshot, int first, int count) => _isDouble ? [] : Row<float>(snapshot, first, count);

    /// <remarks>The rows lie in one batch; one thread writes a batch.</remarks>
    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width)
    {
        Rent(firstSnapshot);
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

    public override OrtValue Tensor(CutTensor tensor, int offset, int firstSnapshot, int rows, int batch) =>
        InPlace(tensor, firstSnapshot, rows, batch) ?? base.Tensor(tensor, offset, firstSnapshot, rows, batch);

    public override OrtValue? Room(CutTensor tensor, int firstSnapshot, int rows, int batch)
    {
        Rent(firstSnapshot);
        return InPlace(tensor, firstSnapshot, rows, batch);
    }

    public override void Release(int firstSnapshot, int rows)
    {
        lock (_access)
        {
            for (int batch = firstSnapshot / batchRows; batch < Pieces(firstSnapshot + rows, batchRows); batch++)
            {
                _isReleased[batch] = true;
            }

            for (int slab = firstSnapshot / _slabRows; slab < Pieces(firstSnapshot + rows, _slabRows); slab++)
            {
                int first = slab * _slabRows / batchRows, end = Math.Min(first + (_slabRows / batchRows), _isReleased.Length);
                if (_slabs[slab] is { } values && !_isReleased.AsSpan(first..end).Contains(false))
                {
                    _slabs[slab] = null;
                    memory.Return(values);
                }
            }
        }
    }

    private void Rent(int snapshot)
    {
        lock (_access)
        {
            _slabs[snapshot / _slabRows] ??= memory.Rent((Size(cut, _slabRows) + sizeof(double) - 1) / sizeof(double));
        }
    }

    // A tensor that is all of the cut, whose rows fill the batch.
    private OrtValue? InPlace(CutTensor tensor, int firstSnapshot, int rows, int batch)
    {
        bool isWhole = tensor.Type == TensorElementType.Float && tensor.Dimension == Dimension && rows == batch
            && (nint)Row<float>(firstSnapshot, 0) % Alignment == 0;
        return !isWhole
            ? null
            : OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [batch, .. tensor.SampleShape],
            (nint)Row<float>(firstSnapshot, 0), sizeof(float) * (long)Dimension * rows);
    }

    private Span<T> Row<T>(int snapshot, int first, int length)
        where T : unmanaged => new(Row<T>(snapshot, first), length);

    private T* Row<T>(int snapshot, int first)
        where T : unmanaged
    {
        (int slab, int row) = Math.DivRem(snapshot, _slabRows);
        AlignedBuffer values = _slabs[slab] ?? throw new InvalidOperationException("These snapshots were not written, or were let go.");
        return (T*)values.Start + (row * (long)Dimension) + first;
    }

    private static int SlabRows(Cut cut, int count, int batchRows) =>
        (int)Math.Min(Pieces(count, batchRows), 1 + (SlabBytes / Math.Max(1, Size(cut, batchRows)))) * batchRows;

    private static int Pieces(int count, int rows) => (count + rows - 1) / rows;
}
