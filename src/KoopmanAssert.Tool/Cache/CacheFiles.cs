using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Cache;

/// <summary>
/// Messages of earlier runs in a folder of the user, each under its key. Safe for concurrent use by several processes: an entry appears
/// whole, and an entry that does not match its own hash is ignored.
/// </summary>
/// <param name="folder">The folder. The first entry creates it.</param>
/// <param name="mostBytes">The size that all entries together may have.</param>
internal sealed class CacheFiles(string folder, long mostBytes = CacheFiles.MostBytes)
{
    /// <summary>The suffix of a whole analysis.</summary>
    public const string Analysis = ".analysis";

    /// <summary>The suffix of the statistics of a cut.</summary>
    public const string Cut = ".cut";

    private const string Temporary = ".tmp";
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The message under a key; null if there is none or it is damaged.</summary>
    /// <param name="key">The key, which can be the name of a file.</param>
    /// <param name="suffix">The suffix for messages of this type.</param>
    public T? Find<T>(string key, string suffix)
        where T : class
    {
        string path = Path.Combine(folder, key + suffix);
        try
        {
            T? message = File.Exists(path) ? SealedMessage.Read<T>(key, File.ReadAllBytes(path)) : null;
            if (message is not null)
            {
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // used last
            }

            return message;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null; // it is computed again
        }
    }

    /// <summary>Keeps a message.</summary>
    /// <returns>Why it could not be kept; null if it was.</returns>
    public string? Keep<T>(string key, string suffix, T message) => Try(() =>
    {
        string temporary = Path.Combine(folder, $"{Guid.NewGuid():N}{Temporary}");
        Directory.CreateDirectory(folder);
        using (FileStream file = File.Create(temporary))
        {
            SealedMessage.Write(key, message, file.Write);
        }

        File.Move(temporary, Path.Combine(folder, key + suffix), overwrite: true);
    });

    /// <summary>
    /// Removes the least recently used entries if all together are too large. Cuts go before analyses, which are small: the analysis alone
    /// is enough to check an unchanged model.
    /// </summary>
    /// <returns>Why it could not be done; null if it was.</returns>
    public string? Shrink() => Try(() =>
    {
        List<FileInfo> files = [.. new DirectoryInfo(folder).EnumerateFiles().Where(f => f.Extension is Analysis or Cut or Temporary)];
        foreach (FileInfo left in files.Where(f => f.Extension == Temporary && DateTime.UtcNow - f.LastWriteTimeUtc > Abandoned))
        {
            left.Delete(); // a killed process left it
        }

        long total = files.Sum(f => f.Length);
        IEnumerable<FileInfo> entries = files.Where(f => f.Extension != Temporary).OrderBy(f => f.Extension == Analysis)
            .ThenBy(f => f.LastWriteTimeUtc);
        foreach (FileInfo oldest in entries.TakeWhile(_ => total > mostBytes))
        {
            total -= oldest.Length;
            oldest.Delete();
        }
    });

    private static string? Try(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
