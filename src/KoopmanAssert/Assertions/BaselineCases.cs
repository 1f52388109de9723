using KoopmanAssert.Core.Files;

namespace KoopmanAssert;

/// <summary>The baselines of a test project as test cases: a new baseline becomes a test without a line of code.</summary>
/// <example>
/// NUnit: <c>[TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]</c>;
/// xUnit: <c>[MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]</c>;
/// MSTest: <c>[DynamicData(nameof(BaselineCases.All), typeof(BaselineCases))]</c>; each on a test of one string parameter, the baseline's
/// path.
/// </example>
public static class BaselineCases
{
    /// <summary>One case a baseline below the project's source folder: its path relative to that folder, with forward slashes.</summary>
    /// <exception cref="BaselineException">KOOP1001 when there is none, so that a test without cases does not pass.</exception>
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
