using System.Reflection;

namespace KoopmanAssert.Core.Files;

/// <summary>
/// Finds the files that a test names by a path relative to the source folder of its project, which the packages store as assembly metadata.
/// </summary>
/// <remarks>
/// So no file has to be copied to the output folder. If the source is not on the machine, files beside the test assembly are found instead.
/// </remarks>
internal static class ProjectFile
{
    /// <summary>The key of the assembly metadata with the source folder of a project.</summary>
    public const string MetadataKey = "KoopmanAssert.ProjectDirectory";

    /// <summary>The source folders of the loaded test projects, in a fixed order.</summary>
    public static IReadOnlyList<string> ProjectFolders =>
    [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic)
            .SelectMany(assembly => assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
            .Where(metadata => metadata.Key == MetadataKey && metadata.Value is not null)
            .Select(metadata => metadata.Value!)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The locations to search for a path, most likely first; outside a test project only the path itself.</summary>
    public static IReadOnlyList<string> Candidates(string path) => Path.IsPathRooted(path) || ProjectFolders.Count == 0
        ? [path]
        :
        [
            .. ProjectFolders.Select(folder => Path.GetFullPath(path, folder)),
            Path.GetFullPath(path),
            Path.GetFullPath(path, AppContext.BaseDirectory),
        ];

    /// <summary>The first location at which the file exists.</summary>
    /// <param name="path">The path as the caller gave it.</param>
    /// <param name="missing">
    /// Creates the error for a file that does not exist at any of several locations. A single location is returned without a check: the
    /// code that opens the file reports the problem best.
    /// </param>
    public static string Locate(string path, Func<string, KoopmanAssertException> missing)
    {
        IReadOnlyList<string> candidates = Candidates(path);
        return candidates.Count == 1 ? candidates[0]
            : candidates.FirstOrDefault(Path.Exists)
            ?? throw missing($"does not exist; looked for {string.Join(", ", candidates.Distinct().Select(c => $"'{c}'"))}.");
    }
}
