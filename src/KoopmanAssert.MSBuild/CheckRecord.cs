namespace KoopmanAssert;

/// <summary>
/// What the last check that held depended on, kept in a file: as long as it is all the same, nothing need be checked again.
/// </summary>
internal sealed class CheckRecord
{
    private const string Format = "KoopmanAssert check 1";
    private const string SettingPrefix = "setting ";
    private const string FilePrefix = "file ";
    private readonly string _path;
    private readonly string[] _settings;

    /// <param name="path">The file.</param>
    /// <param name="settings">What a check depends on besides files, one a line.</param>
    public CheckRecord(string path, IEnumerable<string> settings)
    {
        _path = path;
        _settings = [Format, .. settings.Select(setting => SettingPrefix + setting)];
    }

    /// <summary>The files that the check depended on; none where none has held.</summary>
    public string[] Files => [.. FileLines(Lines).Select(FileState.PathIn)];

    private string[] Lines => File.Exists(_path) ? File.ReadAllLines(_path) : [];

    /// <summary>What has changed since, for people; null when nothing has.</summary>
    public string? Change()
    {
        string[] lines = Lines;
        return lines.Length == 0 ? "no check has held yet"
            : !lines.Where(line => !IsFile(line)).SequenceEqual(_settings) ? "the settings or the list of baselines changed"
            : FileLines(lines).FirstOrDefault(file => !FileState.IsAs(file)) is { } changed ? $"'{FileState.PathIn(changed)}' changed"
            : null;
    }

    public void Delete() => File.Delete(_path);

    /// <summary>
    /// Keeps that a check held; not when an input was written while it ran, and the check may have read what was there before.
    /// </summary>
    public void Write(IReadOnlyCollection<string> inputs, IEnumerable<string> outputs, DateTime started)
    {
        if (inputs.All(file => File.GetLastWriteTimeUtc(file) < started))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllLines(
                _path,
                [.. _settings, .. inputs.Concat(outputs).Distinct(StringComparer.Ordinal).Select(file => FilePrefix + FileState.Capture(file))]);
        }
    }

    private static bool IsFile(string line) => line.StartsWith(FilePrefix, StringComparison.Ordinal);

    private static IEnumerable<string> FileLines(string[] lines) => lines.Where(IsFile).Select(line => line.Substring(FilePrefix.Length));
}
