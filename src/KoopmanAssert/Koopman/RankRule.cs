using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert;

/// <summary>
/// Which singular values of a matrix count as signal: their number is the effective rank. No rule counts a value at or below
/// <see cref="AnalysisSettings.RankTolerance"/> times the largest. Rules are equal if their kinds and numbers are.
/// </summary>
public sealed record RankRule
{
    /// <summary>What <see cref="Parse"/> takes, in words.</summary>
    internal const string Choices = "relative, fixed:K with K from 1, energy:SHARE with a share above 0 up to 1, or gavish-donoho";

    private readonly string _name;
    private readonly int _rank;
    private readonly double _share;

    private RankRule(string name, int rank = 0, double share = 0) => (_name, _rank, _share) = (name, rank, share);

    /// <summary>Counts every singular value above the rank tolerance; the default.</summary>
    public static RankRule Relative { get; } = new("relative");

    /// <summary>Counts the values above the optimal hard threshold for noise of unknown level (Gavish and Donoho 2014).</summary>
    public static RankRule GavishDonoho { get; } = new("gavish-donoho");

    /// <summary>Counts the <paramref name="rank"/> largest values.</summary>
    /// <param name="rank">At least 1.</param>
    /// <exception cref="SettingsException">KOOP4001 if the rank is below 1.</exception>
    public static RankRule Fixed(int rank) => rank >= 1 ? new("fixed", rank) : throw Wrong($"fixed:{rank}");

    /// <summary>Counts the fewest values, largest first, whose squares sum to the given share of Σσ² (the energy).</summary>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="SettingsException">KOOP4001 if the share is out of range.</exception>
    public static RankRule Energy(double share) =>
        share is > 0 and <= 1 ? new("energy", share: share) : throw Wrong(FormattableString.Invariant($"energy:{share}"));

    /// <summary>Reads <c>relative</c>, <c>fixed:K</c>, <c>energy:SHARE</c> or <c>gavish-donoho</c>.</summary>
    /// <exception cref="SettingsException">KOOP4001 if the text is none of them.</exception>
    public static RankRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out RankRule? rule) ? rule : throw Wrong(text);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _name switch
    {
        "fixed" => FormattableString.Invariant($"fixed:{_rank}"),
        "energy" => FormattableString.Invariant($"energy:{_share}"),
        _ => _name,
    };

    /// <summary>Reads a rule, if the text is one.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out RankRule? rule)
    {
        rule = text.Split(':') switch
        {
            ["relative"] => Relative,
            ["gavish-donoho"] => GavishDonoho,
            ["fixed", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out int rank) && rank >= 1 => Fixed(rank),
            ["energy", var number] when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
                && share is > 0 and <= 1 => Energy(share),
            _ => null,
        };
        return rule is not null;
    }

    /// <summary>The rule together with the rank tolerance, as the algebra applies it.</summary>
    internal RankCutoff Above(double tolerance) => _name switch
    {
        "fixed" => RankCutoff.Fixed(_rank, tolerance),
        "energy" => RankCutoff.Energy(_share, tolerance),
        "gavish-donoho" => RankCutoff.GavishDonoho(tolerance),
        _ => RankCutoff.Relative(tolerance),
    };

    private static SettingsException Wrong(string text) => SettingCheck.Wrong("rankRule", text, Choices);
}
