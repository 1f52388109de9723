using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// The snapshots at one cut of a network, one per sample: float32, or float64 where the network computes in float64.
/// <see cref="MemoryActivations"/> holds them in memory, <see cref="FileActivations"/> in a temporary file, and
/// <see cref="InputActivations"/> are the samples themselves.
/// </summary>
internal abstract class Activations : SnapshotStore
{
    /// <summary>Whether they are there without a run, which then must not write them.</summary>
    public virtual bool AreGiven => false;

    /// <summary>The bytes that <paramref name="count"/> snapshots at a cut take.</summary>
    public static long SizeInBytes(Cut cut, int count) => ValueSize(cut) * (long)cut.Dimension * count;

    /// <summary>
    /// Copies the rows of one tensor of the cut into consecutive snapshots, at entries <paramref name="offset"/> to
    /// <paramref name="offset"/> + <paramref name="width"/>.
    /// </summary>
    public abstract void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width);

    /// <summary>
    /// Creates one tensor of the cut from consecutive snapshots. A batch larger than <paramref name="rows"/> is filled up with the last
    /// row. Dispose the tensor before the snapshots are released.
    /// </summary>
    public virtual OrtValue ToTensor(CutTensor tensor, int offset, int firstSnapshot, int rows, int batch) =>
        TensorRows.CreateTensor(
            tensor,
            batch,
            (row, values) => ReadSingle(firstSnapshot + Math.Min(row, rows - 1), offset, values),
            (row, values) => Read(firstSnapshot + Math.Min(row, rows - 1), offset, values));

    /// <summary>
    /// A tensor over the memory of the snapshots themselves, so that the runtime writes its output there and <see cref="Write"/> has
    /// nothing to copy; null unless this tensor is the whole cut and the memory has the layout that the runtime needs.
    /// </summary>
    public virtual OrtValue? CreateOutput(CutTensor tensor, int firstSnapshot, int rows, int batch) => null;

    /// <summary>Releases the memory of snapshots that will not be read again.</summary>
    public virtual void Release(int firstSnapshot, int rows)
    {
    }

    /// <summary>
    /// Copies consecutive entries of a snapshot as float32, which is how they are stored unless the network computes in float64.
    /// </summary>
    protected abstract void ReadSingle(int snapshot, int first, Span<float> destination);

    /// <summary>Whether any tensor of a cut holds float64; then all values of its snapshots are stored as float64.</summary>
    protected static bool IsDouble(Cut cut) => cut.Tensors.Any(t => t.Type == TensorElementType.Double);

    /// <summary>The bytes of one stored value.</summary>
    protected static int ValueSize(Cut cut) => IsDouble(cut) ? sizeof(double) : sizeof(float);
}
