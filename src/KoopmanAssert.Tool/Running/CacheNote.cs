using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Running;

/// <summary>The note that the cache cannot be written: once per run, and only if the user named the folder.</summary>
internal static class CacheNote
{
    private static int s_written;

    /// <summary>Writes the note if there is a failure.</summary>
    public static void Write(string? failure)
    {
        if (failure is not null && CacheFolder.IsNamed && Interlocked.Exchange(ref s_written, 1) == 0)
        {
            Entry.Write($"note: the cache ({CacheFolder.Variable}) cannot be written: {failure}");
        }
    }
}
