namespace KoopmanAssert.Core.Models;

/// <summary>Tells in how many bits a network computes or stores its weights.</summary>
internal static class ReducedPrecision
{
    /// <summary>8 for a network with integer weights or activations, 16 for one with 16-bit floats; null for all others.</summary>
    public static int? BitsOf(ModelGraph graph) => graph.Nodes.Any(IsQuantised) ? 8 : graph.UsesHalfPrecision ? 16 : null;

    private static bool IsQuantised(GraphNode node) =>
        node.Op is "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" or "ConvInteger" or "MatMulInteger" or "QGemm"
            or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul"
        || node.Op.StartsWith("QLinear", StringComparison.Ordinal);
}
