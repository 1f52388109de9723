using System.Text.RegularExpressions;

namespace KoopmanAssert;

/// <summary>Changes baseline files as a merge, a hand or another machine would.</summary>
internal static class Baselines
{
    /// <summary>Replaces what matches everywhere in the file.</summary>
    public static void Edit(string baseline, string pattern, string replacement)
    {
        string text = File.ReadAllText(baseline);
        string literal = pattern.Contains("[^", StringComparison.Ordinal) ? pattern : Regex.Escape(pattern);
        File.WriteAllText(baseline, Regex.Replace(text, literal, replacement.Replace("$", "$$", StringComparison.Ordinal)));
    }

    /// <summary>Moves the accepted log-credit of a block.</summary>
    public static void Shift(string baseline, string block, double nats)
    {
        var old = CreditBaseline.Load(baseline);
        new CreditBaseline(
            baseline,
            old.Model,
            old.Samples,
            old.SampleCount,
            old.Settings,
            old.Tolerance,
            [.. old.Blocks.Select(b => b.Name == block ? b with { Operator = b.Operator with { LogCredit = b.LogCredit + nats } } : b)],
            old.Network,
            old.Accepted).Save();
    }
}
