using System.Reflection;

namespace KoopmanAssert.Core.Files;

/// <summary>
/// Finds the files that a test names: relative to its project's source folder, which the packages hand over as assembly metadata.
/// </summary>
/// <remarks>
/// So nothing is copied to the output folder; where the source is not on the machine, files beside the test assembly are found there.
/// </remarks>
internal static class ProjectFile
{
    /// <summary>The key of the assembly metadata that holds a project's source folder.</summary>
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

    /// <summary>The places where a path may lie, the likeliest first; outside a test project only the path itself.</summary>
    public static IReadOnlyList<string> Candidates(string path) => Path.IsPathRooted(path) || ProjectFolders.Count == 0
        ? [path]
        : [.. ProjectFolders.Select(folder => Path.GetFullPath(path, folder)), Path.GetFullPath(path), Path.GetFullPath(
            path,
            AppContext.BaseDirectory)];

    /// <summary>The first place where the file is.</summary>
    /// <param name="path">The path as the caller gave it.</param>
    /// <param name="missing">Makes the error for a file that is in none of several places, from what is wrong. Where there is only one
    /// place it is returned unseen: who opens it says best what is wrong.</param>
    public static string Locate(string path, Func<string, KoopmanAssertException> missing)
    {
        IReadOnlyList<string> candidates = Candidates(path);
        return candidates.Count == 1 ? candidates[0]
            : candidates.FirstOrDefault(Path.Exists)
            ?? throw missing($"does not exist; looked for {string.Join(", ", candidates.Distinct().Select(c => $"'{c}'"))}.");
    }
}
