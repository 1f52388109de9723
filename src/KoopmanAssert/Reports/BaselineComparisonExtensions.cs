using KoopmanAssert.Core.Reports;

namespace KoopmanAssert;

/// <summary>Writes a comparison as a page.</summary>
public static class BaselineComparisonExtensions
{
    /// <summary>
    /// Writes the comparison as one HTML page that needs no other file, no network and no script: the verdict, each block with its figures
    /// beside what is allowed, and what <see cref="AnalysisOptions.Details"/> asked for.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="path">The page; its name ends with <c>.html</c>. An older page is replaced, any other file is left alone.</param>
    /// <exception cref="SettingsException">KOOP4001: the name ends otherwise.</exception>
    /// <exception cref="RuntimeException">KOOP3004: the page cannot be written, or another file is in its place.</exception>
    public static void WriteHtml(this BaselineComparison comparison, string path)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReportFile.Page(path).Write(new CheckReport([CheckedBaseline.Create(comparison, exitCode: comparison.Holds ? 0 : 1)]));
    }
}
