namespace KoopmanAssert.Core.Drift;

/// <summary>
/// Matches the blocks of a baseline with those of a model by what they are: an alignment of both in the order of the network that keeps
/// the most evidence (Needleman and Wunsch 1970).
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

        double[,] best = BestOfRest(accepted, current);
        int?[] matches = new int?[accepted.Count];
        for (int a = 0, c = 0; a < accepted.Count && c < current.Count;)
        {
            if (Evidence(accepted[a], current[c]) is > 0 and var evidence && best[a, c] == evidence + best[a + 1, c + 1])
            {
                matches[a++] = c++;
            }
            else
            {
                (a, c) = best[a, c] == best[a + 1, c] ? (a + 1, c) : (a, c + 1);
            }
        }

        return matches;
    }

    /// <summary>The most evidence of any alignment of the blocks from a place in each onwards.</summary>
    private static double[,] BestOfRest(IReadOnlyList<BaselineBlock> accepted, IReadOnlyList<BlockCredit> current)
    {
        double[,] best = new double[accepted.Count + 1, current.Count + 1];
        for (int a = accepted.Count - 1; a >= 0; a--)
        {
            for (int c = current.Count - 1; c >= 0; c--)
            {
                double evidence = Evidence(accepted[a], current[c]);
                best[a, c] = Math.Max(
                    evidence > 0 ? evidence + best[a + 1, c + 1] : 0,
                    Math.Max(best[a + 1, c], best[a, c + 1]));
            }
        }

        return best;
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
