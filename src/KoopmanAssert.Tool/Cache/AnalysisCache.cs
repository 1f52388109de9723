using Google.Protobuf;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>
/// Analyses of earlier runs in a folder of the user's, by what they depend on: an unchanged model costs no analysis. Safe with several
/// processes: an entry appears whole, and one that does not agree with its own hash is as good as none.
/// </summary>
internal sealed class AnalysisCache
{
    private const string Suffix = ".analysis";
    private const string TemporarySuffix = ".tmp";
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly long _mostBytes;

    /// <summary>The cache in a folder, which is made with its first entry.</summary>
    public AnalysisCache(string folder, long mostBytes = MostBytes)
    {
        _folder = folder;
        _mostBytes = mostBytes;
    }

    /// <summary>The analysis of that key, or null where there is none that is whole.</summary>
    public Report? Find(string key)
    {
        string path = PathOf(key);
        try
        {
            Report? report = SealedMessage.Read(key, File.ReadAllBytes(path), Report.Parser);
            if (report is not null)
            {
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // used last
            }

            return report;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            return null; // there is none, or it is computed again
        }
    }

    /// <summary>Keeps an analysis, and takes out those that were used longest ago where there is too much.</summary>
    /// <returns>Why it could not be kept, or null.</returns>
    public string? Keep(string key, Report report)
    {
        string temporary = Path.Combine(_folder, $"{Guid.NewGuid():N}{TemporarySuffix}");
        try
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllBytes(temporary, SealedMessage.Of(key, report));
            File.Move(temporary, PathOf(key), overwrite: true);
            Shrink();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, key + Suffix);

    private void Shrink()
    {
        var files = new DirectoryInfo(_folder).EnumerateFiles().Where(f => f.Extension is Suffix or TemporarySuffix).OrderBy(f => f.LastWriteTimeUtc).ToList();
        foreach (FileInfo left in files.Where(f => f.Extension == TemporarySuffix && DateTime.UtcNow - f.LastWriteTimeUtc > Abandoned))
        {
            left.Delete(); // of a process that was killed
        }

        long total = files.Sum(f => f.Length);
        foreach (FileInfo oldest in files.Where(f => f.Extension == Suffix).TakeWhile(_ => total > _mostBytes))
        {
            total -= oldest.Length;
            oldest.Delete();
        }
    }
}
