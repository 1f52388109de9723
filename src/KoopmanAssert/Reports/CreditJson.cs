using System.Text.Json;

namespace KoopmanAssert;

/// <summary>Credits and partitions as JSON, with the names that baselines use.</summary>
internal static class CreditJson
{
    /// <summary>The credits of a network.</summary>
    public static string Of(CreditReport report) => TerminalJson.Text(json =>
    {
        json.WriteStartObject("model");
        json.WriteIdentity(report.Model);
        json.WriteEndObject();
        json.WriteStartObject("samples");
        json.WriteIdentity(report.Samples, report.SampleCount);
        json.WriteEndObject();
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
    public static string Of(string model, IReadOnlyList<Block> blocks) => TerminalJson.Text(json =>
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
            json.WriteStrings("from", block.From.Names);
            json.WriteStrings("to", block.To.Names);
            json.WriteStrings("operators", block.Operators);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, BlockCredit block)
    {
        json.WriteStartObject();
        json.WriteString("name", block.Name);
        json.WriteString("kind", block.Kind.ToString());
        json.WriteNumber("inputs", block.Inputs);
        json.WriteNumber("outputs", block.Outputs);
        json.WriteNumber("rank", block.Rank);
        json.WriteNumber("snapshotRank", block.SnapshotRank);
        json.WriteNumberOrNull("logCredit", block.LogCredit);
        json.WriteNumberOrNull("logCreditPerDimension", block.LogCreditPerDimension);
        json.WriteNumberOrNull("spread", block.Spread);
        json.WriteNumberOrNull("residual", block.Residual);
        json.WriteNumberOrNull("condition", block.Condition);
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
}
