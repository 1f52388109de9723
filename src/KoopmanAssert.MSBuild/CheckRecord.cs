namespace KoopmanAssert;

/// <summary>What the last check that held depended on, kept in a file: as long as it is all the same, nothing need be checked again.</summary>
/// <remarks>
/// The size and the time of each file are compared for equality, not for age: a model that is restored from an older copy is another model.
/// </remarks>
internal sealed class CheckRecord
{
    private const string Format = "KoopmanAssert check 1";
    private const string FilePrefix = "file ";
    private readonly string _path;
    private readonly string[] _settings;

    /// <param name="path">The file.</param>
    /// <param name="settings">What a check depends on besides files, one a line.</param>
    public CheckRecord(string path, IEnumerable<string> settings)
    {
        _path = path;
        _settings = [Format, .. settings.Select(setting => "setting " + setting)];
    }

    /// <summary>What has changed since, for people; null when nothing has.</summary>
    public string? Change()
    {
        if (!File.Exists(_path))
        {
            return "no check has held yet";
        }

        string[] lines = File.ReadAllLines(_path);
        string[] files = [.. lines.Where(line => line.StartsWith(FilePrefix, StringComparison.Ordinal))];
        return !lines.Take(lines.Length - files.Length).SequenceEqual(_settings) ? "the settings or the list of baselines changed"
            : files.FirstOrDefault(line => line != Line(PathIn(line))) is { } changed ? $"'{PathIn(changed)}' changed"
            : null;
    }

    public void Delete() => File.Delete(_path);

    /// <summary>Keeps that a check held; not when an input was written while it ran, and the check may have read what was there before.</summary>
    public void Write(IReadOnlyCollection<string> inputs, IEnumerable<string> outputs, DateTime started)
    {
        if (inputs.All(file => File.GetLastWriteTimeUtc(file) < started))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllLines(_path, [.. _settings, .. inputs.Concat(outputs).Distinct(StringComparer.Ordinal).Select(Line)]);
        }
    }

    private static string Line(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{FilePrefix}{file.Length} {file.LastWriteTimeUtc.Ticks} {path}" : $"{FilePrefix}- - {path}";
    }

    private static string PathIn(string line) => line.Split([' '], 4)[3];
}
