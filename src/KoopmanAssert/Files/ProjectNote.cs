using System.Security.Cryptography;

namespace KoopmanAssert.Core.Files;

/// <summary>What a build wrote down beside an assembly: the project that it was built from, and what its tests use.</summary>
/// <remarks>
/// The targets of the package write it, <c>build/KoopmanAssert.targets</c>: a file rather than an attribute of the assembly, so that it is
/// there in every language, belongs to one folder, and does not travel with the assembly into the folders of other projects.
/// </remarks>
internal sealed class ProjectNote
{
    /// <summary>The ending of the file's name, after the name of the assembly.</summary>
    public const string Ending = ".koopman-assert.project";

    private readonly string _output;
    private readonly string _mark;
    private readonly string _markFile;
    private readonly (string Sha256, string Path)[] _files;

    private ProjectNote(string path, string[] lines)
    {
        Path = path;
        Project = Value("project");
        _output = Value("output");
        (_mark, _markFile) = Pair(Value("mark"));
        IsTest = lines.Contains("tests true");
        _files = [.. lines.Where(line => line.StartsWith("file ", StringComparison.Ordinal)).Select(line => Pair(line["file ".Length..]))];

        string Value(string key) => lines.FirstOrDefault(line => line.StartsWith($"{key} ", StringComparison.Ordinal))?[(key.Length + 1)..]
            ?? throw new SettingsException(
                DiagnosticCodes.ProjectUnknown, path, $"has no line '{key}'.", "Build the test project again.");
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The full path of the project file when it was built.</summary>
    public string Project { get; }

    /// <summary>The simple name of the assembly.</summary>
    public string Assembly => System.IO.Path.GetFileName(Path)[..^Ending.Length];

    /// <summary>Whether the project holds tests, whose paths are never relative to the current folder.</summary>
    public bool IsTest { get; }

    /// <summary>The folder that the file is in, where the build's copies are.</summary>
    public string Output => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The project's folder, if it is on this machine and is what was built; else null.</summary>
    /// <remarks>
    /// First the folder that is where it was relative to the output: a checkout may be moved or copied as a whole. A folder is the one that
    /// was built if it has the mark that the build left in it, or the same content. The checkout of another time has neither.
    /// </remarks>
    public string? FindSource()
    {
        if (!System.IO.Path.IsPathFullyQualified(Project))
        {
            return null; // it was built on another system
        }

        string folder = System.IO.Path.GetDirectoryName(Project)!;
        string moved = System.IO.Path.GetFullPath(System.IO.Path.GetRelativePath(_output, folder), Output);
        string[] folders = moved == folder ? [folder] : [moved, folder];
        return folders.FirstOrDefault(IsMarked) ?? folders.FirstOrDefault(HasSameContent);

        bool IsMarked(string place) => Directory.Exists(place)
            && Moved(_markFile, place) is var file && File.Exists(file) && File.ReadAllText(file).Trim() == _mark;

        bool HasSameContent(string place) => Directory.Exists(place) && _files.Length > 0
            && Array.TrueForAll(_files, file => file.Sha256.Equals(HashOf(Moved(file.Path, place)), StringComparison.OrdinalIgnoreCase));

        string Moved(string file, string place) => System.IO.Path.GetFullPath(System.IO.Path.GetRelativePath(folder, file), place);
    }

    /// <summary>The notes in a folder, in the order of their names.</summary>
    /// <exception cref="SettingsException">KOOP4004: one is damaged.</exception>
    public static IReadOnlyList<ProjectNote> In(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, $"*{Ending}").Order(StringComparer.Ordinal)
            .Select(path => new ProjectNote(path, File.ReadAllLines(path))),
    ];

    private static (string First, string Second) Pair(string text)
        => text.Split(' ', 2) is [var first, var second] ? (first, second) : (text, "");

    private static string? HashOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
