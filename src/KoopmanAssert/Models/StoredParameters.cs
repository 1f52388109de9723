using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>Finds the stored numbers that operators read: weights, biases, scales, statistics, quantised values.</summary>
internal static class StoredParameters
{
    /// <summary>
    /// The stored tensors that the operators read, directly or through casts and other operators on constants, each once, in the order in
    /// which they are read. Integers of 64 bits are left out: they are shapes and indices, which an export may write in several ways.
    /// </summary>
    public static IReadOnlyList<TensorProto> Find(ModelGraph graph, IEnumerable<GraphNode> nodes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<TensorProto>();
        var open = new Stack<string>(nodes.SelectMany(n => n.Inputs).Reverse());
        while (open.TryPop(out string? tensor))
        {
            if (graph.IsData(tensor) || !seen.Add(tensor))
            {
                continue;
            }

            if (Stored(graph, tensor) is { } stored && IsParameter((DataType)stored.DataType))
            {
                found.Add(stored);
            }

            foreach (string input in graph.Producer(tensor)?.Inputs.Reverse() ?? [])
            {
                open.Push(input);
            }
        }

        return found;
    }

    private static TensorProto? Stored(ModelGraph graph, string tensor) =>
        graph.Weight(tensor) ?? graph.Producer(tensor)?.Proto.Attribute.FirstOrDefault(a => a.Name == "value")?.T;

    private static bool IsParameter(DataType type) =>
        InputSpec.IsFloat(type) || type is DataType.Int8 or DataType.Uint8 or DataType.Int32;
}
