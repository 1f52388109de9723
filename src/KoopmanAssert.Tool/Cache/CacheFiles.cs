using KoopmanAssert.Core.Diagnostics;
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
                Try(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow)); // used last; another process may have dropped it by now
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
        List<Entry> files = [.. new DirectoryInfo(folder).EnumerateFiles().Select(Entry.Of).OfType<Entry>()
            .Where(f => f.Suffix is Analysis or Cut or Temporary)];
        foreach (Entry left in files.Where(f => f.Suffix == Temporary && DateTime.UtcNow - f.Used > Abandoned))
        {
            File.Delete(left.Path); // a killed process left it
        }

        long total = files.Sum(f => f.Length);
        IEnumerable<Entry> entries = files.Where(f => f.Suffix != Temporary).OrderBy(f => f.Suffix == Analysis).ThenBy(f => f.Used);
        foreach (Entry oldest in entries.TakeWhile(_ => total > mostBytes))
        {
            total -= oldest.Length;
            File.Delete(oldest.Path);
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
            return PlainText.Said(failure);
        }
    }

    private sealed record Entry(string Path, string Suffix, long Length, DateTime Used)
    {
        // Null for a file that another process has dropped or renamed since the folder was read.
        public static Entry? Of(FileInfo file)
        {
            try
            {
                return new Entry(file.FullName, file.Extension, file.Length, file.LastWriteTimeUtc);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
        }
    }
}
