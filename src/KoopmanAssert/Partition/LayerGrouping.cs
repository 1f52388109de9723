namespace KoopmanAssert;

/// <summary>The network between two places, with the kinds of the layers inside; it becomes a block.</summary>
internal sealed record Layer(Place From, Place To, string Kind);

/// <summary>Groups the finest blocks into layers: one parametrised operator or module with what belongs to it (paper, III.A).</summary>
internal static class LayerGrouping
{
    /// <summary>The layers of a network, from its inputs to its outputs.</summary>
    public static IReadOnlyList<Layer> Group(ModelGraph graph, NetworkPlaces network)
    {
        List<Stretch> stretches = Stretches(graph, network);
        List<int> cores = [.. Enumerable.Range(0, stretches.Count).Where(i => stretches[i].Role == LayerRole.Core)];
        if (cores.Count == 0)
        {
            return [new Layer(stretches[0].From, stretches[^1].To, "block")];
        }

        var layers = new List<Layer>();
        Place from = stretches[0].From;
        for (int c = 0; c < cores.Count; c++)
        {
            Place to = c == cores.Count - 1 ? stretches[^1].To : Between(stretches, from, cores[c], cores[c + 1]);
            layers.Add(new Layer(from, to, stretches[cores[c]].Kind));
            from = to;
        }

        return layers;
    }

    private static List<Stretch> Stretches(ModelGraph graph, NetworkPlaces network)
    {
        // The first and the last place bound the network, also where several tensors are alive there.
        List<Place> single = [.. network.Places.Where((p, i) => p.IsSingle || i == 0 || i == network.Places.Count - 1)];
        return [.. single.Zip(single.Skip(1), (from, to) =>
            LayerRoles.Classify(graph, from, to, network.Between(from, to)))];
    }

    /// <summary>Where a layer ends and the next begins: after all that is attached, at the smallest gap of S2L (III.B, Remark), the earliest of equals.</summary>
    private static Place Between(List<Stretch> stretches, Place from, int core, int next)
    {
        int earliest = core;
        for (int i = core + 1; i < next; i++)
        {
            if (stretches[i].Role == LayerRole.Attached)
            {
                earliest = i;
            }
        }

        int end = stretches[next].To.Cut.Dimension;
        return stretches.Skip(earliest).Take(next - earliest).Select(s => s.To)
            .MinBy(place => Gap(from.Cut.Dimension, place.Cut.Dimension) + Gap(place.Cut.Dimension, end))!;
    }

    private static long Gap(int inputs, int outputs) => Math.Max(0L, outputs - (long)inputs);
}
