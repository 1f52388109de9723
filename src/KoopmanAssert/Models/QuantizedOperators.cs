using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Operators that compute in integers (the QOperator form): behind each, its result is dequantised and quantised again, which is exact,
/// so that the real numbers it stands for are there to be cut.
/// </summary>
internal static class QuantizedOperators
{
    /// <summary>Where an operator takes the scale of its result from; the zero point follows it.</summary>
    private static readonly Dictionary<string, int> ScaleOfResult = new(StringComparer.Ordinal)
    {
        ["QLinearConv"] = 6,
        ["QLinearMatMul"] = 6,
        ["QLinearAdd"] = 6,
        ["QLinearMul"] = 6,
        ["QGemm"] = 7,
        ["QLinearConcat"] = 0,
        ["QLinearSigmoid"] = 3,
        ["QLinearLeakyRelu"] = 3,
        ["QLinearAveragePool"] = 3,
        ["QLinearGlobalAveragePool"] = 3,
        ["QLinearReduceMean"] = 3,
    };

    private static readonly HashSet<string> KeepsScale = new(StringComparer.Ordinal) {
        "MaxPool",
        "Flatten",
        "Reshape",
        "Transpose",
        "Squeeze",
        "Unsqueeze",
        "Identity" };

    /// <summary>Adds the real values behind every integer operator of a graph.</summary>
    public static void ShowRealValues(GraphProto graph)
    {
        var scales = new Dictionary<string, (string Scale, string ZeroPoint)>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            if (node.Output.Count == 0 || ScaleOf(node, scales) is not { } scale)
            {
                continue;
            }

            string result = node.Output[0];
            if (node.OpType is "QuantizeLinear" || !IsReadAsInteger(graph, result))
            {
                scales[result] = scale;
                continue;
            }

            bool isOutput = graph.Output.Any(o => o.Name == result);
            string real = $"{result}:real", raw = isOutput ? $"{result}:raw" : result, again = isOutput ? result : $"{result}:quantised";
            BatchFirstRewrite.Redirect(graph.Node.Skip(i + 1), result, again);
            node.Output[0] = raw;
            graph.Node.Insert(i + 1, BatchFirstRewrite.Added("DequantizeLinear", Inputs(raw, scale), real));
            graph.Node.Insert(i + 2, BatchFirstRewrite.Added("QuantizeLinear", Inputs(real, scale), again));
            scales[again] = scale;
            i += 2;
        }
    }

    private static IEnumerable<string> Inputs(string tensor, (string Scale, string ZeroPoint) scale) =>
        new[] { tensor, scale.Scale, scale.ZeroPoint }.Where(name => name.Length > 0);

    private static (string Scale, string ZeroPoint)? ScaleOf(NodeProto node, Dictionary<string, (string, string)> scales)
    {
        string Input(int i) => i < node.Input.Count ? node.Input[i] : "";
        return ScaleOfResult.TryGetValue(node.OpType, out int place) && Input(place).Length > 0 ? (Input(place), Input(place + 1))
            : node.OpType == "QuantizeLinear" && Input(2).Length > 0 && node.Attribute.Count == 0 ? (Input(1), Input(2))
            : KeepsScale.Contains(node.OpType) && scales.TryGetValue(Input(0), out (string, string) kept) ? kept
            : null;
    }

    // What only a DequantizeLinear reads is shown already; what merely moves is shown with the operator that takes it.
    private static bool IsReadAsInteger(GraphProto graph, string tensor) =>
        graph.Output.Any(o => o.Name == tensor) || graph.Node.Any(n => n.Input.Contains(tensor) && n.OpType is not "DequantizeLinear");
}
