using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Finds auxiliary tensors, which only tell the model how to read the samples: attention masks, sequence lengths, indices.
/// </summary>
/// <remarks>
/// They are computed from integer inputs and combined with the samples by an operator that reads both. Token ids, which look up rows of
/// a table, and images in bytes, which pass through weights, are samples themselves.
/// </remarks>
internal static class AuxiliaryInputs
{
    // The embedding of ONNX Runtime's optimiser: the first output holds the samples, the second the mask as lengths.
    private const string OptimisedEmbedding = "EmbedLayerNormalization";

    /// <summary>The names of all auxiliary tensors: inputs and what is computed from them.</summary>
    /// <param name="inputs">The inputs of the graph.</param>
    /// <param name="nodes">The operators in topological order.</param>
    /// <param name="isData">Whether a tensor depends on the values of the inputs.</param>
    public static HashSet<string> Find(IReadOnlyList<ValueInfoProto> inputs, IReadOnlyList<GraphNode> nodes, Func<string, bool> isData)
    {
        HashSet<string> candidates = ComputedFromIntegers(inputs, nodes, isData);
        ILookup<string, GraphNode> readers = nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, Node: n)))
            .ToLookup(r => r.Input, r => r.Node, StringComparer.Ordinal);
        var auxiliary = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<string> lastFirst = nodes.Reverse().SelectMany(n => n.Outputs).Concat(inputs.Select(i => i.Name))
            .Where(candidates.Contains);
        foreach (string tensor in lastFirst)
        {
            List<GraphNode> dataReaders = [.. readers[tensor].Where(n => n.Outputs.Any(isData))];
            if (dataReaders.Count > 0 && dataReaders.TrueForAll(n => ReadsAsAuxiliary(n, tensor)))
            {
                auxiliary.Add(tensor);
            }
        }

        return auxiliary;

        bool ReadsAsAuxiliary(GraphNode node, string tensor)
        {
            bool readsSamples = node.Inputs.Any(i => isData(i) && !candidates.Contains(i));
            return node.Op is not ("Concat" or OptimisedEmbedding)
                && !(node.Op is not ("If" or "Loop") && HasWeights(node, isData) && node.Inputs[0] == tensor)
                && (readsSamples ? !LooksUp(node, tensor, isData) : node.Outputs.Where(isData).All(auxiliary.Contains));
        }
    }

    // Weights end this: what passes through them holds samples.
    private static HashSet<string> ComputedFromIntegers(
        IReadOnlyList<ValueInfoProto> inputs,
        IReadOnlyList<GraphNode> nodes,
        Func<string, bool> isData)
    {
        HashSet<string> found = [.. inputs.Where(i => isData(i.Name) && IsInteger(i)).Select(i => i.Name)];
        foreach (GraphNode node in nodes)
        {
            if (node.Op == OptimisedEmbedding)
            {
                found.UnionWith(node.Proto.Output.Skip(1).Take(1));
            }
            else if (node.Inputs.Any(isData) && node.Inputs.Where(isData).All(found.Contains) && !HasWeights(node, isData))
            {
                found.UnionWith(node.Outputs.Where(isData));
            }
        }

        return found;
    }

    // Operators of other domains may keep their weights anywhere: tree ensembles have them in attributes.
    private static bool HasWeights(GraphNode node, Func<string, bool> isData) => node.Op switch
    {
        "Gather" => LooksUp(node, "", isData),
        "Conv" or "ConvTranspose" or "Gemm" or "MatMul" or "Einsum" => true,
        "QLinearConv" or "QLinearMatMul" or "ConvInteger" or "MatMulInteger" => true,
        "LSTM" or "GRU" or "RNN" or "If" or "Loop" or "Scan" => true,
        _ => node.Proto.Domain is not ("" or "ai.onnx"),
    };

    private static bool LooksUp(GraphNode node, string tensor, Func<string, bool> isData) =>
        node.Op == "Gather" && node.Inputs[0] != tensor && !isData(node.Inputs[0]);

    private static bool IsInteger(ValueInfoProto input) => ((DataType)(input.Type?.TensorType?.ElemType ?? 0)).IsInteger();
}
