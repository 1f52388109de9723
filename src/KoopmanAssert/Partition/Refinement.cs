using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A layer, or several joined layers, with the name of the block that it becomes.</summary>
/// <param name="Name">The name.</param>
/// <param name="From">The cut point where it begins.</param>
/// <param name="To">The cut point where it ends.</param>
/// <param name="Parts">The layers that it joins; none for a layer.</param>
internal sealed record NamedLayer(string Name, CutPoint From, CutPoint To, IReadOnlyList<Layer> Parts);

/// <summary>Refines a block (paper, III.A, Remark): first into the layers that it joins, then at every cut point.</summary>
internal static class Refinement
{
    /// <summary>The parts of a block, in order; the block itself when it contains no cut point.</summary>
    public static IReadOnlyList<NamedLayer> Refine(ModelGraph graph, NetworkCuts network, NamedLayer layer)
    {
        bool joinsLayers = layer.Parts.Count > 1;
        List<(CutPoint From, CutPoint To, string Kind)> parts = joinsLayers
            ? [.. layer.Parts.Select(p => (p.From, p.To, p.Kind))]
            : AtEveryPoint(graph, network, layer);
        if (parts.Count <= 1)
        {
            return [layer];
        }

        // Operators always get a number; the layers of a module get one only when several have the same kind.
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. parts.Select(part =>
        {
            int number = numbers[part.Kind] = numbers.GetValueOrDefault(part.Kind) + 1;
            string suffix = !joinsLayers || parts.Count(p => p.Kind == part.Kind) > 1 ? $"{number}" : "";
            return new NamedLayer($"{layer.Name}/{part.Kind}{suffix}", part.From, part.To, []);
        })];
    }

    /// <summary>Refines the blocks that match a glob, and their parts as long as these match.</summary>
    /// <exception cref="SettingsException">KOOP4001 when a glob matches no block, or only blocks without parts.</exception>
    public static List<NamedLayer> Split(ModelGraph graph, NetworkCuts network, List<NamedLayer> layers, IReadOnlyList<string> globs)
    {
        var known = new List<NamedLayer>(layers);
        List<NamedLayer> split = [.. layers.SelectMany(SplitRecursively)];
        Glob.RequireMatches(graph, globs, [.. known.Select(l => l.Name)]);
        if (globs.FirstOrDefault(g => !known.Exists(l => Glob.Matches(g, l.Name) && !split.Contains(l))) is { } indivisible)
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                graph.Model.Path,
                $"cannot be split inside '{indivisible}': there, no point has only floating-point tensors with the batch as their first "
                + "axis.",
                "Remove it from --split; koopman-assert blocks MODEL --tree shows what can be split.");
        }

        return split;

        IEnumerable<NamedLayer> SplitRecursively(NamedLayer layer)
        {
            IReadOnlyList<NamedLayer> parts = globs.Any(g => Glob.Matches(g, layer.Name)) ? Refine(graph, network, layer) : [layer];
            if (parts.Count <= 1)
            {
                return parts;
            }

            known.AddRange(parts);
            return parts.SelectMany(SplitRecursively);
        }
    }

    private static List<(CutPoint From, CutPoint To, string Kind)> AtEveryPoint(ModelGraph graph, NetworkCuts network, NamedLayer layer)
    {
        List<CutPoint> points = [.. network.Points.Where(p => p.After >= layer.From.After && p.After <= layer.To.After)];
        return [.. points.Zip(points.Skip(1), (from, to) =>
        {
            IReadOnlyList<GraphNode> nodes = network.NodesBetween(from, to);
            GraphNode naming = nodes.FirstOrDefault(n => LayerRoles.CoreKind(graph, n) is not null) ?? nodes[^1];
            return (from, to, naming.Op.ToLowerInvariant());
        })];
    }
}
