namespace KoopmanAssert;

/// <summary>The received file of a failed test: the baseline that an update would write, kept under the test's output folder for review.</summary>
/// <param name="Path">The file, or null when none could be made.</param>
/// <param name="Sentence">Where it is, or why there is none.</param>
internal sealed record BaselineReceived(string? Path, string Sentence)
{
    private const string Suffix = ".credits.received.json";

    /// <summary>Writes the received file of a baseline; never beside the source.</summary>
    public static BaselineReceived Write(CreditReport report, string baseline, Tolerance tolerance)
    {
        string path = PathFor(baseline);
        try
        {
            // A baseline carries the noise floor, which the analysis of an assertion does without.
            CreditReport measured = CreditAnalysis.Run(report.Model.Path, report.Samples.Path, report.Settings, new AnalysisOptions { MeasureNoise = true });
            byte[] content = BaselineWriter.ToBytes(CreditBaseline.Create(measured, baseline, tolerance));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, content);
            return new BaselineReceived(path, $"Received: {path}");
        }
        catch (KoopmanAssertException failure)
        {
            return new BaselineReceived(null, $"No received file: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new BaselineReceived(null, $"No received file: {failure.Message}");
        }
    }

    /// <summary>The place in the output folder that the baseline has in its project.</summary>
    private static string PathFor(string baseline)
    {
        string full = System.IO.Path.GetFullPath(baseline);
        string name = System.IO.Path.GetFileName(full);
        string stem = name.EndsWith(CreditBaseline.FileSuffix, StringComparison.Ordinal) ? name[..^CreditBaseline.FileSuffix.Length] : name;
        string folder = ProjectFile.ProjectFolders.Select(project => System.IO.Path.GetRelativePath(project, System.IO.Path.GetDirectoryName(full)!))
            .FirstOrDefault(relative => !relative.StartsWith("..", StringComparison.Ordinal) && !System.IO.Path.IsPathRooted(relative)) ?? "";
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, stem + Suffix), AppContext.BaseDirectory);
    }
}
