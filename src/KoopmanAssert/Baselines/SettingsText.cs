using System.Text.Json;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>Settings as baselines write them: one line of JSON, every setting named, also the defaults.</summary>
internal static class SettingsText
{
    /// <summary>The settings as one line.</summary>
    public static string Line(AnalysisSettings settings) => JsonLine.Render(json => Write(json, settings));

    /// <summary>Writes the members of the settings.</summary>
    public static void Write(Utf8JsonWriter json, AnalysisSettings settings)
    {
        json.WriteString("profile", ChoiceText.Name(settings.Profile));
        json.WriteStrings("blocks", settings.Blocks.Count > 0 ? settings.Blocks : ["auto"]);
        json.WriteStrings("split", settings.Split);
        json.WriteStrings("cuts", settings.Cuts);
        json.WriteStrings("input", settings.Inputs);
        json.WriteStrings("output", settings.Outputs);
        json.WriteString("classes", settings.Classes);
        json.WriteString("alignment", settings.Alignment.Name);
        json.WriteString("observable", ChoiceText.Name(settings.Observable));
        json.WriteString("steps", settings.Steps.ToString());
        json.WriteNumber("snapshots", settings.Snapshots);
        json.WriteNumberOrNull("reduce", settings.Reduce);
        json.WriteString("volume", ChoiceText.Name(settings.Volume));
        json.WriteStrings("kernels", settings.Kernels);
        json.WriteNumber("repeats", settings.Repeats);
        json.WriteNumber("seed", settings.Seed);
        json.WriteString("rankRule", settings.RankRule);
        json.WriteNumber("rankTolerance", settings.RankTolerance);
        json.WriteNumber("maxSamples", settings.MaxSamples);
        json.WriteString("provider", settings.Provider);
        json.WriteString("pixels", settings.Pixels);
    }

    /// <summary>Reads the members of the settings.</summary>
    /// <exception cref="BaselineException">KOOP1002 when one is missing, unknown or out of range.</exception>
    public static AnalysisSettings Read(LocatedJson json)
    {
        JsonFields fields = json.Fields();
        AnalysisSettings settings = fields.Guard(() => new AnalysisSettings
        {
            Profile = fields.Choice<AnalysisProfile>("profile"),
            Blocks = fields.Strings("blocks") is ["auto"] or ["layers"] ? [] : fields.Strings("blocks"),
            Split = fields.Strings("split"),
            Cuts = fields.Strings("cuts"),
            Inputs = fields.Strings("input"),
            Outputs = fields.Strings("output"),
            Classes = fields.String("classes"),
            Alignment = Alignment(fields.String("alignment")),
            Observable = fields.Choice<Observable>("observable"),
            Steps = StepCount.Parse(fields.String("steps")),
            Snapshots = fields.Int("snapshots"),
            Reduce = fields.Required("reduce").Value is null ? null : fields.Int("reduce"),
            Volume = fields.Choice<Volume>("volume"),
            Kernels = fields.Strings("kernels"),
            Repeats = fields.Int("repeats"),
            Seed = fields.Int("seed"),
            RankRule = fields.String("rankRule"),
            RankTolerance = fields.Number("rankTolerance"),
            MaxSamples = fields.Int("maxSamples"),
            Provider = fields.String("provider"),
            Pixels = fields.String("pixels"),
        });
        fields.RefuseOthers();
        return settings;
    }

    /// <summary>The alignment of that name.</summary>
    /// <exception cref="SettingsException">KOOP4001 when there is none.</exception>
    public static DimensionAlignment Alignment(string name) => name switch
    {
        "principal" => DimensionAlignment.Principal,
        "gaussian" => DimensionAlignment.Gaussian,
        "orthonormal" => DimensionAlignment.Orthonormal,
        _ => throw SettingsRange.Wrong("alignment", name, "principal, gaussian or orthonormal"),
    };
}
