using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>How a network is retrained.</summary>
public enum Retraining
{
    /// <summary>From new random weights, or in ways that differ as much.</summary>
    Fresh,

    /// <summary>Continued from the weights of the model before: figures move half as far.</summary>
    Continued,
}

/// <summary>A tolerance that is learnt from accepted retrains.</summary>
public sealed record LearntTolerance
{
    /// <summary>The rate of honest retrains that may be flagged: above 0, at most 0.5.</summary>
    public double FalseAlarms
    {
        get;
        init => field = value is > 0 and <= 0.5 ? value
            : throw SettingCheck.Wrong(
                "falseAlarms",
                value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                "a rate above 0 up to 0.5");
    } = 0.05;

    /// <summary>How the network is retrained.</summary>
    public Retraining Retraining { get; init; }
}
