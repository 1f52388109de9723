using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert;

/// <summary>Blocks without operators, where only their names and dimensions matter.</summary>
internal static class BareBlocks
{
    /// <summary>A cut at one tensor of float32, whose samples have this shape.</summary>
    public static Cut Cut(string name, params long[] shape) => new([new CutTensor(name, TensorElementType.Float, shape)]);

    /// <summary>A block between two cuts, with no layer narrower than these.</summary>
    public static Block Between(string name, Cut from, Cut to) => new(name, from, to, [], Math.Min(from.Dimension, to.Dimension));
}
