namespace KoopmanAssert.Core.Files;

/// <summary>What builds leave behind, by which their folders and their copies are told from sources, whatever they are called.</summary>
/// <remarks>The build task compiles this file too.</remarks>
internal sealed class BuildTraces
{
    private readonly string _ending;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <param name="ending">The ending of the files of which copies are looked for.</param>
    public BuildTraces(string ending) => _ending = ending;

    /// <summary>Why a folder belongs to a build, from the names of its files; null if it does not.</summary>
    public static string? Reason(IEnumerable<string> files) =>
        files.FirstOrDefault(IsMark) is { } mark ? $"belongs to a build, which left '{mark}' in it" : null;

    /// <summary>Why a folder belongs to the build of a folder above it; null if it does not.</summary>
    /// <param name="folder">The full path of the folder.</param>
    /// <param name="root">The folder that is searched: what is above it as well does not count.</param>
    public static string? ReasonAbove(string folder, string root)
    {
        for (DirectoryInfo? above = Directory.GetParent(folder);
            above is not null && !FolderLinks.IsWithin(root, above.FullName);
            above = above.Parent)
        {
            if (Reason(Names(above)) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>Reads the list of the files that a build has written, if a file is one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public void Read(FileInfo file)
    {
        if (!IsList(file.Name))
        {
            return;
        }

        // Shared with a build that is writing it.
        using var lines = new StreamReader(new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (lines.ReadLine() is { } line)
        {
            if (line.EndsWith(_ending, StringComparison.Ordinal) && Path.IsPathRooted(line) && File.Exists(line))
            {
                _written.Add(Real(line));
            }
        }
    }

    /// <summary>Whether a build has written a file.</summary>
    public bool Wrote(string file) => _written.Count > 0 && _written.Contains(Real(file));

    private static string Real(string file) => Path.Combine(FolderLinks.Resolve(Path.GetDirectoryName(file)!), Path.GetFileName(file));

    // The output of an assembly, also where it was published; the folders of restoring and of compiling.
    private static bool IsMark(string file) =>
        file.EndsWith(".deps.json", StringComparison.Ordinal) || file == "project.assets.json" || IsList(file);

    // Of building and of publishing.
    private static bool IsList(string file) => file.EndsWith(".FileListAbsolute.txt", StringComparison.Ordinal)
        || (file.StartsWith("PublishOutputs.", StringComparison.Ordinal) && file.EndsWith(".txt", StringComparison.Ordinal));

    private static IEnumerable<string> Names(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFiles().Select(file => file.Name)];
        }
        catch (UnauthorizedAccessException)
        {
            return []; // nobody who builds here writes there
        }
    }
}
