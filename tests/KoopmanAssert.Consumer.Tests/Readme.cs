namespace KoopmanAssert;

/// <summary>The commands of the README, so that what is run here is what it says.</summary>
internal static class Readme
{
    /// <summary>The words of the one line that begins so.</summary>
    public static string[] Command(string beginning) =>
        File.ReadAllLines(Repository.At("README.md")).Single(line => line.StartsWith(beginning, StringComparison.Ordinal)).Split('#')[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
