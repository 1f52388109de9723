namespace KoopmanAssert.Core.Models;

/// <summary>Finds the operators of a graph that have trained weights.</summary>
internal static class ParametrisedOperators
{
    /// <summary>Whether an operator has trained weights. An operator of another domain counts if it has any constant input.</summary>
    public static bool IsParametrised(ModelGraph graph, GraphNode node) =>
        HasParameters(graph, node) && (KindOf(node.Op) is not null || !IsStandard(node));

    /// <summary>Whether an operator belongs to ONNX itself.</summary>
    public static bool IsStandard(GraphNode node) => node.Proto.Domain is "" or "ai.onnx";

    /// <summary>Whether an operator has an input that does not depend on the samples.</summary>
    /// <remarks>In a Gather it must be the first input, the table of an embedding.</remarks>
    public static bool HasParameters(ModelGraph graph, GraphNode node) =>
        node.Op == "Gather" ? !graph.IsData(node.Inputs[0]) : node.Inputs.Any(i => !graph.IsData(i));

    /// <summary>The kind of layer that an operator forms with its weights, as block names use it; null when it has none.</summary>
    public static string? KindOf(string op) => op switch
    {
        "Conv" or "ConvInteger" or "QLinearConv" or "DeformConv" or "FusedConv" or "NhwcConv" => "conv",
        "ConvTranspose" => "deconv",
        "Gemm" or "MatMul" or "MatMulInteger" or "QLinearMatMul" or "Einsum" or "FusedMatMul" or "FusedGemm" or "QGemm" or "MatMulNBits"
            or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" => "fc",
        "LSTM" or "GRU" or "RNN" => op.ToLowerInvariant(),
        "Gather" => "embed",
        _ => null,
    };
}
