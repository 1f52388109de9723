using System.Text;
using System.Text.Json;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>The file of a report. It is written completely or not at all, and only replaces an older report.</summary>
internal sealed class ReportFile
{
    private const long LargestReport = 1L << 30;
    private readonly string _path;
    private readonly ReportFormat _format;

    /// <summary>The file at a path. An unusable path is refused here, before anything is analysed.</summary>
    /// <exception cref="SettingsException">KOOP4001: the name has none of the endings of <see cref="ReportFormat"/>.</exception>
    /// <exception cref="RuntimeException">KOOP3004: the path holds a file that is not a report.</exception>
    public ReportFile(string path)
    {
        _path = path;
        _format = ReportFormat.For(path);
        RefuseOther();
    }

    /// <summary>The same for an HTML page, the only format that shows two models.</summary>
    /// <exception cref="SettingsException">KOOP4001: the name has another ending.</exception>
    /// <exception cref="RuntimeException">KOOP3004: the path holds a file that is not a report.</exception>
    public static ReportFile Page(string path) => path.EndsWith(ReportFormat.PageEnding, StringComparison.OrdinalIgnoreCase)
        ? new ReportFile(path)
        : throw new SettingsException(
            DiagnosticCodes.Usage,
            path,
            "is not the name of an HTML page.",
            $"Use a name that ends with {ReportFormat.PageEnding}.");

    /// <summary>Writes a report and creates the folders of its path.</summary>
    /// <exception cref="RuntimeException">KOOP3004: it cannot be written, or the path holds a file that is not a report; KOOP3010: another
    /// process does not stop writing it.</exception>
    public void Write(CheckReport report, LockWait? wait = null) => Write(_format.Content(report), wait);

    /// <summary>The same for content that was rendered elsewhere.</summary>
    /// <exception cref="RuntimeException">KOOP3004 and KOOP3010, as above.</exception>
    public void Write(string content, LockWait? wait = null)
    {
        RefuseOther();
        OutputFile.Write(_path, Encoding.UTF8.GetBytes(content), wait);
    }

    private void RefuseOther()
    {
        if (File.Exists(_path) && !IsReport())
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                _path,
                "exists and is not a report of koopman-assert; it was not changed.",
                "Use another name, or move that file away.");
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
            if (Begins(stream, HtmlReport.Beginning) || Begins(stream, MarkdownSummary.Beginning))
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

    private static bool Begins(FileStream stream, string with)
    {
        byte[] beginning = Encoding.UTF8.GetBytes(with), read = new byte[beginning.Length];
        stream.Position = 0;
        return stream.ReadAtLeast(read, read.Length, throwOnEndOfStream: false) == read.Length && read.AsSpan().SequenceEqual(beginning);
    }

    // Our own format has the name of the tool in "tool", SARIF in "driver" of "tool".
    private static bool IsOurs(JsonElement run) =>
        Member(run, "tool") is { } tool && (Member(tool, "driver") ?? tool) is { } named
            && Member(named, "name") is { ValueKind: JsonValueKind.String } name
            && name.ValueEquals(CheckReport.Tool);

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;
}

/// <summary>A report format, chosen by the ending of the file's name.</summary>
/// <param name="Ending">The ending of the name.</param>
/// <param name="Content">Renders the text of the file.</param>
internal sealed record ReportFormat(string Ending, Func<CheckReport, string> Content)
{
    /// <summary>The ending of an HTML page.</summary>
    public const string PageEnding = ".html";

    /// <summary>Every format; the first whose ending matches is used.</summary>
    public static IReadOnlyList<ReportFormat> All { get; } =
    [
        new(".sarif", SarifReport.Render),
        new(".sarif.json", SarifReport.Render),
        new(".json", JsonReport.Render),
        new(PageEnding, HtmlReport.Render),
        new(".md", MarkdownSummary.Render),
    ];

    /// <summary>The format of a file.</summary>
    /// <exception cref="SettingsException">KOOP4001: the name has no such ending, or that of a baseline, so that the next check would read
    /// it as one.</exception>
    public static ReportFormat For(string path)
    {
        ReportFormat? format = path.EndsWith(CreditBaseline.FileSuffix, StringComparison.OrdinalIgnoreCase) ? null
            : All.FirstOrDefault(f => path.EndsWith(f.Ending, StringComparison.OrdinalIgnoreCase));
        return format ?? throw new SettingsException(DiagnosticCodes.Usage, path, "is not the name of a report.",
            $"Use a name that ends with {string.Join(", ", All.Select(f => f.Ending))}, "
            + $"but not with {CreditBaseline.FileSuffix}, the ending of baselines.");
    }
}
