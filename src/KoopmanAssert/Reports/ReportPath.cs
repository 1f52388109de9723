using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Paths in reports: from the current folder with forward slashes, so that every machine writes the same report.</summary>
internal static class ReportPath
{
    /// <summary>A path as a report names it.</summary>
    public static string Shorten(string path) => Path.GetRelativePath(Folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A text for people whose paths below the current folder, where they were given whole, are shortened likewise.</summary>
    public static string InText(string text)
    {
        string folder = PlainText.Safe(Folder);
        return Path.EndsInDirectorySeparator(folder)
            ? text
            : text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    /// <summary>
    /// The same path as a URI reference: relative, or absolute where a drive or share of its own keeps it from being that.
    /// </summary>
    public static string AsUri(string reportPath) => Path.IsPathFullyQualified(reportPath)
        ? new Uri(reportPath).AbsoluteUri
        : string.Join('/', reportPath.Split('/').Select(Uri.EscapeDataString));

    private static string Folder => Directory.GetCurrentDirectory();
}
