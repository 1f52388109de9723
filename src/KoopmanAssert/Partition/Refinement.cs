using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A block that has its name: two places and, where it joins layers, those.</summary>
internal sealed record NamedLayer(string Name, CutPoint From, CutPoint To, IReadOnlyList<Layer> Parts);

/// <summary>Takes a block apart (paper, III.A, Remark): first into the layers that it joins, then into its finest parts.</summary>
internal static class Refinement
{
    /// <summary>The parts of a block, in order; the block itself where it has no place inside.</summary>
    public static IReadOnlyList<NamedLayer> Refine(ModelGraph graph, NetworkCuts network, NamedLayer layer)
    {
        List<(CutPoint From, CutPoint To, string Word)> parts = layer.Parts.Count > 1
            ? [.. layer.Parts.Select(p => (p.From, p.To, p.Kind))]
            : Finest(graph, network, layer);
        if (parts.Count <= 1)
        {
            return [layer];
        }

        // Operators are numbered, also where there is one of a kind; the layers of a module only where several have the same kind.
        bool numbersAll = layer.Parts.Count <= 1;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. parts.Select(part =>
        {
            int number = numbers[part.Word] = numbers.GetValueOrDefault(part.Word) + 1;
            string suffix = numbersAll || parts.Count(p => p.Word == part.Word) > 1 ? $"{number}" : "";
            return new NamedLayer($"{layer.Name}/{part.Word}{suffix}", part.From, part.To, []);
        })];
    }

    private static List<(CutPoint From, CutPoint To, string Word)> Finest(ModelGraph graph, NetworkCuts network, NamedLayer layer)
    {
        List<CutPoint> places = [.. network.Points.Where(p => p.After >= layer.From.After && p.After <= layer.To.After)];
        return [.. places.Zip(places.Skip(1), (from, to) =>
        {
            IReadOnlyList<GraphNode> nodes = network.Between(from, to);
            return (from, to, (nodes.FirstOrDefault(n => LayerRoles.CoreKind(graph, n) is not null) ?? nodes[^1]).Op.ToLowerInvariant());
        })];
    }
}
