using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>
/// How many times in a row a block is applied, each time to its own output made to fit its input (the steps of the step-delay embedding
/// in the paper, III.C); <see cref="Auto"/> by default.
/// </summary>
public readonly record struct StepCount
{
    /// <summary>What <see cref="Parse"/> takes, in words.</summary>
    internal const string Choices = "auto, 2d, or a number from 1 to 10000";

    private const int Most = 10_000;

    private readonly int _number;
    private readonly bool _perDimension;

    private StepCount(int number, bool perDimension)
    {
        _number = number;
        _perDimension = perDimension;
    }

    /// <summary>
    /// The default: as few steps as give 2d+1 snapshots from all samples together, or <see cref="AnalysisSettings.Snapshots"/> if that is
    /// less; d is the smallest dimension inside the block. Blocks with more than 5,000 inputs or outputs take fewer, down to one, so that few
    /// samples never cost more than many.
    /// </summary>
    public static StepCount Auto => default;

    /// <summary>The paper's 2d steps for every sample, where d is the smallest dimension inside the block.</summary>
    public static StepCount TwicePerDimension => new(0, perDimension: true);

    /// <summary>The same number of steps for every block.</summary>
    /// <param name="steps">1 to 10,000.</param>
    /// <exception cref="SettingsException">KOOP4001 if the number is out of range.</exception>
    public static StepCount Exactly(int steps) => new(SettingCheck.Within("steps", steps, 1, Most), perDimension: false);

    /// <summary>Reads <c>auto</c>, <c>2d</c> or a number.</summary>
    /// <exception cref="SettingsException">KOOP4001 if the text is none of them, or the number is out of range.</exception>
    public static StepCount Parse(string text) =>
        TryParse(text, out StepCount steps) ? steps : throw SettingCheck.Wrong("steps", text, Choices);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _perDimension ? "2d" : _number > 0 ? $"{_number}" : "auto";

    /// <summary>Whether this is <see cref="Auto"/>.</summary>
    internal bool IsAuto => this == Auto;

    /// <summary>Reads a step count, if the text is one.</summary>
    internal static bool TryParse(string text, out StepCount steps)
    {
        bool isNumber = int.TryParse(text, out int number) && number is >= 1 and <= Most;
        steps = text == "2d" ? TwicePerDimension : new StepCount(number, perDimension: false);
        return isNumber || text is "auto" or "2d";
    }

    /// <summary>The steps for a block of smallest dimension <paramref name="d"/>.</summary>
    /// <param name="d">The dimension.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="budget">The snapshots at which <see cref="Auto"/> stops adding steps.</param>
    /// <param name="affordable">The most steps that <see cref="Auto"/> takes, at least 1.</param>
    internal int For(int d, int samples, int budget, int affordable = int.MaxValue) =>
        _perDimension ? Math.Max(1, 2 * d)
        : _number > 0 ? _number
        : Math.Min((int)((Math.Min((2L * d) + 1, budget) + samples - 1) / samples), affordable);
}
