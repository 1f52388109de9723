using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Puts the branch that an If always takes in the place of the If, so that the network can be cut inside it. Which one it takes is known
/// beforehand: <see cref="BranchDecisions"/>.
/// </summary>
internal static class TakenBranches
{
    private const int Deepest = 64;

    /// <summary>Rewrites a graph that was just parsed; the results of the network keep their bits.</summary>
    /// <param name="graph">The graph. The constants of bodies have been moved to it: <see cref="BodyConstants"/>.</param>
    /// <param name="taken">By the name of the first result of an If: whether it takes the branch of true.</param>
    public static void Inline(GraphProto graph, IReadOnlyDictionary<string, bool> taken)
    {
        for (int depth = 0; depth < Deepest && Array.Exists([.. graph.Node], IsTaken); depth++)
        {
            HashSet<string> names = [.. graph.Node.SelectMany(n => n.Output), .. graph.Input.Select(i => i.Name),
                .. graph.Initializer.Select(t => t.Name)];
            List<NodeProto> nodes =
                [.. graph.Node.SelectMany(node => IsTaken(node) ? Branch(graph, node, taken[node.Output[0]], names) : [node])];
            graph.Node.Clear();
            graph.Node.AddRange(nodes);
        }

        bool IsTaken(NodeProto node) => IsIf(node) && taken.ContainsKey(node.Output[0]);
    }

    /// <summary>Whether an operator is the If of ONNX with a result.</summary>
    public static bool IsIf(NodeProto node) => node is { OpType: "If", Domain: "" or "ai.onnx", Output.Count: > 0 };

    private static IEnumerable<NodeProto> Branch(GraphProto graph, NodeProto node, bool isTrue, HashSet<string> names)
    {
        GraphProto body = node.Attribute.First(a => a.Name == (isTrue ? "then_branch" : "else_branch")).G;
        foreach (NodeProto inner in body.Node)
        {
            for (int i = 0; i < inner.Output.Count; i++)
            {
                // The other branches of the network may use the name, too.
                string name = inner.Output[i];
                for (int n = 2; name.Length > 0 && !names.Add(inner.Output[i]); n++)
                {
                    inner.Output[i] = $"{name}:{n}";
                }

                Rename(body, name, inner.Output[i]);
            }
        }

        foreach (TensorProto constant in body.Initializer)
        {
            string name = constant.Name;
            for (int n = 2; !names.Add(constant.Name); n++)
            {
                constant.Name = $"{name}:{n}";
            }

            Rename(body, name, constant.Name);
            graph.Initializer.Add(constant);
        }

        graph.SparseInitializer.Add(body.SparseInitializer);
        return [.. body.Node, .. node.Output.Zip(body.Output)
            .Where(pair => pair.First.Length > 0)
            .Select(pair => Identity(pair.Second.Name, pair.First))];
    }

    private static void Rename(GraphProto body, string from, string to)
    {
        if (from == to)
        {
            return;
        }

        BatchFirstRewrite.Redirect(body.Node, from, to);
        foreach (ValueInfoProto output in body.Output.Where(o => o.Name == from))
        {
            output.Name = to;
        }
    }

    // CanonicalRewrite removes it, unless it writes an output of the model.
    private static NodeProto Identity(string from, string to)
    {
        var node = new NodeProto { OpType = "Identity" };
        node.Input.Add(from);
        node.Output.Add(to);
        return node;
    }
}
