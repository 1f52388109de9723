using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A point between two consecutive operators where a network can be cut.</summary>
/// <param name="After">The index in <see cref="NetworkCuts.Nodes"/> of the operator before the point; −1 at the inputs.</param>
/// <param name="Cut">The tensors that are alive there.</param>
internal sealed record CutPoint(int After, Cut Cut)
{
    /// <summary>Whether every path from the inputs to the outputs passes this one tensor.</summary>
    public bool IsSingle => Cut.Tensors.Count == 1;
}

/// <summary>The operators between the inputs and the outputs of a network, and the points between them where it can be cut.</summary>
/// <remarks>
/// In topological order, a tensor is alive from the operator that writes it to the last one that reads it. The rest of the network can
/// be computed from the tensors that are alive at a point (paper, III.A). If there is only one, it is a dominator of the output.
/// </remarks>
internal sealed class NetworkCuts
{
    private NetworkCuts(IReadOnlyList<GraphNode> nodes, IReadOnlyList<CutPoint> points)
    {
        Nodes = nodes;
        Points = points;
    }

    /// <summary>The operators on a path from inputs to outputs, in topological order.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The cut points, from the inputs (or the first real-valued tensors) to the outputs.</summary>
    public IReadOnlyList<CutPoint> Points { get; }

    /// <summary>The operators between two cut points.</summary>
    public IReadOnlyList<GraphNode> NodesBetween(CutPoint from, CutPoint to) => [.. Nodes.Take(to.After + 1).Skip(from.After + 1)];

    /// <summary>
    /// The smallest dimension of the cut points from one to another, both included: the d of the step-delay embedding (paper, III.C).
    /// </summary>
    public int SmallestDimension(CutPoint from, CutPoint to) =>
        Points.Where(p => p.After >= from.After && p.After <= to.After).Min(p => p.Cut.Dimension);

    /// <summary>Finds the cut points of a network.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The outputs at which the network ends; if empty, all that hold real numbers.</param>
    /// <param name="cuttable">The tensors that can be cut, by name.</param>
    /// <param name="version">The version of the rules.</param>
    /// <exception cref="ModelException">KOOP2005 when there are fewer than two cut points and therefore no block; KOOP2011 when the
    /// network draws random numbers.</exception>
    public static NetworkCuts Find(
        ModelGraph graph, IReadOnlyList<string> outputs, IReadOnlyDictionary<string, CutTensor> cuttable, int version)
    {
        string[] ends = Ends(graph, outputs, cuttable);
        RandomOperators.Reject(graph, ends);
        List<GraphNode> nodes = OnPath(graph, ends);
        nodes = version >= PartitionRule.InsideBranches ? LayoutLast(graph, nodes) : nodes;
        var points = FindAlive(graph, nodes, ends)
            .Where(alive => alive.Tensors.Count > 0 && alive.Tensors.All(cuttable.ContainsKey))
            .Select(alive => new CutPoint(alive.After, new Cut([.. alive.Tensors.Select(t => cuttable[t])])))
            .ToList();
        if (version >= PartitionRule.InsideBranches && points.Count > 0)
        {
            // Another export of the network may compute its outputs in another order, but states them in the same.
            points[^1] = points[^1] with
            {
                Cut = new Cut([.. points[^1].Cut.Tensors.OrderBy(t => Array.IndexOf(ends, t.Name))]),
            };
        }

        return points.Count >= 2 ? new NetworkCuts(nodes, points) : throw new ModelException(
            DiagnosticCodes.PartitionImpossible,
            graph.Model.Path,
            "has fewer than two cut points. At a cut point, all tensors are floating-point and have the batch as their first axis.",
            "Export it with the batch as the first axis of inputs and outputs, or name an output with --output.");
    }

    /// <summary>
    /// The outputs that hold real numbers. If none does, as for a class or a dictionary, the last real-valued tensors before them.
    /// </summary>
    private static string[] Ends(ModelGraph graph, IReadOnlyList<string> outputs, IReadOnlyDictionary<string, CutTensor> cuttable)
    {
        string[] real = [.. (outputs.Count > 0 ? outputs : graph.Outputs).Where(cuttable.ContainsKey)];
        if (outputs.Count > 0 ? real.Length == outputs.Count : real.Length > 0)
        {
            return real;
        }

        // Goes back from the outputs to the last real-valued tensors; what these are computed from does not end the network.
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

    /// <summary>The operators on a path from the samples to the ends.</summary>
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

    /// <summary>
    /// The operators in an order in which inputs are transposed and sliced just before they are read: a state waits as the input it is,
    /// with the batch first, and not in the layout of the layer that reads it.
    /// </summary>
    private static List<GraphNode> LayoutLast(ModelGraph graph, List<GraphNode> nodes)
    {
        HashSet<string> inputs = [.. graph.Inputs.Select(i => i.Name)];
        var moved = new List<GraphNode>();
        foreach (GraphNode node in nodes.Where(n => LayerRoles.IsFree(n) && n.Inputs.Where(graph.IsData).All(inputs.Contains)))
        {
            moved.Add(node);
            inputs.UnionWith(node.Outputs);
        }

        List<GraphNode> ordered = [.. nodes.ExceptBy(moved.Select(n => n.Index), n => n.Index)];
        foreach (GraphNode node in moved.AsEnumerable().Reverse())
        {
            int reader = ordered.FindIndex(n => n.Inputs.Any(node.Outputs.Contains));
            ordered.Insert(reader < 0 ? ordered.Count : reader, node);
        }

        return ordered;
    }

    /// <summary>The tensors that are alive at each point, from before the first operator to after the last.</summary>
    private static IEnumerable<(int After, List<string> Tensors)> FindAlive(ModelGraph graph, List<GraphNode> nodes, string[] ends)
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

        // An operator that reads only the shape of a tensor is not on a path and does not keep it alive.
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
