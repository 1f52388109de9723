using System.CommandLine;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Tool.Options;

/// <summary>The options that say how credits are computed: the settings of a baseline, from <see cref="AnalysisSettings.Table"/>.</summary>
internal sealed class SettingsOptions
{
    private readonly IReadOnlyList<(Setting Setting, Option Option)> _options =
        [.. AnalysisSettings.Table.Where(s => s.Group != SettingGroup.Run).Select(s => (s, OptionFor(s)))];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        AddTo(command, SettingGroup.Partition);
        AddTo(command, SettingGroup.Method);
    }

    /// <summary>Adds only the options that say how the network is partitioned.</summary>
    public void AddPartitionTo(Command command) => AddTo(command, SettingGroup.Partition);

    /// <summary>The settings of a command line.</summary>
    public AnalysisSettings Read(ParseResult parsed)
    {
        AnalysisProfile profile = Read(parsed, AnalysisSettings.Regression).Profile;
        return Read(parsed, profile == AnalysisProfile.Paper ? AnalysisSettings.Paper : AnalysisSettings.Regression);
    }

    private void AddTo(Command command, SettingGroup group)
    {
        foreach ((_, Option option) in _options.Where(o => o.Setting.Group == group))
        {
            command.Add(option);
        }
    }

    private AnalysisSettings Read(ParseResult parsed, AnalysisSettings defaults) =>
        _options.Aggregate(defaults, (settings, option) =>
            parsed.GetResult(option.Option) is { Tokens: { Count: > 0 } tokens }
                ? option.Setting.Parse([.. tokens.Select(t => t.Value)], settings)
                : settings);

    private static Option OptionFor(Setting setting)
    {
        if (setting.IsList)
        {
            return CommonOptions.NoOption(new Option<string[]>(setting.Option)
            {
                HelpName = setting.HelpName,
                Description = setting.Help,
                AllowMultipleArgumentsPerToken = true,
            });
        }

        var option = new Option<string?>(setting.Option) { HelpName = setting.HelpName, Description = setting.Help };
        return CommonOptions.Checked(option, text => setting.Parse([text], AnalysisSettings.Regression));
    }
}
