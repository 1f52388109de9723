using System.Globalization;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Core.Credits;

/// <summary>The words for rank rules in settings and baselines.</summary>
internal static class RankRuleText
{
    private const string Expected = "relative, fixed:K with K from 1, energy:SHARE with a share above 0 up to 1, or gavish-donoho";

    /// <summary>The text, when it names a rule.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it names none.</exception>
    public static string Check(string text)
    {
        _ = Parse(text, 0.5);
        return text;
    }

    /// <summary>The rule that a text names.</summary>
    public static RankCutoff Parse(string text, double tolerance)
    {
        string[] parts = text.Split(':');
        return parts switch
        {
            ["relative"] => RankCutoff.Relative(tolerance),
            ["gavish-donoho"] => RankCutoff.GavishDonoho(tolerance),
            ["fixed", var number] when int.TryParse(number, out int rank) && rank > 0 => RankCutoff.Fixed(rank, tolerance),
            ["energy", var number] when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
                && share is > 0 and <= 1 => RankCutoff.Energy(share, tolerance),
            _ => throw SettingsRange.Wrong("rankRule", text, Expected),
        };
    }
}
