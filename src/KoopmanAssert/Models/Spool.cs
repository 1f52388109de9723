using Microsoft.Win32.SafeHandles;

namespace KoopmanAssert.Core.Models;

/// <summary>A temporary file that nobody else sees and that is gone when the process is, however it ends.</summary>
/// <remarks>
/// Read and written at places, not mapped: pages of a mapping count as the process's own memory, those of a file that is read do not.
/// Safe for concurrent use.
/// </remarks>
internal sealed class Spool : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens an empty one in the system's folder for temporary files.</summary>
    /// <exception cref="SettingsException">KOOP4003 when that cannot be written.</exception>
    public Spool()
    {
        string path = Path.Combine(Path.GetTempPath(), $"koopman-assert-{Guid.NewGuid():N}.tmp");
        // On Unix the name goes at once, so that a killed process leaves nothing; Windows deletes when the last handle closes.
        bool isUnix = !OperatingSystem.IsWindows();
        FileOptions deleted = isUnix ? FileOptions.None : FileOptions.DeleteOnClose;
        _handle = Guarded(
            () => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, deleted | FileOptions.RandomAccess));
        if (isUnix)
        {
            Guarded(() => File.Delete(path));
        }
    }

    /// <summary>Writes bytes at a place.</summary>
    /// <exception cref="SettingsException">KOOP4003 when there is no room.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long place)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, place);
        }
        catch (IOException cause)
        {
            throw NoRoom(cause);
        }
    }

    /// <summary>Fills a span with the bytes at a place.</summary>
    /// <exception cref="SettingsException">KOOP4003 when they cannot be read.</exception>
    public void Read(Span<byte> bytes, long place)
    {
        try
        {
            while (bytes.Length > 0)
            {
                int read = RandomAccess.Read(_handle, bytes, place);
                if (read == 0)
                {
                    throw new EndOfStreamException("The temporary file is shorter than what was written to it.");
                }

                bytes = bytes[read..];
                place += read;
            }
        }
        catch (IOException cause)
        {
            throw NoRoom(cause);
        }
    }

    public void Dispose() => _handle.Dispose();

    private static void Guarded(Action action) => Guarded(() =>
    {
        action();
        return true;
    });

    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(cause);
        }
    }

    private static SettingsException NoRoom(Exception cause) =>
        new(
            DiagnosticCodes.TooLarge,
            null,
            $"a temporary file for what does not fit in memory cannot be used: {cause.Message.TrimEnd('.')}.",
            "Free room in the folder for temporary files, name another one (TMPDIR, on Windows TMP), or raise --memory.",
            cause);
}
