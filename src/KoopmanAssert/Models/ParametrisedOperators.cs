namespace KoopmanAssert.Core.Models;

/// <summary>Tells which operators of a graph have weights that training fits.</summary>
internal static class ParametrisedOperators
{
    /// <summary>Whether an operator has weights that training fits: those of other domains count where they take any.</summary>
    public static bool IsParametrised(ModelGraph graph, GraphNode node) =>
        HasParameters(graph, node) && (KindOf(node.Op) is not null || !IsStandard(node));

    /// <summary>Whether an operator belongs to ONNX itself.</summary>
    public static bool IsStandard(GraphNode node) => node.Proto.Domain is "" or "ai.onnx";

    /// <summary>Whether an operator takes something that does not come from the samples.</summary>
    /// <remarks>
    /// The table of an embedding is a Gather's first input; the weights of the others are one of the inputs after the first.
    /// </remarks>
    public static bool HasParameters(ModelGraph graph, GraphNode node) =>
        node.Op == "Gather" ? !graph.IsData(node.Inputs[0]) : node.Inputs.Any(i => !graph.IsData(i));

    /// <summary>The word for the layer that an operator makes with weights, or null for an operator that has none.</summary>
    public static string? KindOf(string op) => op switch
    {
        "Conv" or "ConvInteger" or "QLinearConv" or "DeformConv" or "FusedConv" or "NhwcConv" => "conv",
        "ConvTranspose" => "deconv",
        "Gemm" or "MatMul" or "MatMulInteger" or "QLinearMatMul" or "Einsum" or "FusedMatMul" or "FusedGemm" or "QGemm" or "MatMulNBits" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" => "fc",
        "LSTM" or "GRU" or "RNN" => op.ToLowerInvariant(),
        "Gather" => "embed",
        _ => null,
    };
}
