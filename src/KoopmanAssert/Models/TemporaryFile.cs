using KoopmanAssert.Core.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace KoopmanAssert.Core.Models;

/// <summary>A temporary file that no other process can open and that disappears with this process, however the process ends.</summary>
/// <remarks>
/// It is read and written at positions and not mapped: the pages of a mapping count as memory of the process. Safe for concurrent use.
/// </remarks>
internal sealed class TemporaryFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _model;

    /// <summary>Creates an empty file in the system's folder for temporary files.</summary>
    /// <param name="model">The path of the model that it is for.</param>
    /// <exception cref="SettingsException">KOOP4003 when the folder is not writable.</exception>
    public TemporaryFile(string model)
    {
        _model = model;
        string path = Path.Combine(Path.GetTempPath(), $"koopman-assert-{Guid.NewGuid():N}.tmp");
        // On Unix the name is deleted at once, so that a killed process leaves nothing; Windows deletes when the last handle closes.
        bool isUnix = !OperatingSystem.IsWindows();
        FileOptions deletion = isUnix ? FileOptions.None : FileOptions.DeleteOnClose;
        try
        {
            _handle = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, deletion | FileOptions.RandomAccess);
            if (isUnix)
            {
                File.Delete(path);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unusable(cause);
        }
    }

    /// <summary>Writes bytes at a position.</summary>
    /// <exception cref="SettingsException">KOOP4003 when the disk is full.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, position);
        }
        catch (IOException cause)
        {
            throw Unusable(cause);
        }
    }

    /// <summary>Fills a span with the bytes at a position.</summary>
    /// <exception cref="SettingsException">KOOP4003 when the bytes cannot be read.</exception>
    public void Read(Span<byte> bytes, long position)
    {
        try
        {
            while (bytes.Length > 0)
            {
                int read = RandomAccess.Read(_handle, bytes, position);
                if (read == 0)
                {
                    throw new EndOfStreamException("The temporary file is shorter than what was written to it.");
                }

                bytes = bytes[read..];
                position += read;
            }
        }
        catch (IOException cause)
        {
            throw Unusable(cause);
        }
    }

    public void Dispose() => _handle.Dispose();

    private SettingsException Unusable(Exception cause) => new(
        DiagnosticCodes.TooLarge,
        _model,
        $"has activations that do not fit in memory, and the temporary file for them cannot be used: {PlainText.Said(cause)}.",
        "Free space in the folder for temporary files, set another folder (TMPDIR, on Windows TMP), or raise --memory.",
        cause);
}
