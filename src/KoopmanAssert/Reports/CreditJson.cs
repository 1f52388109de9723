using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KoopmanAssert;

/// <summary>Credits and partitions as JSON, with the names that baselines use.</summary>
internal static class CreditJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The credits of a network.</summary>
    public static string Of(CreditReport report) => Text(json =>
    {
        Identity(json, "model", report.Model, null);
        Identity(json, "samples", report.Samples, report.SampleCount);
        json.WriteStartObject("settings");
        SettingsText.Write(json, report.Settings);
        json.WriteEndObject();
        json.WriteStartArray("blocks");
        foreach (BlockCredit block in report.Blocks)
        {
            Write(json, block);
        }

        json.WriteEndArray();
    });

    /// <summary>The partition of a network.</summary>
    public static string Of(string model, IReadOnlyList<Block> blocks) => Text(json =>
    {
        json.WriteString("model", model);
        json.WriteStartArray("blocks");
        foreach (Block block in blocks)
        {
            json.WriteStartObject();
            json.WriteString("name", block.Name);
            json.WriteString("kind", block.Kind.ToString());
            json.WriteNumber("inputs", block.From.Dimension);
            json.WriteNumber("outputs", block.To.Dimension);
            Strings(json, "from", block.From.Names);
            Strings(json, "to", block.To.Names);
            Strings(json, "operators", block.Operators);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Text(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Identity(Utf8JsonWriter json, string name, FileIdentity file, int? count)
    {
        json.WriteStartObject(name);
        json.WriteString("path", file.Path);
        json.WriteString("sha256", file.Sha256);
        if (count is { } samples)
        {
            json.WriteNumber("count", samples);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BlockCredit block)
    {
        json.WriteStartObject();
        json.WriteString("name", block.Name);
        json.WriteString("kind", block.Kind.ToString());
        json.WriteNumber("inputs", block.Inputs);
        json.WriteNumber("outputs", block.Outputs);
        json.WriteNumber("rank", block.Rank);
        json.WriteNumber("snapshotRank", block.SnapshotRank);
        Number(json, "logCredit", block.LogCredit);
        Number(json, "logCreditPerDimension", block.LogCreditPerDimension);
        Number(json, "spread", block.Spread);
        Number(json, "residual", block.Residual);
        Number(json, "condition", block.Condition);
        json.WriteNumber("steps", block.Steps);
        json.WriteNumber("stepsUsed", block.StepsUsed);
        json.WriteNumber("snapshots", block.Snapshots);
        json.WriteString("route", SettingsText.Name(block.Route));
        json.WriteString("unreliable", block.Unreliable);
        json.WriteStartArray("singularValues");
        foreach (double value in block.SingularValues)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
