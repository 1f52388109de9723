using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// Matches the blocks of a baseline with those of a model by what they are: the alignment of both that keeps the most evidence.
/// </summary>
/// <remarks>
/// Names are for people: another exporter gives others, or numbers them anew. So dimensions and weights decide, and names only between
/// matches that are about as good otherwise. If both have the same names, these are the matches, so that a block that was replaced by another is compared with it.
/// </remarks>
internal static class BlockMatching
{
    // The same figures are as good as the same dimensions or shapes: no other block has them. A name is worth a little less, so that
    // it keeps a layer that became wider in its place, and cannot keep one whose weights are found elsewhere.
    private const double SameDimensions = 40, SameShapes = 40, SameFigures = 40, SameName = 30;

    /// <summary>The place in the model of each block of the baseline; null for one that has no counterpart.</summary>
    public static int?[] Match(IReadOnlyList<BaselineBlock> accepted, IReadOnlyList<BlockCredit> current)
    {
        Dictionary<string, int> places = new(
            current.Select((block, i) => KeyValuePair.Create(block.Name, i)), StringComparer.Ordinal);
        if (accepted.Count == current.Count && accepted.All(a => places.ContainsKey(a.Name)))
        {
            return [.. accepted.Select(a => (int?)places[a.Name])];
        }

        return BlockAlignment.Align(accepted.Count, current.Count, (a, c) => Evidence(accepted[a], current[c]));
    }

    // How much speaks for two blocks being the same; 0 if nothing does.
    private static double Evidence(BaselineBlock accepted, BlockCredit current)
    {
        double name = accepted.Name == current.Name ? SameName : 0;
        if (accepted.Inputs != current.Inputs || accepted.Outputs != current.Outputs)
        {
            return name;
        }

        return WeightMatching.Match(accepted, current.Profile?.Weights ?? []) is not { } weights ? SameDimensions + name
            : SameDimensions + SameShapes + (weights.Count > 0 && WeightMatching.AreSame(accepted, weights) ? SameFigures : 0) + name;
    }
}
