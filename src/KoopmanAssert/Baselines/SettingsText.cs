using System.Text.Json;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>
/// Settings as baselines write them: one line of JSON with every setting, also those with their default value unless they are optional.
/// </summary>
internal static class SettingsText
{
    // What a baseline was made with that lacks an optional setting: the default, unless that has changed since.
    private static readonly AnalysisSettings Absent = new() { PartitionVersion = AnalysisSettings.FirstPartition };

    /// <summary>The settings as one line.</summary>
    public static string Line(AnalysisSettings settings) => JsonLine.Render(json => Write(json, settings));

    /// <summary>Writes the members of the settings.</summary>
    public static void Write(Utf8JsonWriter json, AnalysisSettings settings)
    {
        foreach (Setting setting in AnalysisSettings.Table.Where(s => !s.IsOptional || s.Text(settings) != s.Text(Absent)))
        {
            setting.Write(json, settings);
        }
    }

    /// <summary>Reads the members of the settings.</summary>
    /// <exception cref="BaselineException">KOOP1002 if one is missing, unknown or out of range.</exception>
    public static AnalysisSettings Read(LocatedJson json)
    {
        JsonFields fields = json.Fields();
        AnalysisSettings settings = AnalysisSettings.Table.Aggregate(
            Absent,
            (read, setting) => setting.IsOptional && fields.Optional(setting.Name) is null ? read
                : fields.Guard(() => setting.Read(fields, read), setting.Name));
        fields.RefuseOthers();
        return settings;
    }
}
