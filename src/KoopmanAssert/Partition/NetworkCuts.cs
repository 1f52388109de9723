using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A place between two operators of the network where it can be cut.</summary>
/// <param name="After">Position in <see cref="NetworkCuts.Nodes"/> of the operator before the place; −1 at the inputs.</param>
/// <param name="Cut">The tensors alive there.</param>
internal sealed record CutPoint(int After, Cut Cut)
{
    /// <summary>Whether every path from the inputs to the outputs passes this one tensor.</summary>
    public bool IsSingle => Cut.Tensors.Count == 1;
}

/// <summary>The operators between the inputs and the outputs of a network, and the places between them where it can be cut.</summary>
/// <remarks>
/// Sweeping the operators in topological order, a tensor is alive from where it is written to where it is last read. The tensors
/// alive at a place carry all that passes it (paper, III.A); where only one is alive, it is a dominator of the output.
/// </remarks>
internal sealed class NetworkCuts
{
    private NetworkCuts(IReadOnlyList<GraphNode> nodes, IReadOnlyList<CutPoint> places)
    {
        Nodes = nodes;
        Points = places;
    }

    /// <summary>The operators on a path from inputs to outputs, in topological order.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The places that can be cut, from the inputs (or the first real-valued tensor) to the outputs.</summary>
    public IReadOnlyList<CutPoint> Points { get; }

    /// <summary>The operators between two places.</summary>
    public IReadOnlyList<GraphNode> Between(CutPoint from, CutPoint to) => [.. Nodes.Take(to.After + 1).Skip(from.After + 1)];

    /// <summary>
    /// The smallest dimension at any place from one to another, both included: the d of the step-delay embedding (paper, III.C).
    /// </summary>
    public int SmallestDimension(CutPoint from, CutPoint to) =>
        Points.Where(p => p.After >= from.After && p.After <= to.After).Min(p => p.Cut.Dimension);

    /// <summary>Finds the places of a network.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The outputs that count, or none for all that hold real numbers.</param>
    /// <param name="cuttable">The tensors that can be cut.</param>
    /// <exception cref="ModelException">KOOP2005 when there are not two places, hence no block; KOOP2011 when it draws random
    /// numbers.</exception>
    public static NetworkCuts Find(ModelGraph graph, IReadOnlyList<string> outputs, IReadOnlyDictionary<string, CutTensor> cuttable)
    {
        string[] ends = Ends(graph, outputs, cuttable);
        RandomOperators.Refuse(graph, ends);
        List<GraphNode> nodes = OnPath(graph, ends);
        var places = Sweep(graph, nodes, ends)
            .Where(alive => alive.Tensors.Count > 0 && alive.Tensors.All(cuttable.ContainsKey))
            .Select(alive => new CutPoint(alive.After, new Cut([.. alive.Tensors.Select(t => cuttable[t])])))
            .ToList();
        return places.Count >= 2
            ? new NetworkCuts(nodes, places)
            : throw new ModelException(DiagnosticCodes.PartitionImpossible, graph.Model.Path,
            "has no two places where real-valued tensors with the batch as their first axis can be cut.",
            "Export it with the batch as the first axis of inputs and outputs, or name an output with --output.");
    }

    /// <summary>
    /// The outputs that hold real numbers; where none does, as a class or a dictionary, the last real numbers before them.
    /// </summary>
    private static string[] Ends(ModelGraph graph, IReadOnlyList<string> outputs, IReadOnlyDictionary<string, CutTensor> cuttable)
    {
        string[] real = [.. (outputs.Count > 0 ? outputs : graph.Outputs).Where(cuttable.ContainsKey)];
        if (outputs.Count > 0 ? real.Length == outputs.Count : real.Length > 0)
        {
            return real;
        }

        // Going back, what lies behind the last real numbers is left aside, and so is what they were made of.
        var open = (outputs.Count > 0 ? outputs : graph.Outputs).ToHashSet(StringComparer.Ordinal);
        var ends = new List<string>();
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (GraphNode node in graph.Nodes.Reverse())
        {
            bool isBefore = node.Outputs.Any(before.Contains);
            ends.AddRange(node.Outputs.Where(o => open.Contains(o) && !before.Contains(o) && cuttable.ContainsKey(o)));
            isBefore |= node.Outputs.Any(ends.Contains);
            (isBefore ? before : node.Outputs.Any(open.Contains) ? open : null)?.UnionWith(node.Inputs.Where(graph.IsData));
        }

        return [.. ends.AsEnumerable().Reverse()];
    }

    private static List<GraphNode> OnPath(ModelGraph graph, string[] ends)
    {
        var reached = new HashSet<string>(ends, StringComparer.Ordinal);
        var nodes = new List<GraphNode>();
        foreach (GraphNode node in graph.Nodes.Reverse().Where(n => n.Outputs.Any(o => graph.IsData(o) && reached.Contains(o))))
        {
            nodes.Add(node);
            reached.UnionWith(node.Inputs.Where(graph.IsData));
        }

        nodes.Reverse();
        return nodes;
    }

    private static IEnumerable<(int After, List<string> Tensors)> Sweep(ModelGraph graph, List<GraphNode> nodes, string[] ends)
    {
        var lastRead = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Inputs.Where(graph.IsData))
            {
                lastRead[input] = i;
            }
        }

        foreach (string end in ends)
        {
            lastRead[end] = nodes.Count;
        }

        // An operator that only looks at a tensor's shape does not keep it alive, since it is on no path.
        var alive = graph.Inputs.Select(i => i.Name).Where(lastRead.ContainsKey).ToList();
        yield return (-1, [.. alive]);
        for (int i = 0; i < nodes.Count; i++)
        {
            alive.AddRange(nodes[i].Outputs.Where(lastRead.ContainsKey));
            alive.RemoveAll(t => lastRead[t] <= i);
            yield return (i, [.. alive]);
        }
    }
}
