namespace KoopmanAssert.Core.Files;

/// <summary>Finds the files that a test names by a path relative to the source folder of its project.</summary>
/// <remarks>
/// So no file has to be copied to the output folder. Where the source is not on the machine, or is not what was built, the files that the
/// build copied are found instead. Outside a project, a path is relative to the current folder as usual.
/// </remarks>
internal static class ProjectFile
{
    /// <summary>The full paths to look for a path at, most likely first; outside a project only the path itself.</summary>
    /// <exception cref="SettingsException">KOOP4004: it is not known which project runs.</exception>
    public static IReadOnlyList<string> Candidates(string path) => Path.IsPathRooted(path) || RunningProject.Current is not { } project
        ? [path]
        : [.. project.Folders.Select(folder => Path.GetFullPath(path, folder))];

    /// <summary>The first location at which the file exists.</summary>
    /// <param name="path">The path as the caller gave it.</param>
    /// <param name="missing">
    /// Creates the error for a relative path at which there is no file. A path that is not looked for anywhere else is returned without a
    /// check: the code that opens the file reports the problem best.
    /// </param>
    public static string Locate(string path, Func<string, KoopmanAssertException> missing)
    {
        if (Path.IsPathRooted(path))
        {
            return path;
        }

        if (RunningProject.Current is not { } project)
        {
            return !Path.Exists(path) && IsHostOfTests
                ? throw missing($"does not exist; looked for '{Path.GetFullPath(path)}', because there is no file *{ProjectNote.Ending} in "
                    + $"which the build writes down the folder of the test project ({DiagnosticCodes.ProjectUnknown}).")
                : path;
        }

        IReadOnlyList<string> candidates = Candidates(path);
        return candidates.FirstOrDefault(Path.Exists)
            ?? throw missing($"does not exist; looked for {string.Join(", ", candidates.Select(c => $"'{c}'"))}.{NotUsed(project)}");
    }

    // A host of tests has the folder of the test assembly for its own and for the current one.
    private static bool IsHostOfTests =>
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) == Path.TrimEndingDirectorySeparator(Directory.GetCurrentDirectory());

    // Why a file that is there was not looked for.
    private static string NotUsed(RunningProject project) => project.Source is not null ? ""
        : $" The folder of '{project.Note.Project}' was not searched: it is not on this machine, or not what was built. "
        + "Copy the file to the output (CopyToOutputDirectory), or build the project here.";
}
