using Google.Protobuf;

namespace KoopmanAssert.Tool;

/// <summary>
/// Messages of earlier runs in a folder of the user's, each under its key. Safe with several processes: an entry appears whole, and one
/// that does not agree with its own hash is as good as none.
/// </summary>
/// <param name="folder">The folder, which is made with its first entry.</param>
/// <param name="mostBytes">What all entries may take.</param>
internal sealed class CacheFiles(string folder, long mostBytes = CacheFiles.MostBytes)
{
    /// <summary>What a whole analysis is kept under.</summary>
    public const string Analysis = ".analysis";

    /// <summary>What the statistics of a cut are kept under.</summary>
    public const string Cut = ".cut";

    private const string Temporary = ".tmp";
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The message of that key, or null where there is none that is whole.</summary>
    /// <param name="key">The key, which can be the name of a file.</param>
    /// <param name="suffix">What it is of.</param>
    /// <param name="parser">The parser of such messages.</param>
    public T? Find<T>(string key, string suffix, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        string path = Path.Combine(folder, key + suffix);
        try
        {
            T? message = File.Exists(path) ? SealedMessage.Read(key, File.ReadAllBytes(path), parser) : null;
            if (message is not null)
            {
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // used last
            }

            return message;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            return null; // it is computed again
        }
    }

    /// <summary>Keeps a message.</summary>
    /// <returns>Why it could not be kept, or null.</returns>
    public string? Keep(string key, string suffix, IMessage message) => Try(() =>
    {
        string temporary = Path.Combine(folder, $"{Guid.NewGuid():N}{Temporary}");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(temporary, SealedMessage.Of(key, message));
        File.Move(temporary, Path.Combine(folder, key + suffix), overwrite: true);
    });

    /// <summary>
    /// Takes entries out where there is too much, those that were used longest ago first. Cuts go before analyses: these are small, and a
    /// model that did not change is held by its analysis alone.
    /// </summary>
    /// <returns>Why it could not be done, or null.</returns>
    public string? Shrink() => Try(() =>
    {
        List<FileInfo> files = [.. new DirectoryInfo(folder).EnumerateFiles().Where(f => f.Extension is Analysis or Cut or Temporary)];
        foreach (FileInfo left in files.Where(f => f.Extension == Temporary && DateTime.UtcNow - f.LastWriteTimeUtc > Abandoned))
        {
            left.Delete(); // of a process that was killed
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
