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
    public string[] Files => [.. FileLines(Lines).Select(line => FileState.Read(line)?.Path ?? line)];

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

        DateTime written = File.GetLastWriteTimeUtc(_path);
        var now = new List<FileState>();
        bool isRead = false;
        foreach (string line in FileLines(lines))
        {
            var then = FileState.Read(line);
            if (then?.Now(written) is not { } current)
            {
                return $"'{then?.Path ?? line}' changed";
            }

            now.Add(current);
            isRead |= current != then;
        }

        if (isRead)
        {
            Save(now); // so that the next build need not read what this one has read
        }

        return null;
    }

    /// <summary>Deletes the record, if there is one.</summary>
    public void Delete() => File.Delete(_path);

    /// <summary>
    /// Records a successful check, unless an input was written while it ran: the check may have read the earlier content.
    /// </summary>
    public void Write(IReadOnlyCollection<string> inputs, IEnumerable<string> outputs, DateTime started)
    {
        FileState[] files = [.. inputs.Concat(outputs).Distinct(StringComparer.Ordinal).Select(FileState.Capture)];
        if (inputs.All(file => File.GetLastWriteTimeUtc(file) < started && !(FileStamp.Find(file)?.Changed >= started)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            Save(files);
        }
    }

    private void Save(IEnumerable<FileState> files)
    {
        string[] lines = [.. _settings, .. files.Select(file => FilePrefix + file)];
        File.WriteAllLines(_path, lines.Prepend(Seal(lines)));
    }

    private static string Seal(IEnumerable<string> lines)
    {
        using var hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", lines))));
    }

    private static bool IsFile(string line) => line.StartsWith(FilePrefix, StringComparison.Ordinal);

    private static IEnumerable<string> FileLines(string[] lines) => lines.Where(IsFile).Select(line => line.Substring(FilePrefix.Length));
}
