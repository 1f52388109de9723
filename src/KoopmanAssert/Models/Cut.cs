using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>A tensor that can be cut: its type and the shape of one sample, the batch axis left out.</summary>
internal sealed record CutTensor(string Name, TensorElementType Type, IReadOnlyList<long> SampleShape)
{
    /// <summary>Values of one sample.</summary>
    public int Dimension { get; } = checked((int)SampleShape.Aggregate(1L, (product, dim) => checked(product * dim)));
}

/// <summary>A place where a network is cut: the tensors that are alive there. Together they carry all that passes it.</summary>
/// <remarks>
/// One tensor where every path passes it (a dominator of the output); several inside a residual module or where a network has
/// several inputs. A snapshot at the cut is the concatenation of the tensors' samples, in the order of <see cref="Tensors"/>.
/// </remarks>
internal sealed record Cut(IReadOnlyList<CutTensor> Tensors)
{
    /// <summary>The dimension of a snapshot.</summary>
    public int Dimension { get; } = Tensors.Sum(t => t.Dimension);

    /// <summary>The names of the tensors.</summary>
    public IReadOnlyList<string> Names => [.. Tensors.Select(t => t.Name)];
}
