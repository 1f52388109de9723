using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Partition;

/// <summary>Finds operators that draw random numbers: what follows them is another network in every run.</summary>
internal static class RandomOperators
{
    /// <summary>Refuses a network that depends on one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="ends">The tensors that the network ends at.</param>
    /// <exception cref="ModelException">KOOP2011.</exception>
    public static void Refuse(ModelGraph graph, IEnumerable<string> ends)
    {
        var reached = new HashSet<string>(ends, StringComparer.Ordinal);
        foreach (GraphNode node in graph.Nodes.Reverse().Where(n => n.Outputs.Any(reached.Contains)))
        {
            if (Draws(graph, node))
            {
                throw new ModelException(DiagnosticCodes.DrawsRandomNumbers, graph.Model.Path,
                    $"draws random numbers in its operator {node.Op}{(node.Proto.Name.Length > 0 ? $" '{node.Proto.Name}'" : "")}, so that no two runs are alike.",
                    DiagnosticRule.Find(DiagnosticCodes.DrawsRandomNumbers).WayOut);
            }

            reached.UnionWith(node.Inputs);
        }
    }

    private static bool Draws(ModelGraph graph, GraphNode node) => node.Op switch
    {
        "RandomNormal" or "RandomUniform" or "RandomNormalLike" or "RandomUniformLike" or "Multinomial" or "Bernoulli" => true,
        "Dropout" => Input(node, 2) is { } training && First(graph, training) != 0
            && (Input(node, 1) is not { } ratio || First(graph, ratio) != 0),
        _ => false,
    };

    private static string? Input(GraphNode node, int place)
        => place < node.Proto.Input.Count && node.Proto.Input[place].Length > 0 ? node.Proto.Input[place] : null;

    /// <summary>The lowest bits of a constant, 0 only where it is 0 or false; something else where it is computed.</summary>
    private static int First(ModelGraph graph, string tensor)
    {
        TensorProto? constant = graph.Weight(tensor) ?? graph.Producer(tensor)?.Proto.Attribute.FirstOrDefault(a => a.Name == "value")?.T;
        return constant is null ? 1
            : constant.HasRawData ? constant.RawData.Any(b => b != 0) ? 1 : 0
            : constant.FloatData.Any(v => v != 0) || constant.DoubleData.Any(v => v != 0) || constant.Int32Data.Any(v => v != 0) ? 1 : 0;
    }
}
