using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>A tensor that can be part of a cut: its type and the shape of one sample, without the batch axis.</summary>
internal sealed record CutTensor(string Name, TensorElementType Type, IReadOnlyList<long> SampleShape)
{
    /// <summary>Whether its first axis is the batch; otherwise it holds one sample.</summary>
    public bool HasBatchAxis { get; init; } = true;

    /// <summary>The number of values of one sample.</summary>
    public int Dimension { get; } = checked((int)SampleShape.Aggregate(1L, (product, dim) => checked(product * dim)));

    /// <summary>The shape of the tensor in a run of <paramref name="batch"/> samples; one if it has no axis for the batch.</summary>
    public long[] Shape(int batch) => HasBatchAxis ? [batch, .. SampleShape] : [.. SampleShape];
}

/// <summary>
/// A cut of a network: tensors from which the rest of the network can be computed. The cut ends one block and begins the next.
/// </summary>
/// <remarks>
/// It is one tensor where every path to the output passes through it (a dominator of the output), and several inside a residual module
/// or where a network has several inputs. A snapshot at the cut is the concatenation of one sample of each tensor, in the order of
/// <see cref="Tensors"/>.
/// </remarks>
internal sealed record Cut(IReadOnlyList<CutTensor> Tensors)
{
    /// <summary>The dimension of a snapshot.</summary>
    public int Dimension { get; } = Tensors.Sum(t => t.Dimension);

    /// <summary>The names of the tensors.</summary>
    public IReadOnlyList<string> Names => [.. Tensors.Select(t => t.Name)];
}
