using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>The snapshots at one cut of a network, one a sample: float32 as the network computes them, or float64 where it does.</summary>
internal abstract class Activations : Snapshots
{
    /// <summary>Takes the rows of one tensor of the cut, which starts at entry <paramref name="offset"/> of a snapshot.</summary>
    public abstract void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width);

    /// <summary>
    /// One tensor of the cut for some snapshots, as a batch that is filled up with the last of them; valid until these are released, and to
    /// be disposed before.
    /// </summary>
    public virtual OrtValue Tensor(CutTensor tensor, int offset, int firstSnapshot, int rows, int batch) =>
        TensorRows.From(tensor, batch, (row, values) => Read(firstSnapshot + Math.Min(row, rows - 1), offset, values));

    /// <summary>
    /// A batch to write into in place of <see cref="Write"/>, where the tensor is all of the cut and the runtime can write to where the
    /// snapshots are; else null.
    /// </summary>
    public virtual OrtValue? Room(CutTensor tensor, int firstSnapshot, int rows, int batch) => null;

    /// <summary>Lets go of the memory of snapshots that nobody reads again.</summary>
    public virtual void Release(int firstSnapshot, int rows)
    {
    }

    /// <summary>Whether the network computes any of a cut in float64.</summary>
    protected static bool IsDouble(Cut cut) => cut.Tensors.Any(t => t.Type == TensorElementType.Double);

    /// <summary>The bytes that a number of snapshots at a cut take.</summary>
    public static long Size(Cut cut, int count) => (IsDouble(cut) ? sizeof(double) : sizeof(float)) * (long)cut.Dimension * count;
}
