using System.Security.Cryptography;

namespace KoopmanAssert;

/// <summary>The time, the identity, the content and the path of a file as one line of text.</summary>
/// <remarks>
/// Times are compared for equality, not for age: a model that is restored from an older copy is another model. If the times are equal, the
/// content decides: two models of one architecture have the same size, and files of one checkout or archive have the same time. The
/// content is not read again as long as the file system says that it is the same file, unchanged since long before the line was written:
/// samples can have gigabytes, and a build that does nothing reads none of them.
/// </remarks>
internal sealed class FileState
{
    private const string Absent = "-";

    // Times of file systems are multiples of a tick of up to 2 s (FAT); a change within the same tick as the line would not be seen.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly string _time;
    private readonly string _identity;
    private readonly string _content;

    private FileState(string time, string identity, string content, string path)
    {
        _time = time;
        _identity = identity;
        _content = content;
        Path = path;
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The state of a file, which need not exist.</summary>
    public static FileState Capture(string path)
    {
        string identity = FileStamp.Find(path)?.Text ?? Absent; // before the content: what is written meanwhile is not taken for read
        return new FileState(TimeOf(path), identity, ContentOf(path), path);
    }

    /// <summary>The state in a line; null if the line is not one.</summary>
    public static FileState? Read(string line)
    {
        string[] words = line.Split([' '], 4);
        return words.Length == 4 ? new FileState(words[0], words[1], words[2], words[3]) : null;
    }

    /// <summary>The state as a line.</summary>
    public override string ToString() => $"{_time} {_identity} {_content} {Path}";

    /// <summary>The file now: this very state if nothing of it changed, another one of equal content, or null if it changed.</summary>
    /// <param name="written">When the line of this state was written, by the clock of a file system.</param>
    public FileState? Now(DateTime written)
    {
        if (_time != TimeOf(Path))
        {
            return null;
        }

        var identity = FileStamp.Find(Path);
        if (identity?.Text == _identity && identity.Changed < written - Tick)
        {
            return this;
        }

        FileState now = Capture(Path);
        return now._time == _time && now._content == _content ? now : null;
    }

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
