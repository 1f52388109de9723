namespace KoopmanAssert;

/// <content>The comparison as a page.</content>
public sealed partial class BaselineComparison
{
    /// <summary>
    /// Writes the comparison as one HTML page that needs no other file, no network and no script: the verdict, each block with its figures
    /// beside what is allowed, and what <see cref="AnalysisOptions.Details"/> asked for.
    /// </summary>
    /// <param name="path">The page, whose name ends with <c>.html</c>; an older page is replaced, any other file is left alone.</param>
    /// <exception cref="SettingsException">KOOP4001: the name ends otherwise.</exception>
    /// <exception cref="RuntimeException">KOOP3004: it cannot be written, or another file is there.</exception>
    public void WriteHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReportFile.Page(path).Write(new CheckReport([CheckedBaseline.Of(this, exitCode: Holds ? 0 : 1)]));
    }
}
