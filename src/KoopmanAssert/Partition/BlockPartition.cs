using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>Partitions a network into blocks (paper, III.A).</summary>
internal static class BlockPartition
{
    /// <summary>The blocks of a network in order; each begins at the cut where the one before it ends.</summary>
    /// <exception cref="ModelException">KOOP2005 when the network cannot be partitioned as asked, KOOP2011 when it draws random
    /// numbers.</exception>
    /// <exception cref="SettingsException">KOOP4001 when a glob or a cut names nothing.</exception>
    public static IReadOnlyList<Block> Create(ModelGraph graph, ModelInputs inputs, PartitionRule rule, CancellationToken cancellation) =>
        Create(graph, TensorProbe.Run(graph, inputs, cancellation), rule);

    /// <summary>The same where the tensors that can be cut are known, by name.</summary>
    public static IReadOnlyList<Block> Create(ModelGraph graph, IReadOnlyDictionary<string, CutTensor> tensors, PartitionRule rule) =>
        [.. Tree(graph, tensors, rule).Select(tree => tree.Block)];

    /// <summary>The same blocks, each with what it can be refined to.</summary>
    public static IReadOnlyList<BlockTree> Tree(ModelGraph graph, IReadOnlyDictionary<string, CutTensor> tensors, PartitionRule rule)
    {
        CheckNames(graph, rule.Outputs, [.. graph.Outputs], "output");
        NetworkCuts network = NetworkCuts.Find(graph, rule.Outputs, tensors);
        IReadOnlyList<Layer> layers = rule.Cuts.Count > 0 ? AtNamedCuts(graph, network, rule.Cuts) : LayerGrouping.Group(graph, network);
        IReadOnlyList<string> names = BlockNames.Choose(graph, [.. layers.Select(l => (l.Kind, network.Between(l.From, l.To)))]);
        List<NamedLayer> named = [.. layers.Zip(names, (layer, name) => new NamedLayer(name, layer.From, layer.To, layer.Parts))];
        List<NamedLayer> grouped = Distinct(Group(graph, named, rule.Groups));
        List<NamedLayer> split = Distinct(Split(graph, network, grouped, rule.Splits));
        return [.. split.Select(l => TreeOf(graph, network, l))];
    }

    private static BlockTree TreeOf(ModelGraph graph, NetworkCuts network, NamedLayer layer)
    {
        var block = new Block(
            layer.Name,
            layer.From.Cut,
            layer.To.Cut,
            network.Between(layer.From, layer.To),
            network.SmallestDimension(layer.From, layer.To));
        IReadOnlyList<NamedLayer> parts = Refinement.Refine(graph, network, layer);
        return new BlockTree(block, parts.Count > 1 ? [.. parts.Select(p => TreeOf(graph, network, p))] : []);
    }

    // A group or a part may get the name that a module has already.
    private static List<NamedLayer> Distinct(List<NamedLayer> layers) =>
        [.. layers.Zip(BlockNames.Number([.. layers.Select(l => l.Name)]), (layer, name) => layer with { Name = name! })];

    private static List<Layer> AtNamedCuts(ModelGraph graph, NetworkCuts network, IReadOnlyList<string> cuts)
    {
        CheckNames(graph, cuts, [.. network.Points.SelectMany(p => p.Cut.Names).Distinct()], "tensor that can be cut");
        // A tensor is first alive right after the operator that writes it.
        List<CutPoint> places = [.. cuts.Select(name => network.Points.First(p => p.Cut.Names.Contains(name)))];
        places.AddRange([network.Points[0], network.Points[^1]]);
        List<CutPoint> ordered = [.. places.DistinctBy(p => p.After).OrderBy(p => p.After)];
        return [.. ordered.Zip(ordered.Skip(1), (from, to) =>
        {
            Segment stretch = LayerRoles.Classify(graph, from, to, network.Between(from, to));
            return new Layer(from, to, stretch.Kind.Length > 0 ? stretch.Kind : "block");
        })];
    }

    /// <summary>Joins neighbours that match the same glob; what matches none stays.</summary>
    private static List<NamedLayer> Group(ModelGraph graph, List<NamedLayer> layers, IReadOnlyList<string> globs)
    {
        CheckGlobs(graph, globs, layers);
        int Matching(NamedLayer layer) => Enumerable.Range(0, globs.Count).FirstOrDefault(g => Glob.Matches(globs[g], layer.Name), -1);
        var grouped = new List<NamedLayer>();
        for (int i = 0; i < layers.Count;)
        {
            int glob = Matching(layers[i]);
            int end = i + 1;
            while (glob >= 0 && end < layers.Count && Matching(layers[end]) == glob)
            {
                end++;
            }

            string name = end - i == 1 ? layers[i].Name : $"{layers[i].Name}-{layers[end - 1].Name}";
            grouped.Add(end - i == 1 ? layers[i] : new NamedLayer(name, layers[i].From, layers[end - 1].To, []));
            i = end;
        }

        return grouped;
    }

    /// <summary>Refines the blocks that match a glob, and what comes of it as long as it matches too.</summary>
    private static List<NamedLayer> Split(ModelGraph graph, NetworkCuts network, List<NamedLayer> layers, IReadOnlyList<string> globs)
    {
        var known = new List<NamedLayer>(layers);
        List<NamedLayer> split = [.. layers.SelectMany(Apart)];
        CheckGlobs(graph, globs, known);
        if (globs.FirstOrDefault(g => !known.Exists(l => Glob.Matches(g, l.Name) && !split.Contains(l))) is { } whole)
        {
            throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no place to split '{whole}' at.",
                "A block is split where all tensors that pass hold real numbers and have the batch as their first axis.");
        }

        return split;

        IEnumerable<NamedLayer> Apart(NamedLayer layer)
        {
            IReadOnlyList<NamedLayer> parts = globs.Any(g => Glob.Matches(g, layer.Name)) ? Refinement.Refine(graph, network, layer) : [layer];
            if (parts.Count <= 1)
            {
                return parts;
            }

            known.AddRange(parts);
            return parts.SelectMany(Apart);
        }
    }

    private static void CheckGlobs(ModelGraph graph, IReadOnlyList<string> globs, List<NamedLayer> layers)
    {
        if (globs.FirstOrDefault(g => !layers.Any(l => Glob.Matches(g, l.Name))) is { } idle)
        {
            throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no block that matches '{idle}'.",
                $"The blocks are: {string.Join(", ", layers.Select(l => l.Name))}.");
        }
    }

    private static void CheckNames(ModelGraph graph, IReadOnlyList<string> names, IReadOnlyList<string> known, string what)
    {
        if (names.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
        {
            throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no {what} '{unknown}'.",
                $"There are: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", …" : "")}.");
        }
    }
}
