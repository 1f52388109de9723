using System.Text;
using System.Text.Json;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>A file that a report is written to, whole or not at all; never in the place of a file that is none.</summary>
internal sealed class ReportFile
{
    private const long LargestReport = 1L << 30;
    private readonly string _path;
    private readonly ReportFormat _format;

    /// <summary>The file at a path, refused before anything is analysed.</summary>
    /// <exception cref="SettingsException">KOOP4001: its name has another ending than those of <see cref="ReportFormat"/>.</exception>
    /// <exception cref="RuntimeException">KOOP3004: another file is there.</exception>
    public ReportFile(string path)
    {
        _path = path;
        _format = ReportFormat.For(path);
        RefuseOther();
    }

    /// <summary>The same for a page, the one format that shows two models.</summary>
    /// <exception cref="SettingsException">KOOP4001: its name has another ending.</exception>
    /// <exception cref="RuntimeException">KOOP3004: another file is there.</exception>
    public static ReportFile Page(string path) => path.EndsWith(ReportFormat.PageEnding, StringComparison.OrdinalIgnoreCase)
        ? new ReportFile(path)
        : throw new SettingsException(
            DiagnosticCodes.Usage,
            path,
            "is not the name of a page.",
            $"Let it end with {ReportFormat.PageEnding}.");

    /// <summary>Writes a report, and the folders to it.</summary>
    /// <exception cref="RuntimeException">KOOP3004 when it cannot be written, or another file is there.</exception>
    public void Write(CheckReport report)
    {
        RefuseOther();
        OutputFile.Write(_path, Encoding.UTF8.GetBytes(_format.Content(report)));
    }

    private void RefuseOther()
    {
        if (File.Exists(_path) && !IsReport())
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                _path,
                "exists already and is no report of koopman-assert; it is left as it is.",
                "Give another name, or move that file away.");
        }
    }

    private bool IsReport()
    {
        try
        {
            if (RegularFile.Length(_path) is 0 or > LargestReport)
            {
                return false;
            }

            using FileStream stream = File.OpenRead(_path);
            if (IsPage(stream))
            {
                return true;
            }

            stream.Position = 0;
            using var json = JsonDocument.Parse(stream);
            return IsOurs(json.RootElement)
                || (Member(json.RootElement, "runs") is { ValueKind: JsonValueKind.Array } runs && runs.EnumerateArray().Any(IsOurs));
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsPage(FileStream stream)
    {
        byte[] beginning = Encoding.UTF8.GetBytes(HtmlReport.Beginning), read = new byte[beginning.Length];
        return stream.ReadAtLeast(read, read.Length, throwOnEndOfStream: false) == read.Length && read.AsSpan().SequenceEqual(beginning);
    }

    // Our own format names the tool itself, SARIF its driver.
    private static bool IsOurs(JsonElement run) =>
        Member(run, "tool") is { } tool && (Member(tool, "driver") ?? tool) is { } named
            && Member(named, "name") is { ValueKind: JsonValueKind.String } name
            && name.ValueEquals(CheckReport.Tool);

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;
}
