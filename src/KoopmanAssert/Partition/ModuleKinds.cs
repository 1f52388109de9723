using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>The kind of a module of several layers, by the rules of version 2: an attention, a residual module, or what its layers are.
/// </summary>
internal static class ModuleKinds
{
    // More would be a list, and no name.
    private const int MostNamed = 2;

    // What may stand between the softmax of an attention and the product with the values.
    private static readonly HashSet<string> Between = new(StringComparer.Ordinal)
    {
        "Cast", "Dropout", "Identity", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Slice", "Split", "Expand", "Tile", "Mul",
        "Div", "Add", "Where", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear",
    };

    /// <summary>The kind of a module.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The operators of the module.</param>
    /// <param name="layers">The kinds of its layers, in order; two or more.</param>
    public static string Find(ModelGraph graph, IReadOnlyList<GraphNode> nodes, IReadOnlyList<string> layers)
    {
        if (nodes.Any(n => IsAttention(graph, nodes, n)))
        {
            return "attention";
        }

        return LayerRoles.JoinsResidual(nodes.Last(n => n.Op is not ("QuantizeLinear" or "DequantizeLinear"))) ? "res"
            : string.Join('_', layers.Distinct().Take(MostNamed));
    }

    private static bool IsAttention(ModelGraph graph, IReadOnlyList<GraphNode> nodes, GraphNode node) =>
        ParametrisedOperators.IsStandard(node)
            ? node.Op == "Softmax" && WeighsValues(graph, nodes, node.Outputs[0])
            : node.Op.Contains("Attention", StringComparison.Ordinal);

    // The values are computed from the samples. Scores that are multiplied by a constant, as detectors do it, are decoded.
    private static bool WeighsValues(ModelGraph graph, IReadOnlyList<GraphNode> nodes, string weights) =>
        nodes.Where(n => n.Inputs.Contains(weights)).Any(n =>
            n.Op is "MatMul" or "Gemm" or "Einsum" or "QLinearMatMul" or "MatMulInteger" or "FusedMatMul"
                ? n.Inputs.Count(graph.IsData) > 1
                : Between.Contains(n.Op) && n.Outputs.Any(output => WeighsValues(graph, nodes, output)));
}
