using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Partition;

/// <summary>Finds operators that draw random numbers, whose results differ from run to run.</summary>
internal static class RandomOperators
{
    /// <summary>Rejects a network whose ends depend on such an operator.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="ends">The tensors at which the network ends.</param>
    /// <exception cref="ModelException">KOOP2011 when they do.</exception>
    public static void Reject(ModelGraph graph, IEnumerable<string> ends)
    {
        var reached = new HashSet<string>(ends, StringComparer.Ordinal);
        foreach (GraphNode node in graph.Nodes.Reverse().Where(n => n.Outputs.Any(reached.Contains)))
        {
            if (Draws(graph, node))
            {
                string name = node.Proto.Name.Length > 0 ? $" '{node.Proto.Name}'" : "";
                throw new ModelException(
                    DiagnosticCodes.DrawsRandomNumbers,
                    graph.Model.Path,
                    $"generates random numbers in its operator {node.Op}{name}, so every run gives a different result.",
                    DiagnosticRule.Find(DiagnosticCodes.DrawsRandomNumbers).WayOut);
            }

            reached.UnionWith(node.Inputs);
        }
    }

    private static bool Draws(ModelGraph graph, GraphNode node) => node.Op switch
    {
        "RandomNormal" or "RandomUniform" or "RandomNormalLike" or "RandomUniformLike" or "Multinomial" or "Bernoulli" => true,
        "Dropout" => Input(node, 2) is { } training && !IsZero(graph, training)
            && (Input(node, 1) is not { } ratio || !IsZero(graph, ratio)),
        _ => false,
    };

    private static string? Input(GraphNode node, int index) =>
        index < node.Proto.Input.Count && node.Proto.Input[index].Length > 0 ? node.Proto.Input[index] : null;

    /// <summary>Whether a tensor is a constant that is 0 or false.</summary>
    private static bool IsZero(ModelGraph graph, string tensor)
    {
        TensorProto? constant = graph.Weight(tensor); // also what a Constant holds: reading a model moves it there
        return constant is not null && (constant.HasRawData
            ? constant.RawData.All(b => b == 0)
            : constant.FloatData.All(v => v == 0) && constant.DoubleData.All(v => v == 0) && constant.Int32Data.All(v => v == 0));
    }
}
