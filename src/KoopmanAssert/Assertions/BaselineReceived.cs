using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Assertions;

/// <summary>
/// A file that a failed test writes to its output folder for review: the baseline that an update would write, or an HTML page.
/// </summary>
/// <param name="Path">The file, or null if it could not be written.</param>
/// <param name="Sentence">Where the file is, or why there is none.</param>
internal sealed record BaselineReceived(string? Path, string Sentence)
{
    private const string Suffix = ".credits.received.json";
    private const string PageSuffix = ".credits.received.html";

    /// <summary>Writes the received file of a baseline, never beside the source.</summary>
    public static BaselineReceived Write(CreditReport report, string baseline, Tolerance tolerance)
    {
        string path = PathFor(baseline, Suffix);
        try
        {
            // A baseline needs the noise floor, which the analysis of an assertion does not measure.
            AnalysisSources sources = report.Sources ?? new AnalysisSources(report.Model.Path, report.Samples.Path);
            CreditReport measured = SharedAnalyses.Run(
                sources.Model,
                sources.Samples,
                report.Settings,
                new AnalysisOptions { MeasureNoise = true, Labels = report.Labels?.Column ?? report.Labels?.Path });
            AtomicFile.Write(path, BaselineWriter.ToBytes(CreditBaseline.Create(measured, baseline, tolerance)));
            return new BaselineReceived(path, $"Received file for review: {path}");
        }
        catch (KoopmanAssertException failure)
        {
            return new BaselineReceived(null, $"The received file was not written: {failure.Message}");
        }
    }

    /// <summary>Writes the comparison as an HTML page, beside the received file.</summary>
    public static BaselineReceived WritePage(BaselineComparison comparison)
    {
        string path = PathFor(comparison.Baseline.Path, PageSuffix);
        try
        {
            comparison.WriteHtml(path);
            return new BaselineReceived(path, $"HTML report: {path}");
        }
        catch (RuntimeException failure)
        {
            return new BaselineReceived(null, $"The HTML report was not written: {failure.Message}");
        }
    }

    /// <summary>
    /// The path in the output folder that corresponds to the baseline's path in the project, or below the nearest common folder.
    /// </summary>
    private static string PathFor(string baseline, string suffix)
    {
        string full = System.IO.Path.GetFullPath(baseline);
        string name = System.IO.Path.GetFileName(full);
        string stem = name.EndsWith(CreditBaseline.FileSuffix, StringComparison.Ordinal) ? name[..^CreditBaseline.FileSuffix.Length] : name;
        string project = RunningProject.Current?.Folder ?? AppContext.BaseDirectory;
        string place = System.IO.Path.GetRelativePath(project, System.IO.Path.GetDirectoryName(full)!);
        string folder = System.IO.Path.IsPathRooted(place) ? "" : place; // on another drive
        return System.IO.Path.Combine([AppContext.BaseDirectory, .. Steps(folder).SkipWhile(step => step is "." or ".."), stem + suffix]);
    }

    private static string[] Steps(string path) => path.Split(System.IO.Path.DirectorySeparatorChar);
}
