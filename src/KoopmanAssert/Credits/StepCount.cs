using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>How many steps each trajectory of the step-delay embedding takes (paper, III.C).</summary>
public readonly record struct StepCount
{
    private readonly int _number;
    private readonly bool _perDimension;

    private StepCount(int number, bool perDimension)
    {
        _number = number;
        _perDimension = perDimension;
    }

    /// <summary>As many as make 2d+1 snapshots out of all samples together, within the budget of snapshots; the default value.</summary>
    public static StepCount Auto => default;

    /// <summary>The paper's 2d for every sample, d the smallest dimension inside the block.</summary>
    public static StepCount TwicePerDimension => new(0, perDimension: true);

    /// <summary>A fixed number.</summary>
    /// <param name="steps">1 to 10,000.</param>
    /// <exception cref="SettingsException">KOOP4001 when out of range.</exception>
    public static StepCount Exactly(int steps) =>
        new(SettingsRange.Within("steps", steps, 1, 10_000), perDimension: false);

    /// <summary>Reads <c>auto</c>, <c>2d</c> or a number.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it is none of them.</exception>
    public static StepCount Parse(string text) => text switch
    {
        "auto" => Auto,
        "2d" => TwicePerDimension,
        _ when int.TryParse(text, out int steps) => Exactly(steps),
        _ => throw SettingsRange.Wrong("steps", text, "auto, 2d, or a number from 1 to 10000"),
    };

    /// <summary>The steps for a block of smallest dimension <paramref name="d"/>.</summary>
    internal int For(int d, int samples, int budget) =>
        _perDimension ? Math.Max(1, 2 * d)
        : _number > 0 ? _number
        : (int)((Math.Min((2L * d) + 1, budget) + samples - 1) / samples);

    /// <inheritdoc/>
    public override string ToString() => _perDimension ? "2d" : _number > 0 ? _number.ToString() : "auto";
}
