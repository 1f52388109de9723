using System.Text.Json;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Credits;

/// <summary>What a setting belongs to: commands take the options of some groups only.</summary>
internal enum SettingGroup
{
    /// <summary>How credits are computed from the blocks.</summary>
    Method,

    /// <summary>How the network is divided into blocks.</summary>
    Partition,

    /// <summary>What the analysis runs on: also an option of commands that take all other settings from a baseline.</summary>
    Run,
}

/// <summary>
/// One row of the table of settings, <see cref="AnalysisSettings.Table"/>. Command line, baselines, comparison, schema, the table in the
/// README and the key of the cache follow from it.
/// </summary>
internal abstract class Setting(string name, string option, string help)
{
    /// <summary>The name in baselines and messages.</summary>
    public string Name { get; } = name;

    /// <summary>The option of the command line.</summary>
    public string Option { get; } = option;

    /// <summary>What the setting is, in one sentence for the help of the command line.</summary>
    public string Help { get; } = help;

    /// <summary>What the README says in addition.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether baselines hold the setting only if it was given, as those do that were written before there was one.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What the setting belongs to.</summary>
    public SettingGroup Group { get; init; }

    /// <summary>What stands for the value in the help of the command line.</summary>
    public abstract string HelpName { get; }

    /// <summary>The range of a number, in words; else empty.</summary>
    public abstract string Range { get; }

    /// <summary>The JSON schema of a value: the members of its object.</summary>
    public abstract string Schema { get; }

    /// <summary>Whether the option takes several values.</summary>
    public abstract bool IsList { get; }

    /// <summary>The value as text, to compare and to show.</summary>
    public abstract string Text(AnalysisSettings settings);

    /// <summary>Writes the member of a baseline.</summary>
    public abstract void Write(Utf8JsonWriter json, AnalysisSettings settings);

    /// <summary>The settings with the value that a baseline holds.</summary>
    /// <exception cref="BaselineException">KOOP1002 if the member is missing or of another type.</exception>
    /// <exception cref="SettingsException">KOOP4001 if the value is wrong.</exception>
    public abstract AnalysisSettings Read(JsonFields fields, AnalysisSettings settings);

    /// <summary>The settings with the value that a command line gives.</summary>
    /// <exception cref="SettingsException">KOOP4001 if the value is wrong; it names the option.</exception>
    public abstract AnalysisSettings Parse(IReadOnlyList<string> texts, AnalysisSettings settings);
}

/// <summary>A setting of one type.</summary>
/// <param name="name">The name in baselines and messages.</param>
/// <param name="option">The option of the command line.</param>
/// <param name="kind">Which values there are, and how they are read and written.</param>
/// <param name="get">Reads the property.</param>
/// <param name="set">Sets the property in a copy.</param>
/// <param name="help">What the setting is, in one sentence.</param>
internal sealed class Setting<T>(
    string name,
    string option,
    SettingKind<T> kind,
    Func<AnalysisSettings, T> get,
    Func<AnalysisSettings, T, AnalysisSettings> set,
    string help)
    : Setting(name, option, help)
{
    /// <inheritdoc/>
    public override string HelpName => kind.HelpName;

    /// <inheritdoc/>
    public override string Range => kind.Range;

    /// <inheritdoc/>
    public override string Schema => kind.Schema;

    /// <inheritdoc/>
    public override bool IsList => kind.IsList;

    /// <summary>The value, if the setting takes it.</summary>
    /// <exception cref="SettingsException">KOOP4001 if it does not.</exception>
    public T Check(T value) => kind.Check(Name, value);

    /// <inheritdoc/>
    public override string Text(AnalysisSettings settings) => kind.Text(get(settings));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, AnalysisSettings settings) => kind.Write(json, Name, get(settings));

    /// <inheritdoc/>
    public override AnalysisSettings Read(JsonFields fields, AnalysisSettings settings) => set(settings, kind.Read(fields, Name));

    /// <inheritdoc/>
    public override AnalysisSettings Parse(IReadOnlyList<string> texts, AnalysisSettings settings) =>
        set(settings, kind.Check(Option, kind.Parse(Option, texts)));
}
