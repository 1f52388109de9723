using System.Text.Json;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>Credits and partitions as JSON, with the names that baselines use.</summary>
internal static class CreditJson
{
    /// <summary>The credits of a network.</summary>
    public static string Render(CreditReport report) => TerminalJson.Text(json =>
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
        IReadOnlyList<CreditShare> shares = CreditShare.Compute([.. report.Blocks.Select(b => b.LogCreditPerDimension)]);
        json.WriteStartArray("blocks");
        foreach ((BlockCredit block, CreditShare share) in report.Blocks.Zip(shares))
        {
            Write(json, block, share);
        }

        json.WriteEndArray();
        if (report.FeatureWeights is { } weights)
        {
            Write(json, weights);
        }
    });

    /// <summary>The partition of a network.</summary>
    public static string Render(string model, IReadOnlyList<Block> blocks, IReadOnlyList<string> notes) => TerminalJson.Text(json =>
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
        json.WriteStrings("notes", notes);
    });

    private static void Write(Utf8JsonWriter json, BlockCredit block, CreditShare share)
    {
        json.WriteStartObject();
        json.WriteString("name", block.Name);
        json.WriteString("kind", block.Kind.ToString());
        json.WriteNumber("inputs", block.Inputs);
        json.WriteNumber("outputs", block.Outputs);
        json.WriteCredit(block.Operator);
        json.WriteNumberOrNull("share", share.Share);
        json.WriteNumberOrNull("place", share.Place);
        json.WriteNumberOrNull("logSensitivity", block.LogSensitivity);
        json.WriteFit(block.Operator);
        json.WriteString("route", ChoiceText.Name(block.Route));
        json.WriteString("unreliable", block.Unreliable);
        json.WriteStartArray("singularValues");
        foreach (double value in block.SingularValues)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        if (block.Kernels.Count > 0)
        {
            Write(json, block.Kernels);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<KernelCredit> kernels)
    {
        IReadOnlyList<CreditShare> shares = CreditShare.Compute([.. kernels.Select(k => k.LogCredit / k.Rank)]);
        json.WriteStartArray("kernels");
        foreach ((KernelCredit kernel, CreditShare share) in kernels.Zip(shares))
        {
            json.WriteStartObject();
            json.WriteNumber("index", kernel.Index);
            json.WriteNumberOrNull("logCredit", kernel.LogCredit);
            json.WriteNumber("rank", kernel.Rank);
            json.WriteNumberOrNull("share", share.Share);
            json.WriteNumberOrNull("place", share.Place);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // One row an output, one number an input feature.
    private static void Write(Utf8JsonWriter json, FeatureWeights weights)
    {
        json.WriteStartArray("featureWeights");
        for (int output = 0; output < weights.Outputs; output++)
        {
            json.WriteStartArray();
            for (int input = 0; input < weights.Inputs; input++)
            {
                json.WriteNumberValue(weights[output, input]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
