using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KoopmanAssert.Core.Reports;

/// <summary>A run as SARIF 2.1.0, for code scanning: one result per error, none for a baseline that holds.</summary>
/// <remarks>Notes are left out: a result stays open until it is resolved, and a note requires no action.</remarks>
internal static class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Root = "%SRCROOT%";

    private sealed record Result(CheckedBaseline Baseline, CheckDiagnostic Diagnostic);

    /// <summary>The file's content.</summary>
    public static string Render(CheckReport report)
    {
        List<Result> results = [.. report.Baselines.SelectMany(b => b.Errors.Select(d => new Result(b, d)))];
        List<DiagnosticRule> rules = [.. DiagnosticRule.All.Where(rule => results.Any(r => r.Diagnostic.Code == rule.Code))];
        return TerminalJson.Text(json =>
        {
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteObjects("runs", [report], run =>
            {
                json.WriteObject("tool", () => json.WriteObject("driver", () => Driver(json, rules)));
                json.WriteObjects("invocations", [run], _ =>
                {
                    json.WriteBoolean("executionSuccessful", run.Verdict != CheckVerdict.Error);
                    json.WriteNumber("exitCode", run.ExitCode);
                });
                json.WriteObject(
                    "originalUriBaseIds",
                    () => json.WriteObject(Root, () => Text(json, "description", "The folder in which the check ran.")));
                json.WriteString("columnKind", "utf16CodeUnits");
                json.WriteObjects("results", results, result => Write(json, result, rules));
            });
        });
    }

    private static void Driver(Utf8JsonWriter json, List<DiagnosticRule> rules)
    {
        json.WriteString("name", CheckReport.Tool);
        json.WriteString("version", CheckReport.ToolVersion);
        json.WriteGiven("informationUri", HelpLink.Address);
        json.WriteObjects("rules", rules, rule =>
        {
            json.WriteString("id", rule.Code);
            json.WriteString("name", rule.Name);
            Text(json, "shortDescription", $"{rule.Title}.");
            Text(json, "fullDescription", $"{rule.Title}. {rule.Cause}");
            json.WriteObject("help", () =>
            {
                json.WriteString("text", $"{rule.Cause} {rule.WayOut}");
                json.WriteString("markdown", $"**{rule.Title}.**\n\n{rule.Cause}\n\n**What to do.** {rule.WayOut}");
            });
            json.WriteGiven("helpUri", HelpLink.Address);
            json.WriteObject("defaultConfiguration", () => json.WriteString("level", "error"));
        });
    }

    private static void Write(Utf8JsonWriter json, Result result, List<DiagnosticRule> rules)
    {
        (CheckedBaseline baseline, CheckDiagnostic diagnostic) = result;
        json.WriteString("ruleId", diagnostic.Code);
        json.WriteNumber("ruleIndex", rules.FindIndex(r => r.Code == diagnostic.Code));
        json.WriteString("level", "error");
        Text(json, "message", NoLink(ReportPath.InText(diagnostic.Message)));
        string path = ReportPath.Shorten(baseline.Path);
        json.WriteObjects("locations", [result], _ =>
        {
            json.WriteObject("physicalLocation", () => Place(json, path, diagnostic.Place));
            if (diagnostic.Block is { } block)
            {
                json.WriteObjects("logicalLocations", [block], name => json.WriteString("name", name));
            }
        });

        // Our own key: GitHub's upload computes the key that it reads (primaryLocationLineHash) from the line, and warns if it is given.
        json.WriteObject(
            "partialFingerprints",
            () => json.WriteString("koopmanAssertBlock/v1", Fingerprint(diagnostic.Code, path, diagnostic.Block)));
    }

    private static void Place(Utf8JsonWriter json, string path, BaselinePlace place)
    {
        json.WriteObject("artifactLocation", () =>
        {
            json.WriteString("uri", ReportPath.AsUri(path));
            json.WriteGiven("uriBaseId", Path.IsPathFullyQualified(path) ? null : Root);
        });
        json.WriteObject("region", () =>
        {
            json.WriteNumber("startLine", place.Line);
            json.WriteNumber("startColumn", place.Column);
        });
    }

    private static void Text(Utf8JsonWriter json, string name, string text) => json.WriteObject(name, () => json.WriteString("text", text));

    // SARIF reads [text](target) in a message as a link, and a name in it may come from an untrusted model.
    private static string NoLink(string message) => message.Replace("](", "] (", StringComparison.Ordinal);

    // Identifies a code of a block of a baseline, independently of figures and line. Neither paths nor codes contain NUL.
    private static string Fingerprint(string code, string path, string? block) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{code}\0{path}\0{block}")))[..32];
}
