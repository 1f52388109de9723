using System.Reflection;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// Paths in reports: relative to the folder of the test project, or else to the current folder, with forward slashes, so that every machine
/// writes the same report.
/// </summary>
internal static class ReportPath
{
    /// <summary>A path as reports show it.</summary>
    public static string Shorten(string path) =>
        Path.GetRelativePath(Folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A file as reports show it: its path, or the words for what was in memory.</summary>
    public static string Shorten(FileIdentity file) => file.InMemory ? file.Path : Shorten(file.Path);

    /// <summary>A text in which absolute paths below the current folder are shortened in the same way.</summary>
    public static string InText(string text)
    {
        string folder = PlainText.Safe(Folder);
        return Path.EndsInDirectorySeparator(folder)
            ? text
            : text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    /// <summary>The path as a URI reference: relative, or absolute if it lies on another drive or share.</summary>
    public static string AsUri(string reportPath) => Path.IsPathFullyQualified(reportPath)
        ? new Uri(reportPath).AbsoluteUri
        : string.Join('/', reportPath.Split('/').Select(Uri.EscapeDataString));

    private static string Folder => ProjectFolder() ?? Directory.GetCurrentDirectory();

    // Tests run in the folder that they were built into, where nobody types a command. Which of several projects runs does not matter to a
    // report: KOOP4004 is for those who ask for a file of one.
    private static string? ProjectFolder()
    {
        try
        {
            return RunningProject.Current is { Note.IsTest: true } project ? project.Folder : null;
        }
        catch (SettingsException)
        {
            return null;
        }
    }
}

/// <summary>The web address that explains the codes; null until the project has a public address.</summary>
internal static class HelpLink
{
    /// <summary>The repository's address as the build wrote it into this assembly, or null.</summary>
    public static string? Address { get; } = Find(typeof(HelpLink).Assembly);

    /// <summary>The repository's address of an assembly: the SDK writes the property RepositoryUrl into it if that is set.</summary>
    public static string? Find(Assembly assembly) => assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == "RepositoryUrl" && Uri.IsWellFormedUriString(a.Value, UriKind.Absolute))?.Value;
}
