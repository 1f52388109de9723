using System.Text.Json;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// A run as JSON that holds everything the other formats show. The schema report-1.schema.json ships with the package.
/// </summary>
internal static class JsonReport
{
    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>The name of the schema that ships with the package.</summary>
    public const string Schema = "report-1.schema.json";

    /// <summary>The file's content.</summary>
    public static string Render(CheckReport report) => TerminalJson.Text(json =>
    {
        json.WriteString("$schema", Schema);
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteObject("tool", () =>
        {
            json.WriteString("name", CheckReport.Tool);
            json.WriteString("version", CheckReport.ToolVersion);
        });
        json.WriteString("verdict", ChoiceText.Name(report.Verdict));
        json.WriteNumber("exitCode", report.ExitCode);
        json.WriteObjects("baselines", report.Baselines, baseline => Write(json, baseline));
    });

    private static void Write(Utf8JsonWriter json, CheckedBaseline baseline)
    {
        json.WriteString("path", ReportPath.Shorten(baseline.Path));
        json.WriteString("verdict", ChoiceText.Name(baseline.Verdict));
        json.WriteNumber("exitCode", baseline.ExitCode);
        json.WriteString("summary", baseline.Summary);
        if (baseline.Comparison is { } comparison)
        {
            WriteFiles(json, comparison);
        }

        if (baseline.Comparison?.Score is { } score)
        {
            json.WriteObject("score", () => Write(json, score, baseline.Comparison.Verdict));
        }

        json.WriteObjects("diagnostics", baseline.Diagnostics, diagnostic => Write(json, diagnostic));
        json.WriteObjects("blocks", baseline.Comparison?.Blocks ?? [], block => Write(json, block));
    }

    private static void WriteFiles(Utf8JsonWriter json, BaselineComparison comparison)
    {
        FileIdentity model = comparison.Report.Model, samples = comparison.Report.Samples;
        json.WriteObject("model", () =>
        {
            json.WriteIdentity(model with { Path = ReportPath.Shorten(model) });
            json.WriteString("acceptedSha256", comparison.Baseline.Model.Sha256);
        });
        json.WriteObject("samples", () =>
            json.WriteIdentity(samples with { Path = ReportPath.Shorten(samples) }, comparison.Report.SampleCount));
    }

    private static void Write(Utf8JsonWriter json, DriftScore score, DriftVerdict? verdict)
    {
        json.WriteNumber("value", score.Value);
        json.WriteNumber("threshold", score.Threshold);
        json.WriteNumber("retrains", score.Retrains);
        json.WriteString("fault", verdict?.Fault);
        json.WriteStrings("moved", verdict?.Moved ?? []);
        if (verdict?.Cause is { } cause)
        {
            json.WriteObject("cause", () =>
            {
                json.WriteString("name", cause.Name);
                json.WriteString("words", cause.Words);
                json.WriteString("block", cause.Block);
                json.WriteString("lookAt", cause.LookAt);
            });
        }

        json.WriteObjects("figures", score.Figures, figure =>
        {
            json.WriteString("block", figure.Block);
            json.WriteString("figure", figure.Figure.Name);
            json.WriteNumber("value", figure.Figure.Value);
            json.WriteNumber("accepted", figure.Accepted.Value);
            json.WriteNumber("mean", figure.Mean);
            json.WriteNumber("allowed", figure.Allowed);
            json.WriteNumber("z", figure.Z);
        });
    }

    private static void Write(Utf8JsonWriter json, CheckDiagnostic diagnostic)
    {
        json.WriteString("severity", ChoiceText.Name(diagnostic.Severity));
        json.WriteString("code", diagnostic.Code);
        json.WriteNumber("line", diagnostic.Place.Line);
        json.WriteNumber("column", diagnostic.Place.Column);
        json.WriteString("block", diagnostic.Block);
        json.WriteString("message", ReportPath.InText(diagnostic.Message));
    }

    private static void Write(Utf8JsonWriter json, BlockComparison block)
    {
        (int inputs, int outputs) = block.Shape;
        json.WriteString("name", block.Name);
        json.WriteString("kind", Block.KindOf(inputs, outputs).ToString());
        json.WriteNumber("inputs", inputs);
        json.WriteNumber("outputs", outputs);
        json.WriteNumberOrNull("acceptedRank", block.Accepted?.Rank);
        json.WriteNumberOrNull("rank", block.Current?.Rank);
        json.WriteNumberOrNull("acceptedLogCredit", block.Accepted?.LogCredit);
        json.WriteNumberOrNull("logCredit", block.CurrentLogCredit);
        json.WriteNumberOrNull("difference", block.Difference);
        json.WriteNumberOrNull("allowed", block.Allowed);
        json.WriteNumberOrNull("ratio", block.Ratio);
        json.WriteString("rule", block.Rule?.Words);
        json.WriteNumberOrNull("noiseFloor", block.Accepted?.NoiseFloor);
    }
}
