using System.Text.Json;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// A checked baseline as JSON for a program that started the tool: one line per diagnostic, then one line with the verdict.
/// </summary>
internal static class DiagnosticLines
{
    /// <summary>The lines, each terminated by LF.</summary>
    public static string Render(CheckedBaseline baseline)
    {
        string file = Path.GetFullPath(baseline.Path);
        return string.Concat(baseline.Diagnostics.Select(d => TerminalJson.Line(json => Write(json, file, d))))
            + TerminalJson.Line(json => Write(json, file, baseline));
    }

    private static void Write(Utf8JsonWriter json, string file, CheckDiagnostic diagnostic)
    {
        json.WriteString("kind", "diagnostic");
        json.WriteString("severity", ChoiceText.Name(diagnostic.Severity));
        json.WriteString("code", diagnostic.Code);
        json.WriteString("file", file);
        json.WriteNumber("line", diagnostic.Place.Line);
        json.WriteNumber("column", diagnostic.Place.Column);
        json.WriteGiven("block", diagnostic.Block);
        json.WriteString("message", diagnostic.Message);
        json.WriteGiven("helpUri", HelpLink.Address);
    }

    private static void Write(Utf8JsonWriter json, string file, CheckedBaseline baseline)
    {
        json.WriteString("kind", "baseline");
        json.WriteString("file", file);
        json.WriteString("verdict", ChoiceText.Name(baseline.Verdict));
        json.WriteNumber("exitCode", baseline.ExitCode);
        json.WriteString("summary", baseline.Summary);
        json.WriteGiven("text", baseline.Text);
        json.WriteStrings("inputs", baseline.Inputs);
    }
}
