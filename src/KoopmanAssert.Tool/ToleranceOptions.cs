using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary>The options that say how far a network may move, for a new baseline.</summary>
internal sealed class ToleranceOptions
{
    private readonly Option<double?> _falseAlarms = new("--false-alarms") {
        HelpName = "X",
        CustomParser = SettingsOptions.Number,
        Description = "Learnt: the rate of honest retrains that may be flagged (default 0.05)." };
    private readonly Option<string?> _retraining = new("--retraining") {
        HelpName = "fresh|continued",
        Description = "Learnt: from new weights (default), or continued from the weights of the model before." };
    private readonly Option<string[]> _stated = CommonOptions.Tolerance();
    private readonly Option<int?> _rankChange = CommonOptions.RankChange();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_falseAlarms, _retraining, _stated, _rankChange])
        {
            command.Add(option);
        }
    }

    /// <summary>The tolerance of a command line: learnt, unless it is stated for every block.</summary>
    /// <exception cref="SettingsException">KOOP4001 when a value is out of range or no choice.</exception>
    public Tolerance Read(ParseResult parsed)
    {
        List<StatedTolerance> rules = [.. (parsed.GetValue(_stated) ?? []).Select(StatedTolerance.Parse)];
        double? falseAlarms = parsed.GetValue(_falseAlarms);
        string? retraining = parsed.GetValue(_retraining);
        bool learns = falseAlarms is not null || retraining is not null || !rules.Exists(r => r.Blocks == "*");
        var defaults = new LearntTolerance();
        return new Tolerance
        {
            Learnt = learns ? new LearntTolerance
            {
                FalseAlarms = falseAlarms ?? defaults.FalseAlarms,
                Retraining = SettingsOptions.Choice(retraining, "retraining", defaults.Retraining),
            } : null,
            Stated = rules,
            RankChange = parsed.GetValue(_rankChange),
        };
    }
}
