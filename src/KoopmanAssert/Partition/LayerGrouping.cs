using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A layer between two cut points, which becomes a block.</summary>
/// <param name="From">The cut point where it begins.</param>
/// <param name="To">The cut point where it ends.</param>
/// <param name="Kind">The kind of layer, as block names use it.</param>
/// <param name="Parts">The layers that it joins, such as the attention and the perceptron of a transformer layer; none for a single
/// layer.</param>
internal sealed record Layer(CutPoint From, CutPoint To, string Kind, IReadOnlyList<Layer> Parts)
{
    public Layer(CutPoint from, CutPoint to, string kind)
        : this(from, to, kind, [])
    {
    }
}

/// <summary>
/// Groups the segments between cut points into layers: one parametrised operator or module with the operators that belong to it (paper,
/// III.A).
/// </summary>
internal static class LayerGrouping
{
    /// <summary>The layers of a network, from its inputs to its outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">Its cut points.</param>
    /// <param name="version">The version of the rules.</param>
    public static IReadOnlyList<Layer> Group(ModelGraph graph, NetworkCuts network, int version)
    {
        List<Segment> segments = Segments(graph, network, version);
        List<int> cores = [.. Enumerable.Range(0, segments.Count).Where(i => segments[i].Role == LayerRole.Core)];
        if (cores.Count == 0)
        {
            return [new Layer(segments[0].From, segments[^1].To, "block")];
        }

        var layers = new List<Layer>();
        CutPoint from = segments[0].From;
        for (int c = 0; c < cores.Count; c++)
        {
            CutPoint to = c == cores.Count - 1 ? segments[^1].To : BoundaryBetween(segments, from, cores[c], cores[c + 1]);
            layers.Add(new Layer(from, to, segments[cores[c]].Kind));
            from = to;
        }

        return JoinTransformers(graph, network, layers);
    }

    private static List<Segment> Segments(ModelGraph graph, NetworkCuts network, int version)
    {
        // The first and the last point bound the network even if several tensors are alive there.
        var skips = new SkipConnections(graph, network, version);
        int last = network.Points.Count - 1;
        List<CutPoint> points = [.. network.Points.Where((p, i) => p.IsSingle || i == 0 || i == last || skips.AllowCutAt(p))];
        return
        [
            .. points.Zip(
                points.Skip(1), (from, to) => LayerRoles.Classify(graph, from, to, network.NodesBetween(from, to), version)),
        ];
    }

    /// <summary>
    /// The cut point between two layers: after all segments that are attached to the first, where the dimension grows least over both
    /// layers (III.B, Remark on S2L); the earliest of equal ones.
    /// </summary>
    private static CutPoint BoundaryBetween(List<Segment> segments, CutPoint from, int core, int next)
    {
        int earliest = core;
        for (int i = core + 1; i < next; i++)
        {
            // A quantised copy rounds after a mean or a flatten, too, which does not attach these to the layer.
            bool roundsFree = segments[i].RoundsOnly && segments[i - 1].Role == LayerRole.Free;
            if (segments[i].Role == LayerRole.Attached && !roundsFree)
            {
                earliest = i;
            }
        }

        int end = segments[next].To.Cut.Dimension;
        return segments.Skip(earliest).Take(next - earliest).Select(s => s.To)
            .MinBy(point => Growth(from.Cut.Dimension, point.Cut.Dimension) + Growth(point.Cut.Dimension, end))!;
    }

    private static long Growth(int inputs, int outputs) => Math.Max(0L, outputs - (long)inputs);

    /// <summary>Joins one or two attention layers and the perceptron that follows them to a transformer layer.</summary>
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
                // A decoder layer has two attention layers, which is the most.
                int first = Math.Max(i, end - 2);
                Layer[] parts = [.. layers[first..end], layers[end] with { Kind = "mlp" }];
                joined.AddRange(layers[i..first]);
                joined.Add(new Layer(layers[first].From, layers[end].To, "transformer", parts));
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
        && network.NodesBetween(layer.From, layer.To).Select(n => LayerRoles.CoreKind(graph, n)).OfType<string>().All(kind => kind == "fc");
}
