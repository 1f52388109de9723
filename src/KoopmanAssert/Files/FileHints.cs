namespace KoopmanAssert.Core.Files;

/// <summary>Finds out why a file is not there, or is not what its name says, in two cases that a message can name.</summary>
internal static class FileHints
{
    /// <summary>What is wrong with a <see cref="IsLfsPointer(ReadOnlySpan{byte})">pointer of Git LFS</see>; reads on from its name.</summary>
    public const string LfsPointer = "is a Git LFS pointer, not the file that it stands for";

    /// <summary>How to get the file that a pointer stands for.</summary>
    public const string LfsWayOut = "Run `git lfs pull`, and on a build server check out with LFS.";

    // A pointer has three short lines; its specification limits it to this size.
    private const int LongestPointer = 1024;

    private static ReadOnlySpan<byte> PointerStart => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Whether the content is the text that Git LFS leaves in the place of a file that was not downloaded.</summary>
    public static bool IsLfsPointer(ReadOnlySpan<byte> content) => content.Length < LongestPointer && content.StartsWith(PointerStart);

    /// <summary>Whether a regular file holds such a text.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static bool IsLfsPointer(string path) =>
        RegularFile.Length(path) is > 0 and < LongestPointer && IsLfsPointer(File.ReadAllBytes(path));

    /// <summary>
    /// What to say of a path that does not exist: that it does not, and which path does that differs from it by upper and lower case only.
    /// </summary>
    public static string Missing(string path) => OtherCase(path) is { } other
        ? $"does not exist, but '{other}' does: its name differs in upper and lower case."
        : "does not exist.";

    /// <summary>The existing path that differs from a missing one by case only; null if there is none.</summary>
    private static string? OtherCase(string path)
    {
        try
        {
            return Path.Exists(path) || path.Length == 0 ? null : Find(path.TrimEnd(Path.DirectorySeparatorChar));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a hint only: the caller reports the missing file all the same
        }
    }

    private static string? Find(string path)
    {
        string? parent = Path.GetDirectoryName(path);
        string name = Path.GetFileName(path);
        string? folder = string.IsNullOrEmpty(parent) ? parent
            : Directory.Exists(parent) ? parent
            : Find(parent);
        if (folder is null || name.Length == 0)
        {
            return null;
        }

        string[] alike = [.. Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder)
            .Select(entry => Path.GetFileName(entry))
            .Where(entry => entry.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        string? found = alike.Contains(name) ? name : alike.FirstOrDefault();
        return found is null ? null : Path.Combine(folder, found);
    }
}
