using System.Globalization;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Shards;

/// <summary>One of several parts of a check, each for a machine of its own.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">The number of parts.</param>
internal sealed record Shard(int Number, int Count)
{
    private const int Most = 10_000;

    /// <summary>The whole check.</summary>
    public static Shard All { get; } = new(1, 1);

    /// <summary>Reads <c>K/N</c>.</summary>
    /// <exception cref="SettingsException">KOOP4001: it is not a shard.</exception>
    public static Shard Parse(string text) =>
        text.Split('/') is [var k, var n] && TryNumber(k, out int number) && TryNumber(n, out int count) && number <= count
        ? new Shard(number, count)
        : throw SettingCheck.Wrong("--shard", text, $"K/N with K from 1 to N, N at most {Most}");

    /// <summary>The baselines of this shard in their original order. The costliest are dealt out first, each to the least loaded
    /// shard.</summary>
    public IReadOnlyList<FoundBaseline> Select(IReadOnlyList<FoundBaseline> all)
    {
        double[] costs = new double[Count];
        var mine = new HashSet<FoundBaseline>();
        foreach (FoundBaseline baseline in all.OrderByDescending(b => b.Cost).ThenBy(b => b.Path, StringComparer.Ordinal))
        {
            int least = Array.IndexOf(costs, costs.Min());
            costs[least] += Math.Max(baseline.Cost, 1);
            if (least == Number - 1)
            {
                mine.Add(baseline);
            }
        }

        return [.. all.Where(mine.Contains)];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";

    private static bool TryNumber(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Most;
}
