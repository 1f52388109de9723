using System.CommandLine;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Options;

/// <summary>The options that say how far a network may move, for a new baseline.</summary>
internal sealed class ToleranceOptions
{
    private const string RetrainingName = "--retraining";

    private static readonly Choice<Retraining> Retrainings = Choice.Among<Retraining>();

    private readonly Option<double?> _falseAlarms = new("--false-alarms")
    {
        HelpName = "X",
        CustomParser = CommonOptions.Number,
        Description = "Learnt tolerance: the share of legitimate retrains that may fail the check (default: 0.05).",
    };

    private readonly Option<string?> _retraining = CommonOptions.Checked(
        new Option<string?>(RetrainingName)
        {
            HelpName = Retrainings.HelpName,
            Description = "Learnt tolerance: retrains start from new weights (fresh) or from the weights of the previous model "
                + "(continued); auto, the default, sees it from the weights.",
        },
        text => Retrainings.Parse(RetrainingName, [text]));

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
    /// <exception cref="SettingsException">KOOP4001 if a value is out of range.</exception>
    public Tolerance Read(ParseResult parsed)
    {
        IReadOnlyList<StatedTolerance> rules = CommonOptions.ReadRules(parsed.GetValue(_stated));
        double? falseAlarms = parsed.GetValue(_falseAlarms);
        string? retraining = parsed.GetValue(_retraining);
        bool learns = falseAlarms is not null || retraining is not null || !rules.Any(r => r.Blocks == "*");
        var defaults = new LearntTolerance();
        LearntTolerance? learnt = learns ? SettingCheck.AsOption(_falseAlarms.Name, () => new LearntTolerance
        {
            FalseAlarms = falseAlarms ?? defaults.FalseAlarms,
            Retraining = retraining is null ? defaults.Retraining : Retrainings.Parse(RetrainingName, [retraining]),
        }) : null;
        return SettingCheck.AsOption(CommonOptions.RankChangeName, () => new Tolerance
        {
            Learnt = learnt,
            Stated = rules,
            RankChange = parsed.GetValue(_rankChange),
        });
    }
}
