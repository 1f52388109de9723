using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert;

/// <summary>The snapshots at one cut of a network, one a sample: float32 as the network computes them, or float64 where it does.</summary>
internal abstract class Activations : Snapshots
{
    /// <summary>Takes the rows of one tensor of the cut, which starts at entry <paramref name="offset"/> of a snapshot.</summary>
    public abstract void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width);

    /// <summary>Whether the network computes any of a cut in float64.</summary>
    protected static bool IsDouble(Cut cut) => cut.Tensors.Any(t => t.Type == TensorElementType.Double);

    /// <summary>The bytes that a number of snapshots at a cut take.</summary>
    public static long Size(Cut cut, int count) => (IsDouble(cut) ? sizeof(double) : sizeof(float)) * (long)cut.Dimension * count;
}
