using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Moves the constants in the bodies of If, Loop and Scan, at any depth, to the graph itself, where weights are looked for. The bodies read
/// them there by name, as they may read any tensor around them, and the results of the network keep their bits.
/// </summary>
internal static class BodyConstants
{
    /// <summary>Rewrites a graph that was just parsed.</summary>
    public static void Hoist(GraphProto graph)
    {
        var taken = new Lazy<HashSet<string>>(() => [.. NamesIn(graph)]);
        foreach (NodeProto node in graph.Node)
        {
            foreach (GraphProto body in Bodies(node))
            {
                Hoist(body, [], graph, taken.Value);
            }
        }
    }

    /// <summary>The bodies of an operator: the branches of an If, what a Loop or a Scan repeats.</summary>
    public static IEnumerable<GraphProto> Bodies(NodeProto node) =>
        node.Attribute.SelectMany(a => a.Graphs.Concat(a.G is null ? [] : [a.G]));

    private static void Hoist(GraphProto body, Dictionary<string, string> renamed, GraphProto graph, HashSet<string> taken)
    {
        // An output of a body has to be written in it, and an input may have a constant as its default.
        var stays = body.Output.Concat(body.Input).Select(value => value.Name).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(renamed, StringComparer.Ordinal);
        foreach (string own in body.Input.Select(i => i.Name).Concat(body.Node.SelectMany(n => n.Output)))
        {
            names.Remove(own); // hides the constant of that name around it
        }

        foreach (TensorProto stored in body.Initializer.Where(t => !stays.Contains(t.Name)).ToList())
        {
            body.Initializer.Remove(stored);
            Add(stored);
        }

        foreach (NodeProto node in body.Node.ToList())
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = names.GetValueOrDefault(node.Input[i], node.Input[i]);
            }

            if (CanonicalRewrite.StoredValue(node) is { } value && !stays.Contains(value.Name))
            {
                body.Node.Remove(node);
                Add(value);
                continue;
            }

            foreach (GraphProto inner in Bodies(node))
            {
                Hoist(inner, names, graph, taken);
            }
        }

        // Two branches may use one name for two constants.
        void Add(TensorProto constant)
        {
            string name = constant.Name;
            for (int n = 2; !taken.Add(constant.Name); n++)
            {
                constant.Name = $"{name}:{n}";
            }

            names[name] = constant.Name;
            graph.Initializer.Add(constant);
        }
    }

    // All names that are read or written anywhere but the constants that move: a body must not hide one of them.
    private static IEnumerable<string> NamesIn(GraphProto graph) =>
        graph.Input.Concat(graph.Output).Select(value => value.Name)
            .Concat(graph.Initializer.Select(t => t.Name))
            .Concat(graph.Node.SelectMany(NamesIn));

    private static IEnumerable<string> NamesIn(NodeProto node) => node.Output.Concat(Bodies(node).SelectMany(
        body => body.Input.Concat(body.Output).Select(value => value.Name).Concat(body.Node.SelectMany(NamesIn))));
}
