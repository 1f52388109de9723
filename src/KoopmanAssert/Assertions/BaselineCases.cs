using KoopmanAssert.Core.Files;

namespace KoopmanAssert;

/// <summary>The baselines of a test project as test cases: each new baseline becomes a test without further code.</summary>
/// <example>
/// NUnit: <c>[TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]</c>;
/// xUnit: <c>[MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]</c>;
/// MSTest: <c>[DynamicData(nameof(BaselineCases.All), typeof(BaselineCases))]</c>. In each case the test has one string parameter, the path
/// of the baseline.
/// </example>
public static class BaselineCases
{
    /// <summary>One case per baseline below the project's source folder: its path relative to that folder, with forward slashes.</summary>
    /// <exception cref="BaselineException">KOOP1001: there is no baseline, so that a test without cases does not pass.</exception>
    public static IEnumerable<object[]> All
    {
        get
        {
            IReadOnlyList<string> projects = ProjectFile.ProjectFolders;
            List<string> found = [.. projects.Where(Directory.Exists).DefaultIfEmpty(AppContext.BaseDirectory)
                .SelectMany(folder => BaselineFiles.Find(folder)
                    .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))];
            return found.Select(path => new object[] { path });
        }
    }
}
