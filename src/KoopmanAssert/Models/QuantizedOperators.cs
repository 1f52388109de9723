using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Makes the results of operators that compute in integers (the QOperator format) available as real numbers, which can be cut: it adds a
/// DequantizeLinear and a QuantizeLinear after each, which is exact.
/// </summary>
internal static class QuantizedOperators
{
    /// <summary>The input of an operator that holds the scale of its result; the next input holds the zero point.</summary>
    private static readonly Dictionary<string, int> ScaleInput = new(StringComparer.Ordinal)
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

    private static readonly HashSet<string> ScalePreserving = new(StringComparer.Ordinal)
    {
        "MaxPool", "Flatten", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Identity",
    };

    /// <summary>Adds a real-valued tensor after every integer operator of a graph.</summary>
    public static void ExposeRealValues(GraphProto graph)
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
            string raw = isOutput ? $"{result}:raw" : result;
            string real = $"{result}:real";
            string requantised = isOutput ? result : $"{result}:quantised";
            BatchFirstRewrite.Redirect(graph.Node.Skip(i + 1), result, requantised);
            node.Output[0] = raw;
            graph.Node.Insert(i + 1, BatchFirstRewrite.CreateNode("DequantizeLinear", Inputs(raw, scale), real));
            graph.Node.Insert(i + 2, BatchFirstRewrite.CreateNode("QuantizeLinear", Inputs(real, scale), requantised));
            scales[requantised] = scale;
            i += 2;
        }
    }

    private static IEnumerable<string> Inputs(string tensor, (string Scale, string ZeroPoint) scale) =>
        new[] { tensor, scale.Scale, scale.ZeroPoint }.Where(name => name.Length > 0);

    private static (string Scale, string ZeroPoint)? ScaleOf(NodeProto node, Dictionary<string, (string, string)> scales)
    {
        string Input(int at) => at < node.Input.Count ? node.Input[at] : "";
        return ScaleInput.TryGetValue(node.OpType, out int i) && Input(i).Length > 0 ? (Input(i), Input(i + 1))
            : node.OpType == "QuantizeLinear" && Input(2).Length > 0 && node.Attribute.Count == 0 ? (Input(1), Input(2))
            : ScalePreserving.Contains(node.OpType) && scales.TryGetValue(Input(0), out (string, string) preserved) ? preserved
            : null;
    }

    // The model itself dequantises a tensor that only a DequantizeLinear reads.
    private static bool IsReadAsInteger(GraphProto graph, string tensor) =>
        graph.Output.Any(o => o.Name == tensor) || graph.Node.Any(n => n.Input.Contains(tensor) && n.OpType is not "DequantizeLinear");
}
