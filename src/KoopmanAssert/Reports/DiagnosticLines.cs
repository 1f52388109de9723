using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KoopmanAssert;

/// <summary>A checked baseline as JSON for a program that started the tool: one line a diagnostic, then one line with the verdict.</summary>
internal static class DiagnosticLines
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines, each ended by LF.</summary>
    public static string Of(CheckedBaseline baseline)
    {
        string file = Path.GetFullPath(baseline.Path);
        return string.Concat(baseline.Diagnostics.Select(d => Line(json => Write(json, file, d)))) + Line(json => Write(json, file, baseline));
    }

    private static void Write(Utf8JsonWriter json, string file, CheckDiagnostic diagnostic)
    {
        json.WriteString("kind", "diagnostic");
        json.WriteString("severity", SettingsText.Name(diagnostic.Severity));
        json.WriteString("code", diagnostic.Code);
        json.WriteString("file", file);
        json.WriteNumber("line", diagnostic.Place.Line);
        json.WriteNumber("column", diagnostic.Place.Column);
        WriteGiven(json, "block", diagnostic.Block);
        json.WriteString("message", diagnostic.Message);
        WriteGiven(json, "helpUri", HelpLink.Address);
    }

    private static void Write(Utf8JsonWriter json, string file, CheckedBaseline baseline)
    {
        json.WriteString("kind", "baseline");
        json.WriteString("file", file);
        json.WriteString("verdict", SettingsText.Name(baseline.Verdict));
        json.WriteNumber("exitCode", baseline.ExitCode);
        json.WriteString("summary", baseline.Summary);
        WriteGiven(json, "text", baseline.Text);
        json.WriteStartArray("inputs");
        foreach (string input in baseline.Inputs)
        {
            json.WriteStringValue(input);
        }

        json.WriteEndArray();
    }

    private static void WriteGiven(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Line(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return TerminalJson.Safe(Encoding.UTF8.GetString(stream.ToArray())) + "\n";
    }
}
