using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert;

/// <summary>Snapshots in memory, a piece of memory for each batch, so that batches can be let go one by one.</summary>
/// <param name="cut">The cut.</param>
/// <param name="count">The number n of snapshots.</param>
/// <param name="batchRows">The snapshots in a batch; the last batch may have fewer.</param>
/// <param name="memory">Where the memory comes from.</param>
internal sealed unsafe class HeldActivations(Cut cut, int count, int batchRows, RecycledMemory memory) : Activations
{
    private readonly bool _isDouble = IsDouble(cut);
    private readonly AlignedBuffer?[] _batches = new AlignedBuffer?[(count + batchRows - 1) / batchRows];

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
    }

    /// <remarks>The rows lie in one batch; one thread writes a batch.</remarks>
    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width)
    {
        _batches[firstSnapshot / batchRows] ??= memory.Rent((Size(cut, batchRows) + sizeof(double) - 1) / sizeof(double));
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

    public override OrtValue Tensor(CutTensor tensor, int offset, int firstSnapshot, int rows, int batch)
    {
        bool isWhole = tensor.Type == TensorElementType.Float && tensor.Dimension == Dimension && firstSnapshot % batchRows == 0 && rows == batch && rows <= batchRows;
        return !isWhole ? base.Tensor(tensor, offset, firstSnapshot, rows, batch)
            : OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [batch, .. tensor.SampleShape],
                (nint)_batches[firstSnapshot / batchRows]!.Start, sizeof(float) * (long)Dimension * rows);
    }

    public override void Release(int firstSnapshot, int rows)
    {
        for (int batch = firstSnapshot / batchRows; batch * (long)batchRows < firstSnapshot + rows; batch++)
        {
            if (Interlocked.Exchange(ref _batches[batch], null) is { } values)
            {
                memory.Return(values);
            }
        }
    }

    private Span<T> Row<T>(int snapshot, int first, int length)
        where T : unmanaged
    {
        (int batch, int row) = Math.DivRem(snapshot, batchRows);
        AlignedBuffer values = _batches[batch] ?? throw new InvalidOperationException("These snapshots were not written, or were let go.");
        return new Span<T>((T*)values.Start + (row * (long)Dimension) + first, length);
    }
}
