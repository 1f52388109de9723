using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// Partitions a network into blocks (paper, III.A): finds the cut points, groups the operators between them into layers, names the
/// layers, then joins and refines blocks as the rule says.
/// </summary>
internal static class BlockPartition
{
    /// <summary>Creates the blocks of a network in order; each begins at the cut where the previous one ends.</summary>
    /// <exception cref="ModelException">KOOP2005 when the network cannot be partitioned, KOOP2011 when it draws random
    /// numbers.</exception>
    /// <exception cref="SettingsException">KOOP4001 when a glob, a cut or an output of the rule does not exist.</exception>
    public static IReadOnlyList<Block> Create(ModelGraph graph, ModelInputs inputs, PartitionRule rule, CancellationToken cancellation) =>
        Create(graph, TensorProbe.FindCuttable(graph, inputs, cancellation), rule);

    /// <summary>Creates the blocks of a network whose cuttable tensors are known, by name.</summary>
    public static IReadOnlyList<Block> Create(ModelGraph graph, IReadOnlyDictionary<string, CutTensor> cuttable, PartitionRule rule) =>
        [.. CreateTree(graph, cuttable, rule).Select(tree => tree.Block)];

    /// <summary>Creates the same blocks, each with the parts that it can be refined to.</summary>
    public static IReadOnlyList<BlockTree> CreateTree(
        ModelGraph graph,
        IReadOnlyDictionary<string, CutTensor> cuttable,
        PartitionRule rule)
    {
        RequireKnown(graph, rule.Outputs, graph.Outputs, "output");
        var network = NetworkCuts.Find(graph, rule.Outputs, cuttable, rule.Version);
        IReadOnlyList<Layer> layers = rule.Cuts.Count > 0
            ? LayersBetween(graph, network, rule)
            : LayerGrouping.Group(graph, network, rule.Version);
        IReadOnlyList<string> names = BlockNames.Choose(
            graph, [.. layers.Select(l => (l.Kind, network.NodesBetween(l.From, l.To)))], rule.Version);
        List<NamedLayer> named = [.. layers.Zip(names, (layer, name) => new NamedLayer(name, layer.From, layer.To, layer.Parts))];
        List<NamedLayer> blocks;
        try
        {
            List<NamedLayer> grouped = MakeNamesUnique(Group(graph, named, rule.Groups));
            blocks = MakeNamesUnique(Refinement.Split(graph, network, grouped, rule.Splits));
        }
        catch (SettingsException) when (Recorded(graph, network, layers, rule) is { } recorded)
        {
            blocks = recorded;
        }

        IReadOnlyList<string>? accepted = rule.Recorded?.NamesOf([blocks[0].From.Cut, .. blocks.Select(l => l.To.Cut)]);
        return [.. blocks.Select((l, i) => ToTree(graph, network, l, accepted?[i]))];
    }

    /// <summary>
    /// The blocks of a baseline in a network whose modules have other names than the globs of its settings; null if there are none like
    /// them.
    /// </summary>
    private static List<NamedLayer>? Recorded(
        ModelGraph graph, NetworkCuts network, IReadOnlyList<Layer> layers, PartitionRule rule)
    {
        IReadOnlyList<CutPoint> points = rule.Splits.Count > 0 ? network.Points : [layers[0].From, .. layers.Select(l => l.To)];
        if (rule.Recorded?.Find(graph, network, points, [.. layers.Select(l => l.To)]) is not { } found)
        {
            return null;
        }

        List<Layer> blocks = [.. found.Zip(found.Skip(1), (from, to) => LayerBetween(graph, network, from, to, rule.Version))];
        IReadOnlyList<string> names = BlockNames.Choose(
            graph, [.. blocks.Select(l => (l.Kind, network.NodesBetween(l.From, l.To)))], rule.Version);
        return [.. blocks.Zip(names, (block, name) => new NamedLayer(name, block.From, block.To, []))];
    }

    private static BlockTree ToTree(ModelGraph graph, NetworkCuts network, NamedLayer layer, string? acceptedName = null)
    {
        var block = new Block(
            layer.Name,
            layer.From.Cut,
            layer.To.Cut,
            network.NodesBetween(layer.From, layer.To),
            network.SmallestDimension(layer.From, layer.To))
        {
            AcceptedName = acceptedName ?? layer.Name,
        };
        IReadOnlyList<NamedLayer> parts = Refinement.Refine(graph, network, layer);
        return new BlockTree(block, parts.Count > 1 ? [.. parts.Select(p => ToTree(graph, network, p))] : []);
    }

    // The name of a group or a part may be the name of another module.
    private static List<NamedLayer> MakeNamesUnique(List<NamedLayer> layers) =>
        [.. layers.Zip(BlockNames.MakeUnique([.. layers.Select(l => l.Name)]), (layer, name) => layer with { Name = name! })];

    /// <summary>The layers between the cuts that the user named.</summary>
    private static List<Layer> LayersBetween(ModelGraph graph, NetworkCuts network, PartitionRule rule)
    {
        string[] cuts = [.. rule.Cuts.Select(graph.Model.Canonical)];
        RequireKnown(graph, cuts, [.. network.Points.SelectMany(p => p.Cut.Names).Distinct()], "cuttable tensor");
        // The first cut point of a tensor is right after the operator that writes it.
        IEnumerable<CutPoint> points = cuts.Select(name => network.Points.First(p => p.Cut.Names.Contains(name)))
            .Concat([network.Points[0], network.Points[^1]]);
        List<CutPoint> ordered = [.. points.DistinctBy(p => p.After).OrderBy(p => p.After)];
        return [.. ordered.Zip(ordered.Skip(1), (from, to) => LayerBetween(graph, network, from, to, rule.Version))];
    }

    private static Layer LayerBetween(ModelGraph graph, NetworkCuts network, CutPoint from, CutPoint to, int version)
    {
        Segment segment = LayerRoles.Classify(graph, from, to, network.NodesBetween(from, to), version);
        return new Layer(from, to, segment.Kind.Length > 0 ? segment.Kind : "block");
    }

    /// <summary>Joins neighbours that match the same glob; other layers stay as they are.</summary>
    private static List<NamedLayer> Group(ModelGraph graph, List<NamedLayer> layers, IReadOnlyList<string> globs)
    {
        Glob.RequireMatches(graph, globs, [.. layers.Select(l => l.Name)]);
        var grouped = new List<NamedLayer>();
        for (int first = 0, end; first < layers.Count; first = end)
        {
            int glob = FirstMatch(layers[first]);
            end = first + 1;
            while (glob >= 0 && end < layers.Count && FirstMatch(layers[end]) == glob)
            {
                end++;
            }

            grouped.Add(end - first == 1 ? layers[first] : Join(layers[first], layers[end - 1]));
        }

        return grouped;

        int FirstMatch(NamedLayer layer) => Enumerable.Range(0, globs.Count).FirstOrDefault(g => Glob.Matches(globs[g], layer.Name), -1);
    }

    private static NamedLayer Join(NamedLayer first, NamedLayer last) => new($"{first.Name}-{last.Name}", first.From, last.To, []);

    private static void RequireKnown(ModelGraph graph, IReadOnlyList<string> names, IReadOnlyList<string> known, string what)
    {
        if (names.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                graph.Model.Path,
                $"has no {what} '{unknown}'.",
                $"The {what}s are: {NameList.Shorten(known)}.");
        }
    }
}
