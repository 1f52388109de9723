using KoopmanAssert.Core.Files;

namespace KoopmanAssert;

/// <summary>Finds the files that tests name relative to the source folder of their project.</summary>
public static class ProjectPath
{
    /// <summary>The path at which a file is, as models, samples and baselines are found.</summary>
    /// <remarks>
    /// In a test project, a relative path is looked for in the source folder of the project; where the source is not on the machine, or is
    /// not what was built, in the output folder. Elsewhere it is relative to the current folder. Safe for concurrent use.
    /// </remarks>
    /// <param name="path">The path; one that is absolute is returned as it is.</param>
    /// <returns>The first path at which there is a file or folder; where there is none, the one that is most likely meant.</returns>
    /// <exception cref="SettingsException">KOOP4004: it is not known which project runs.</exception>
    public static string Locate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<string> candidates = ProjectFile.Candidates(path);
        return candidates.FirstOrDefault(Path.Exists) ?? candidates[0];
    }
}
