using System.Security.Cryptography;
using System.Text;

namespace KoopmanAssert;

/// <summary>
/// A file that records what the last successful check depended on. As long as nothing of it changes, no new check is needed.
/// </summary>
/// <remarks>
/// Its first line is a hash of all others. A record that a killed build left unfinished, or that two builds wrote at once, counts as none:
/// else the files that it lacks could change unnoticed.
/// </remarks>
internal sealed class CheckRecord
{
    private const string Format = "KoopmanAssert check 2";
    private const string SettingPrefix = "setting ";
    private const string FilePrefix = "file ";
    private readonly string _path;
    private readonly string[] _settings;

    /// <param name="path">The path of the record.</param>
    /// <param name="settings">What a check depends on apart from files, one entry per line.</param>
    public CheckRecord(string path, IEnumerable<string> settings)
    {
        _path = path;
        _settings = [Format, .. settings.Select(setting => SettingPrefix + setting)];
    }

    /// <summary>The files that the check depended on; empty if there was no successful check.</summary>
    public string[] Files => [.. FileLines(Lines).Select(FileState.PathIn)];

    private string[] Lines
    {
        get
        {
            string[] all = File.Exists(_path) ? File.ReadAllLines(_path) : [];
            string[] lines = [.. all.Skip(1)];
            return all.Length > 0 && all[0] == Seal(lines) ? lines : [];
        }
    }

    /// <summary>What has changed since, in words; null if nothing has.</summary>
    public string? Change()
    {
        string[] lines = Lines;
        if (lines.Length == 0)
        {
            return "no check has succeeded yet";
        }

        if (!lines.Where(line => !IsFile(line)).SequenceEqual(_settings))
        {
            return "the settings or the list of baselines changed";
        }

        string? changed = FileLines(lines).FirstOrDefault(file => !FileState.IsUnchanged(file));
        return changed is null ? null : $"'{FileState.PathIn(changed)}' changed";
    }

    /// <summary>Deletes the record, if there is one.</summary>
    public void Delete() => File.Delete(_path);

    /// <summary>
    /// Records a successful check, unless an input was written while it ran: the check may have read the earlier content.
    /// </summary>
    public void Write(IReadOnlyCollection<string> inputs, IEnumerable<string> outputs, DateTime started)
    {
        if (inputs.All(file => File.GetLastWriteTimeUtc(file) < started))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            IEnumerable<string> files = inputs.Concat(outputs).Distinct(StringComparer.Ordinal);
            string[] lines = [.. _settings, .. files.Select(file => FilePrefix + FileState.Capture(file))];
            File.WriteAllLines(_path, [Seal(lines), .. lines]);
        }
    }

    private static string Seal(IEnumerable<string> lines)
    {
        using var hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", lines))));
    }

    private static bool IsFile(string line) => line.StartsWith(FilePrefix, StringComparison.Ordinal);

    private static IEnumerable<string> FileLines(string[] lines) => lines.Where(IsFile).Select(line => line.Substring(FilePrefix.Length));
}

/// <summary>The time, the content and the path of a file as one line of text.</summary>
/// <remarks>
/// Times are compared for equality, not for age: a model that is restored from an older copy is another model. If the times are equal, the
/// content decides: two models of one architecture have the same size, and files of one checkout or archive have the same time.
/// </remarks>
internal static class FileState
{
    private const string Absent = "-";

    /// <summary>The line for a file, which need not exist.</summary>
    public static string Capture(string path) => $"{TimeOf(path)} {ContentOf(path)} {path}";

    /// <summary>Whether the file is unchanged since its line was captured.</summary>
    public static bool IsUnchanged(string line)
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
