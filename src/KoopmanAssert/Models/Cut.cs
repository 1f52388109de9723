using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>A tensor that can be part of a cut: its type and the shape of one sample, without the batch axis.</summary>
internal sealed record CutTensor(string Name, TensorElementType Type, IReadOnlyList<long> SampleShape)
{
    /// <summary>Whether its first axis is the batch; otherwise it holds one sample.</summary>
    public bool HasBatchAxis { get; init; } = true;

    /// <summary>The tensor if it can be cut: it holds real numbers, and its first axis is the batch where the network has one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="shape">Its shape in a run; the first axis may hold any number if it is the batch.</param>
    /// <param name="startsWithBatch">Whether the first axis has the length of the batch.</param>
    /// <param name="hasBatchAxis">Whether the network has a batch axis; otherwise each tensor holds one sample.</param>
    public static CutTensor? Create(string name, TensorElementType type, long[] shape, bool startsWithBatch, bool hasBatchAxis)
    {
        if (!TensorRows.IsReal(type) || shape.Length == 0 || (startsWithBatch ? shape[1..] : shape).Any(dim => dim <= 0))
        {
            return null;
        }

        return startsWithBatch ? new CutTensor(name, type, shape[1..])
            : hasBatchAxis ? null
            : new CutTensor(name, type, shape) { HasBatchAxis = false };
    }

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
