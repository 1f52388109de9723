using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// What every later step takes for granted of a parsed graph and the format of the file does not: an operator writes something, an If has a
/// condition, and a sparse weight has values. ONNX Runtime refuses what lacks it, but is asked later.
/// </summary>
internal static class GraphCheck
{
    /// <summary>The first thing that is missing, as a sentence; null if nothing is.</summary>
    public static string? Problem(GraphProto graph)
    {
        if (graph.SparseInitializer.Any(weight => weight.Values is null))
        {
            return "a sparse weight has no values.";
        }

        foreach (NodeProto node in graph.Node)
        {
            string? problem = node.Output.Count == 0 ? $"operator {node.OpType} '{node.Name}' writes no tensor."
                : node.OpType == "If" && node.Input.Count == 0 ? $"operator If '{node.Name}' has no condition."
                : BodyConstants.Bodies(node).Select(Problem).FirstOrDefault(found => found is not null);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }
}
