using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Finds the tensors that only say how the samples are to be read: attention masks, sequence lengths, indices. They come from integer
/// inputs and meet the samples at an operator that takes those too; token ids, which look rows of a table up, and pictures in
/// bytes, which go through weights on their own, are samples themselves.
/// </summary>
internal static class AuxiliaryInputs
{
    // The optimiser's embedding: its first output are the samples, its second the mask as lengths.
    private const string OptimisedEmbedding = "EmbedLayerNormalization";

    /// <summary>The names of these tensors, computed ones included.</summary>
    /// <param name="inputs">The inputs of the graph.</param>
    /// <param name="nodes">The operators in topological order.</param>
    /// <param name="isData">Whether a tensor depends on the values of the inputs.</param>
    public static HashSet<string> Find(IReadOnlyList<ValueInfoProto> inputs, IReadOnlyList<GraphNode> nodes, Func<string, bool> isData)
    {
        HashSet<string> candidates = FromIntegers(inputs, nodes, isData);
        ILookup<string, GraphNode> readers = nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, Node: n)))
            .ToLookup(r => r.Input, r => r.Node, StringComparer.Ordinal);
        var side = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<string> lastFirst = nodes.Reverse().SelectMany(n => n.Outputs).Concat(inputs.Select(i => i.Name))
            .Where(candidates.Contains);
        foreach (string tensor in lastFirst)
        {
            List<GraphNode> taking = [.. readers[tensor].Where(n => n.Outputs.Any(isData))];
            if (taking.Count > 0 && taking.TrueForAll(n => IsBeside(n, tensor)))
            {
                side.Add(tensor);
            }
        }

        return side;

        bool IsBeside(GraphNode node, string tensor)
        {
            bool meetsSamples = node.Inputs.Any(i => isData(i) && !candidates.Contains(i));
            return node.Op is not ("Concat" or OptimisedEmbedding)
                && !(node.Op is not ("If" or "Loop") && HasWeights(node, isData) && node.Inputs[0] == tensor)
                && (meetsSamples ? !LooksUp(node, tensor, isData) : node.Outputs.Where(isData).All(side.Contains));
        }
    }

    private static HashSet<string> FromIntegers(
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

    // Operators of other domains keep their weights where only they know, as trees do in attributes.
    private static bool HasWeights(GraphNode node, Func<string, bool> isData) => node.Op switch
    {
        "Gather" => LooksUp(node, "", isData),
        "Conv" or "ConvTranspose" or "Gemm" or "MatMul" or "Einsum" or "QLinearConv" or "QLinearMatMul" or "ConvInteger" or "MatMulInteger" => true,
        "LSTM" or "GRU" or "RNN" or "If" or "Loop" or "Scan" => true,
        _ => node.Proto.Domain is not ("" or "ai.onnx"),
    };

    private static bool LooksUp(GraphNode node, string tensor, Func<string, bool> isData) =>
        node.Op == "Gather" && node.Inputs[0] != tensor && !isData(node.Inputs[0]);

    private static bool IsInteger(ValueInfoProto input) => ((DataType)(input.Type?.TensorType?.ElemType ?? 0)).IsInteger();
}
