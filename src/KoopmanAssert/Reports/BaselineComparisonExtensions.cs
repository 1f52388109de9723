using KoopmanAssert.Core.Reports;

namespace KoopmanAssert;

/// <summary>Writes a comparison as an HTML page.</summary>
public static class BaselineComparisonExtensions
{
    /// <summary>
    /// Writes the comparison as one HTML page that needs no other file, no network and no script. It shows the verdict, each block with its
    /// figures and their limits, and the details that <see cref="AnalysisOptions.Details"/> asked for.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="path">The page; its name ends with <c>.html</c>. An older page is replaced, but no other file.</param>
    /// <exception cref="SettingsException">KOOP4001: the name has another ending.</exception>
    /// <exception cref="RuntimeException">KOOP3004: the page cannot be written, or the path holds a file that is not a report; KOOP3010: another
    /// process does not stop writing it.</exception>
    public static void WriteHtml(this BaselineComparison comparison, string path)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReportFile.Page(path).Write(new CheckReport([CheckedBaseline.Create(comparison, exitCode: comparison.Holds ? 0 : 1)]));
    }
}
