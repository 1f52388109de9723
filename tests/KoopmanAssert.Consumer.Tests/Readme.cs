namespace KoopmanAssert;

/// <summary>The commands and files of the READMEs, so that the tests run what they say.</summary>
internal static class Readme
{
    /// <summary>The words of the one line of a package's README that begins so.</summary>
    public static string[] Command(string package, string beginning) => Find(Repository.At("src", package, "README.md"), beginning);

    /// <summary>The same in the README of the repository.</summary>
    public static string[] Command(string beginning) => Find(Repository.At("README.md"), beginning);

    /// <summary>The C# of the file that a package's README has users add, so that it is called before the tests run.</summary>
    public static string ModuleInitializer(string package) => Text(package).Split("```csharp\n").Select(block => block.Split("```")[0])
        .Single(code => code.Contains("[ModuleInitializer]", StringComparison.Ordinal));

    /// <summary>A package's README, with the line ends of Unix.</summary>
    public static string Text(string package) => File.ReadAllText(Repository.At("src", package, "README.md")).ReplaceLineEndings("\n");

    private static string[] Find(string readme, string beginning) =>
        File.ReadAllLines(readme).Single(line => line.StartsWith(beginning, StringComparison.Ordinal)).Split('#')[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
