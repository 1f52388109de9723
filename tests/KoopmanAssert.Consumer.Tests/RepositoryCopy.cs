using System.Text.RegularExpressions;

namespace KoopmanAssert;

/// <summary>The files that are under version control, copied to a folder of their own as a clone would have them.</summary>
internal sealed partial class RepositoryCopy
{
    public RepositoryCopy(string name)
    {
        Folder = PackedFeed.NewFolder(name);
        string files = CommandLine.Run(
            Repository.Root,
            new Dictionary<string, string>(),
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--exclude-standard").Expect(0);
        foreach (string file in files.Split('\0', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string copy = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }
    }

    public string Folder { get; }

    /// <summary>The commands in the shell blocks of a README.</summary>
    public IReadOnlyList<string> Commands(string readme) =>
        [.. ShellBlock().Matches(File.ReadAllText(Path.Combine(Folder, readme)))
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Runs a command in the copy.</summary>
    public CommandResult Run(string command)
        => CommandLine.Run(Folder, PackedFeed.SourceBuild, command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
