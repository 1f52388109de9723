namespace KoopmanAssert.Core.Diagnostics;

/// <summary>Finds the word that somebody meant who has mistyped it.</summary>
internal static class NearestWord
{
    /// <summary>"Did you mean …?" with a space before it; empty if no word is near.</summary>
    public static string Question(string typed, IEnumerable<string> words) =>
        Find(typed, words) is { } word ? $" Did you mean '{word}'?" : "";

    /// <summary>
    /// The word with the fewest slips; null if the nearest has more than one, and one more per five letters that were typed: as a rule a
    /// slip changes one letter or swaps two, and few words make two slips. Codes that differ in three digits do not stand for each other.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> words) => typed.Length is 0 or > PlainText.LongestName ? null
        : words.Select(word => (Word: word, Slips: Slips(typed.ToUpperInvariant(), word.ToUpperInvariant())))
            .Where(near => near.Slips <= Math.Min(1 + (typed.Length / 5), near.Word.Length - 1))
            .OrderBy(near => near.Slips)
            .Select(near => near.Word)
            .FirstOrDefault();

    /// <summary>How many letters have to be inserted, left out, replaced, or swapped with their neighbour (optimal string alignment).</summary>
    internal static int Slips(string from, string to)
    {
        int[,] slips = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0 ? i + j : Least(slips, from, to, i, j);
            }
        }

        return slips[from.Length, to.Length];
    }

    private static int Least(int[,] slips, string from, string to, int i, int j)
    {
        int replaced = slips[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        int least = Math.Min(replaced, 1 + Math.Min(slips[i - 1, j], slips[i, j - 1]));
        bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return swapped ? Math.Min(least, 1 + slips[i - 2, j - 2]) : least;
    }
}
