namespace KoopmanAssert.Core.Reports;

/// <summary>A format of reports, told by the ending of the file's name.</summary>
/// <param name="Ending">What the name ends with.</param>
/// <param name="Content">The text of the file.</param>
internal sealed record ReportFormat(string Ending, Func<CheckReport, string> Content)
{
    /// <summary>What the name of a page ends with.</summary>
    public const string PageEnding = ".html";

    /// <summary>Every format; of two endings that fit, the first counts.</summary>
    public static IReadOnlyList<ReportFormat> All { get; } =
    [
        new(".sarif", SarifReport.Render),
        new(".sarif.json", SarifReport.Render),
        new(".json", JsonReport.Render),
        new(PageEnding, HtmlReport.Render),
    ];

    /// <summary>The format of a file.</summary>
    /// <exception cref="SettingsException">KOOP4001 when its name ends otherwise, or as the name of a baseline, for which the next check
    /// would take it.</exception>
    public static ReportFormat For(string path)
    {
        ReportFormat? format = path.EndsWith(CreditBaseline.FileSuffix, StringComparison.OrdinalIgnoreCase) ? null
            : All.FirstOrDefault(f => path.EndsWith(f.Ending, StringComparison.OrdinalIgnoreCase));
        return format ?? throw new SettingsException(DiagnosticCodes.Usage, path, "is not the name of a report.",
            $"Let it end with {string.Join(", ", All.Select(f => f.Ending))}, and not with {CreditBaseline.FileSuffix} as baselines do.");
    }
}
