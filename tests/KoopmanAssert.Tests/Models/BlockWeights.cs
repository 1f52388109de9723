using KoopmanAssert.Core.Models;

namespace KoopmanAssert;

/// <summary>Reads all weights of the parts of a network at once.</summary>
internal static class BlockWeights
{
    /// <summary>The weights of each part, in the order in which its operators read them.</summary>
    public static IReadOnlyList<IReadOnlyList<Weight>> Read(ModelGraph graph, IEnumerable<IEnumerable<GraphNode>> parts)
    {
        IReadOnlyList<WeightUse>[] uses = WeightUse.Find(graph, parts);
        Dictionary<WeightUse, Weight> computed = NetworkWeights.Compute(graph, uses.SelectMany(u => u), CancellationToken.None);
        return [.. uses.Select(list => list
            .Select(u => u.IsStored(graph) ? NetworkWeights.ReadStored(graph, u) : computed.GetValueOrDefault(u))
            .OfType<Weight>()
            .ToList())];
    }
}
