using KoopmanAssert.Core.Files;

namespace KoopmanAssert;

/// <summary>The baselines of a test project as test cases: each new baseline becomes a test without further code.</summary>
/// <remarks>They are found by the rule of <see cref="BaselineFiles.Find"/>, as by the build and by <c>koopman-assert check</c>.</remarks>
/// <example>
/// NUnit: <c>[TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]</c>;
/// xUnit: <c>[MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]</c>;
/// MSTest: <c>[DynamicData(nameof(BaselineCases.All), typeof(BaselineCases))]</c>. In each case the test has one string parameter, the path
/// of the baseline.
/// </example>
public static class BaselineCases
{
    /// <summary>One case per baseline below the project's source folder: its path relative to that folder, with forward slashes.</summary>
    /// <remarks>
    /// The project is the one whose assembly was built into the folder that the tests run in. If its source is not on this machine, or is
    /// not what was built, the cases are the copies in that folder.
    /// </remarks>
    /// <exception cref="BaselineException">KOOP1001: there is no baseline, so that a test without cases does not pass.</exception>
    /// <exception cref="SettingsException">KOOP4004: it is not known which project runs.</exception>
    public static IEnumerable<object[]> All => In(".");

    /// <summary>One case per baseline in or below a folder: its path relative to the project's folder, with forward slashes.</summary>
    /// <param name="folder">
    /// A path relative to the project's source folder, such as <c>../models</c>; the cases of an absolute path are absolute.
    /// </param>
    /// <example>
    /// NUnit: <c>[TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.In), ["../models"])]</c>;
    /// xUnit: <c>[MemberData(nameof(BaselineCases.In), "../models", MemberType = typeof(BaselineCases))]</c>.
    /// </example>
    /// <exception cref="BaselineException">KOOP1001: there is no such folder, or it holds no baseline.</exception>
    /// <exception cref="SettingsException">KOOP4004: it is not known which project runs.</exception>
    public static IEnumerable<object[]> In(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Path.IsPathRooted(folder))
        {
            return Cases(folder, path => path);
        }

        string project = RunningProject.Current?.Folder ?? throw new SettingsException(
            DiagnosticCodes.ProjectUnknown,
            AppContext.BaseDirectory,
            $"has no file *{ProjectNote.Ending}, in which the build writes down the folder of the test project.",
            DiagnosticRule.Find(DiagnosticCodes.ProjectUnknown).WayOut);
        return Cases(Path.GetFullPath(folder, project), path => Path.GetRelativePath(project, path));
    }

    private static List<object[]> Cases(string folder, Func<string, string> name) => Directory.Exists(folder)
        ? [.. BaselineFiles.Find(folder).Select(path => new object[] { name(path).Replace(Path.DirectorySeparatorChar, '/') })]
        : throw new BaselineException(
            DiagnosticCodes.BaselineMissing,
            folder,
            "does not exist, so there are no baselines in it.",
            "Give the path of a folder relative to the folder of the test project.");
}
