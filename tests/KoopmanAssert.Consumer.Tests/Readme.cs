namespace KoopmanAssert;

/// <summary>The commands of the READMEs, so that the tests run what they say.</summary>
internal static class Readme
{
    /// <summary>The words of the one line of a package's README that begins so.</summary>
    public static string[] Command(string package, string beginning) => Find(Repository.At("src", package, "README.md"), beginning);

    /// <summary>The same in the README of the repository.</summary>
    public static string[] Command(string beginning) => Find(Repository.At("README.md"), beginning);

    private static string[] Find(string readme, string beginning) =>
        File.ReadAllLines(readme).Single(line => line.StartsWith(beginning, StringComparison.Ordinal)).Split('#')[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
