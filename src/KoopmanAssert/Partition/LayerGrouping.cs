using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A stretch between two places, with the kinds of the layers inside; it becomes a block.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Kind">The word for what it is.</param>
/// <param name="Parts">The layers that it joins, as attention and perceptron of a transformer layer; none where it is a layer
/// itself.</param>
internal sealed record Layer(CutPoint From, CutPoint To, string Kind, IReadOnlyList<Layer> Parts)
{
    public Layer(CutPoint from, CutPoint to, string kind)
        : this(from, to, kind, [])
    {
    }
}

/// <summary>Groups the finest blocks into layers: one parametrised operator or module with what belongs to it (paper, III.A).</summary>
internal static class LayerGrouping
{
    /// <summary>The layers of a network, from its inputs to its outputs.</summary>
    public static IReadOnlyList<Layer> Group(ModelGraph graph, NetworkCuts network)
    {
        List<Segment> stretches = Stretches(graph, network);
        List<int> cores = [.. Enumerable.Range(0, stretches.Count).Where(i => stretches[i].Role == LayerRole.Core)];
        if (cores.Count == 0)
        {
            return [new Layer(stretches[0].From, stretches[^1].To, "block")];
        }

        var layers = new List<Layer>();
        CutPoint from = stretches[0].From;
        for (int c = 0; c < cores.Count; c++)
        {
            CutPoint to = c == cores.Count - 1 ? stretches[^1].To : Between(stretches, from, cores[c], cores[c + 1]);
            layers.Add(new Layer(from, to, stretches[cores[c]].Kind));
            from = to;
        }

        return JoinTransformers(graph, network, layers);
    }

    private static List<Segment> Stretches(ModelGraph graph, NetworkCuts network)
    {
        // The first and the last place bound the network, also where several tensors are alive there.
        var skips = new SkipConnections(graph, network);
        List<CutPoint> between = [.. network.Points.Where((p, i) => p.IsSingle || i == 0 || i == network.Points.Count - 1 || skips.Allows(p))];
        return [.. between.Zip(between.Skip(1), (from, to) =>
            LayerRoles.Classify(graph, from, to, network.Between(from, to)))];
    }

    /// <summary>
    /// Where a layer ends and the next begins: after all that is attached, at the smallest gap of S2L (III.B, Remark), the earliest of
    /// equals.
    /// </summary>
    private static CutPoint Between(List<Segment> stretches, CutPoint from, int core, int next)
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

    /// <summary>Attention, once or twice, and the perceptron behind it are one layer of a transformer.</summary>
    private static List<Layer> JoinTransformers(ModelGraph graph, NetworkCuts network, List<Layer> layers)
    {
        var joined = new List<Layer>();
        for (int i = 0; i < layers.Count;)
        {
            int end = i;
            while (end < layers.Count && layers[end].Kind == "attention")
            {
                end++;
            }

            if (end > i && end < layers.Count && IsPerceptron(graph, network, layers[end]))
            {
                // Only as many attentions as a decoder has belong to one perceptron.
                int first = Math.Max(i, end - 2);
                joined.AddRange(layers[i..first]);
                joined.Add(
                    new Layer(layers[first].From, layers[end].To, "transformer", [.. layers[first..end], layers[end] with { Kind = "mlp" }]));
                i = end + 1;
            }
            else
            {
                joined.Add(layers[i++]);
            }
        }

        return joined;
    }

    private static bool IsPerceptron(ModelGraph graph, NetworkCuts network, Layer layer) => layer.Kind == "res"
        && network.Between(layer.From, layer.To).Select(n => LayerRoles.CoreKind(graph, n)).OfType<string>().All(kind => kind == "fc");
}
