using System.Globalization;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>What the nats of a stated tolerance refer to.</summary>
public enum ToleranceUnit
{
    /// <summary>Nats per dimension: they are multiplied by the effective rank of the block in the baseline.</summary>
    Dimension,

    /// <summary>Nats per block, whatever its rank.</summary>
    Block,
}

/// <summary>A tolerance that you state for some blocks, as opposed to one that is learnt. Equal if all values are.</summary>
/// <param name="Blocks">A glob of block names.</param>
/// <param name="Nats">How far a log-credit may change, in nats: positive and finite.</param>
/// <param name="Per">Whether the nats are per dimension or per block.</param>
public sealed record StatedTolerance(string Blocks, double Nats, ToleranceUnit Per)
{
    /// <summary>
    /// The default of a stated tolerance: 0.15 nats per dimension for every block. In our tests, fine-tuning changed no network by more
    /// than 0.11.
    /// </summary>
    public static StatedTolerance Default { get; } = new("*", 0.15, ToleranceUnit.Dimension);

    /// <summary>How far the log-credit may change, in nats per dimension or per block, as <see cref="Per"/> says.</summary>
    public double Nats { get; } = Nats > 0 && double.IsFinite(Nats)
        ? Nats
        : throw SettingCheck.Wrong("tolerance", Nats.ToString(CultureInfo.InvariantCulture), "a number of nats above 0");

    /// <summary>
    /// Reads <c>0.15</c> (nats per dimension) or <c>3nats</c> (nats per block). A prefix <c>GLOB=</c> restricts it to some blocks.
    /// </summary>
    /// <exception cref="SettingsException">KOOP4001: it is neither.</exception>
    public static StatedTolerance Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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
                "nats per dimension such as 0.15, or nats per block such as 3nats, also as GLOB=0.15");
    }

    /// <summary>How far the log-credit of a block whose rank in the baseline is <paramref name="rank"/> may change, in nats.</summary>
    public double Allowed(int rank) => Per == ToleranceUnit.Dimension ? Nats * rank : Nats;

    /// <summary>The tolerance in words, such as <c>0.15 nats per dimension</c>; <see cref="Parse"/> does not read it.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Nats} nats per {(Per == ToleranceUnit.Dimension ? "dimension" : "block")}");

    /// <summary>The tolerance with its glob, such as <c>0.15 nats per dimension, rule '*'</c>.</summary>
    internal string Words => $"{this}, rule '{Blocks}'";
}

/// <summary>How far the figures of a model may lie from those of its baseline.</summary>
public sealed record Tolerance
{
    /// <summary>The default: learnt, without stated rules.</summary>
    public static Tolerance Default { get; } = new() { Learnt = new LearntTolerance() };

    /// <summary>How accepted retrains set the limits of the network's figures; null if only stated rules count.</summary>
    public LearntTolerance? Learnt { get; init; }

    /// <summary>The stated rules for log-credits, checked beside <see cref="Learnt"/>; the first that matches a block applies.</summary>
    public IReadOnlyList<StatedTolerance> Stated { get; init; } = [];

    /// <summary>
    /// How far the effective rank of a block may change, 0 or more. A fall below half always fails; if this is null, nothing else does.
    /// </summary>
    public int? RankChange
    {
        get;
        init => field = value is { } change ? SettingCheck.Within("rankChange", change, 0, int.MaxValue) : null;
    }

    /// <summary>A tolerance of stated rules only, followed by <see cref="StatedTolerance.Default"/> for the other blocks.</summary>
    /// <param name="rules">The rules, in order; if empty, the default rule alone.</param>
    /// <param name="rankChange">See <see cref="RankChange"/>.</param>
    public static Tolerance FromRules(IReadOnlyList<StatedTolerance> rules, int? rankChange) => new()
    {
        Stated = rules.Any(r => r.Blocks == "*") ? rules : [.. rules, StatedTolerance.Default],
        RankChange = rankChange,
    };

    /// <summary>The stated rule for a block, or null if none matches.</summary>
    public StatedTolerance? RuleFor(string block) => Stated.FirstOrDefault(r => Glob.Matches(r.Blocks, block));
}

/// <summary>How a network is retrained.</summary>
public enum Retraining
{
    /// <summary>From new random weights, or in ways that differ as much.</summary>
    Fresh,

    /// <summary>From the weights of the previous model: figures are expected to change half as much.</summary>
    Continued,

    /// <summary>Either way: the weights of each model show which, and it is judged by accepted models of its own kind.</summary>
    Auto,
}

/// <summary>A tolerance that is learnt from accepted retrains. Equal if all values are.</summary>
public sealed record LearntTolerance
{
    /// <summary>The rate of legitimate retrains that may fail: above 0, at most 0.5; the default is 0.05.</summary>
    public double FalseAlarms
    {
        get;
        init => field = value is > 0 and <= 0.5 ? value
            : throw SettingCheck.Wrong("falseAlarms", value.ToString(CultureInfo.InvariantCulture), "a rate above 0 up to 0.5");
    } = 0.05;

    /// <summary>How the network is retrained.</summary>
    public Retraining Retraining { get; init; } = Retraining.Auto;
}
