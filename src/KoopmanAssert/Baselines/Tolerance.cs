using System.Globalization;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>What a stated tolerance counts.</summary>
public enum ToleranceUnit
{
    /// <summary>Nats for each dimension of the pinned rank.</summary>
    Dimension,

    /// <summary>Nats for the whole block.</summary>
    Block,
}

/// <summary>A tolerance that the user states for some blocks.</summary>
/// <param name="Blocks">A glob of block names.</param>
/// <param name="Nats">How far a log-credit may move, in nats: positive and finite.</param>
/// <param name="Per">Whether that is for each dimension or for the whole block.</param>
public sealed record StatedTolerance(string Blocks, double Nats, ToleranceUnit Per)
{
    /// <summary>
    /// The default of a stated tolerance: 0.15 nats a dimension for every block. No fine-tuning of the networks it was tried on moved
    /// further than 0.11.
    /// </summary>
    public static StatedTolerance Default { get; } = new("*", 0.15, ToleranceUnit.Dimension);

    /// <summary>How far the log-credit may move.</summary>
    public double Nats { get; } = Nats > 0 && double.IsFinite(Nats)
        ? Nats
        : throw SettingCheck.Wrong("tolerance", Nats.ToString(CultureInfo.InvariantCulture), "a number of nats above 0");

    /// <summary>Reads <c>0.15</c> (nats a dimension) or <c>3nats</c> (for the block), either after <c>GLOB=</c> for some blocks.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it is neither.</exception>
    public static StatedTolerance Parse(string text)
    {
        int equals = text.LastIndexOf('=');
        string blocks = equals < 0 ? "*" : text[..equals];
        string amount = text[(equals + 1)..];
        bool whole = amount.EndsWith("nats", StringComparison.Ordinal);
        bool isNumber = double.TryParse(whole ? amount[..^4] : amount, NumberStyles.Float, CultureInfo.InvariantCulture, out double nats);
        return isNumber && blocks.Length > 0
            ? new StatedTolerance(blocks, nats, whole ? ToleranceUnit.Block : ToleranceUnit.Dimension)
            : throw SettingCheck.Wrong(
                "tolerance",
                text,
                "nats a dimension such as 0.15, or nats a block such as 3nats, also as GLOB=0.15");
    }

    /// <summary>The nats allowed for a block of pinned rank <paramref name="rank"/>.</summary>
    public double Allowed(int rank) => Per == ToleranceUnit.Dimension ? Nats * rank : Nats;

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Nats} a {(Per == ToleranceUnit.Dimension ? "dimension" : "block")}");
}

/// <summary>How far a network's figures may move from a baseline's.</summary>
public sealed record Tolerance
{
    /// <summary>The default: learnt, with nothing stated beside it.</summary>
    public static Tolerance Default { get; } = new() { Learnt = new LearntTolerance() };

    /// <summary>How the figures of the network are judged by its accepted retrains; null where only stated rules count.</summary>
    public LearntTolerance? Learnt { get; init; }

    /// <summary>The stated rules for log-credits; the first that matches a block wins.</summary>
    public IReadOnlyList<StatedTolerance> Stated { get; init; } = [];

    /// <summary>How far a block's effective rank may move, at least 0; null when only a collapse below half of it counts.</summary>
    public int? RankChange { get; init
        => field = value is { } change ? SettingCheck.Within("rankChange", change, 0, int.MaxValue) : null; }

    /// <summary>Stated rules with the default one behind them for the blocks that they leave.</summary>
    /// <param name="rules">The rules, in order; none for the default.</param>
    /// <param name="rankChange">How far ranks may move.</param>
    public static Tolerance FromRules(IReadOnlyList<StatedTolerance> rules, int? rankChange) => new()
    {
        Stated = rules.Any(r => r.Blocks == "*") ? rules : [.. rules, StatedTolerance.Default],
        RankChange = rankChange,
    };

    /// <summary>The rule for a block, or null when none matches.</summary>
    public StatedTolerance? RuleFor(string block) => Stated.FirstOrDefault(r => Glob.Matches(r.Blocks, block));
}
