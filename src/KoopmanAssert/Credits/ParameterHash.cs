using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Credits;

/// <summary>The hash of all parameters of a block: of its weights, and of every other stored number that its operators read.</summary>
internal static class ParameterHash
{
    /// <summary>How many bytes of a hash are kept.</summary>
    public const int Bytes = 16;

    /// <summary>The first 128 bits of a hash as text: two tensors that differ never share them by chance.</summary>
    public static string Text(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, Bytes));

    /// <summary>Computes the hash; empty for a block without parameters.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">The fingerprints of the block's weights.</param>
    /// <param name="others">The other parameters: biases, scales, statistics.</param>
    /// <exception cref="ModelException">KOOP2002 when a parameter cannot be read.</exception>
    public static string Compute(ModelGraph graph, IReadOnlyList<WeightFingerprint> weights, IReadOnlyList<TensorProto> others)
    {
        if (weights.Count + others.Count == 0)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (WeightFingerprint weight in weights)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(weight.Hash));
        }

        foreach (TensorProto tensor in others)
        {
            double[] values = WeightTensor.Read(graph.Model, tensor);
            hash.AppendData(MemoryMarshal.AsBytes<long>([values.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return Text(hash.GetHashAndReset());
    }
}
