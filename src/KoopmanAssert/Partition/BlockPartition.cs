namespace KoopmanAssert;

/// <summary>Partitions a network into blocks (paper, III.A).</summary>
internal static class BlockPartition
{
    /// <summary>The blocks of a network in order; each begins at the cut where the one before it ends.</summary>
    /// <exception cref="ModelException">KOOP2005 when the network cannot be partitioned as asked.</exception>
    /// <exception cref="SettingsException">KOOP4001 when a glob or a cut names nothing.</exception>
    public static IReadOnlyList<Block> Of(ModelGraph graph, ModelInputs inputs, PartitionRule rule, CancellationToken cancellation) =>
        Of(graph, TensorProbe.Run(graph, inputs, cancellation), rule);

    /// <summary>The same where the tensors that can be cut are known, by name.</summary>
    public static IReadOnlyList<Block> Of(ModelGraph graph, IReadOnlyDictionary<string, CutTensor> tensors, PartitionRule rule)
    {
        CheckNames(graph, rule.Outputs, [.. graph.Outputs], "output");
        NetworkPlaces network = NetworkPlaces.Find(graph, rule.Outputs, tensors);
        IReadOnlyList<Layer> layers = rule.Cuts.Count > 0 ? AtNamedCuts(graph, network, rule.Cuts) : LayerGrouping.Group(graph, network);
        IReadOnlyList<string> names = BlockNames.For(graph, [.. layers.Select(l => (l.Kind, network.Between(l.From, l.To)))]);
        List<NamedLayer> named = [.. layers.Zip(names, (layer, name) => new NamedLayer(name, layer.From, layer.To))];
        List<NamedLayer> grouped = Distinct(Group(graph, named, rule.Groups));
        List<NamedLayer> split = Distinct(Split(graph, network, grouped, rule.Splits));
        return [.. split.Select(l => new Block(l.Name, l.From.Cut, l.To.Cut, network.Between(l.From, l.To), network.SmallestDimension(l.From, l.To)))];
    }

    private sealed record NamedLayer(string Name, Place From, Place To);

    // A group or a part may get the name that a module has already.
    private static List<NamedLayer> Distinct(List<NamedLayer> layers) =>
        [.. layers.Zip(BlockNames.Number([.. layers.Select(l => l.Name)]), (layer, name) => layer with { Name = name! })];

    private static List<Layer> AtNamedCuts(ModelGraph graph, NetworkPlaces network, IReadOnlyList<string> cuts)
    {
        CheckNames(graph, cuts, [.. network.Places.SelectMany(p => p.Cut.Names).Distinct()], "tensor that can be cut");
        // A tensor is first alive right after the operator that writes it.
        List<Place> places = [.. cuts.Select(name => network.Places.First(p => p.Cut.Names.Contains(name)))];
        places.AddRange([network.Places[0], network.Places[^1]]);
        List<Place> ordered = [.. places.DistinctBy(p => p.After).OrderBy(p => p.After)];
        return [.. ordered.Zip(ordered.Skip(1), (from, to) =>
        {
            Stretch stretch = LayerRoles.Classify(graph, from, to, network.Between(from, to));
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
            grouped.Add(new NamedLayer(name, layers[i].From, layers[end - 1].To));
            i = end;
        }

        return grouped;
    }

    /// <summary>Refines the blocks that match a glob to the finest places inside (III.A, Remark).</summary>
    private static List<NamedLayer> Split(ModelGraph graph, NetworkPlaces network, List<NamedLayer> layers, IReadOnlyList<string> globs)
    {
        CheckGlobs(graph, globs, layers);
        List<NamedLayer> split = [.. layers.SelectMany(layer => globs.Any(g => Glob.Matches(g, layer.Name)) ? Refine(graph, network, layer) : [layer])];
        if (globs.FirstOrDefault(g => !layers.Exists(l => Glob.Matches(g, l.Name) && !split.Contains(l))) is { } whole)
        {
            throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no place to split '{whole}' at.",
                "A block is split where all tensors that pass hold real numbers and have the batch as their first axis.");
        }

        return split;
    }

    private static IEnumerable<NamedLayer> Refine(ModelGraph graph, NetworkPlaces network, NamedLayer layer)
    {
        List<Place> places = [.. network.Places.Where(p => p.After >= layer.From.After && p.After <= layer.To.After)];
        if (places.Count <= 2)
        {
            return [layer];
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return places.Zip(places.Skip(1), (from, to) =>
        {
            IReadOnlyList<GraphNode> nodes = network.Between(from, to);
            string op = (nodes.FirstOrDefault(n => LayerRoles.CoreKind(graph, n) is not null) ?? nodes[^1]).Op.ToLowerInvariant();
            int number = numbers[op] = numbers.GetValueOrDefault(op) + 1;
            return new NamedLayer($"{layer.Name}/{op}{number}", from, to);
        });
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
