using System.Security.Cryptography;

namespace KoopmanAssert;

/// <summary>A file by its time, its content and its path, as one line.</summary>
/// <remarks>
/// The time is compared for equality, not for age: a model that is restored from an older copy is another model. Where it is the same the
/// content decides: two models of one architecture have the same size, and those of one checkout or archive the same time.
/// </remarks>
internal static class FileState
{
    private const string Absent = "-";

    /// <summary>The line of a file, which need not exist.</summary>
    public static string Capture(string path) => $"{TimeOf(path)} {ContentOf(path)} {path}";

    /// <summary>Whether the file of a line is as the line says.</summary>
    public static bool IsAs(string line)
    {
        string[] words = Words(line);
        return words.Length == 3 && words[0] == TimeOf(words[2]) && words[1] == ContentOf(words[2]);
    }

    /// <summary>The path in a line.</summary>
    public static string PathIn(string line) => Words(line).Last();

    private static string[] Words(string line) => line.Split([' '], 3);

    private static string TimeOf(string path) => File.Exists(path) ? $"{File.GetLastWriteTimeUtc(path).Ticks}" : Absent;

    private static string ContentOf(string path)
    {
        if (!File.Exists(path))
        {
            return Absent;
        }

        using var hash = SHA256.Create();
        using FileStream file = File.OpenRead(path);
        return Convert.ToBase64String(hash.ComputeHash(file));
    }
}
