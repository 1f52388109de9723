namespace KoopmanAssert.Core.Credits;

/// <summary>
/// Aligns two lists of blocks in the order of the network, so that the most evidence is kept (Needleman and Wunsch 1970).
/// </summary>
internal static class BlockAlignment
{
    /// <summary>The place in the second list of each block of the first; null for one that has no counterpart.</summary>
    /// <param name="first">The number of blocks in the first list.</param>
    /// <param name="second">The number of blocks in the second.</param>
    /// <param name="evidence">How much speaks for a block of each being the same; 0 if nothing does.</param>
    public static int?[] Align(int first, int second, Func<int, int, double> evidence)
    {
        double[,] best = BestOfRest(first, second, evidence);
        int?[] matches = new int?[first];
        for (int a = 0, c = 0; a < first && c < second;)
        {
            if (evidence(a, c) is > 0 and var kept && best[a, c] == kept + best[a + 1, c + 1])
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
    private static double[,] BestOfRest(int first, int second, Func<int, int, double> evidence)
    {
        double[,] best = new double[first + 1, second + 1];
        for (int a = first - 1; a >= 0; a--)
        {
            for (int c = second - 1; c >= 0; c--)
            {
                double kept = evidence(a, c);
                best[a, c] = Math.Max(
                    kept > 0 ? kept + best[a + 1, c + 1] : 0,
                    Math.Max(best[a + 1, c], best[a, c + 1]));
            }
        }

        return best;
    }
}
