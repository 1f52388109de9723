using System.Diagnostics;
using System.Security.Cryptography;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Files;

/// <summary>Writes a file completely or not at all: to a temporary file beside it, which is then renamed.</summary>
/// <remarks>
/// One writer at a time: it holds the file (<see cref="FileLock"/>) from looking at it to renaming. The folder is made where it is missing.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Creates or replaces the file, whatever it holds.</summary>
    /// <exception cref="BaselineException">KOOP1006 if the file is a link, read-only, or cannot be written.</exception>
    /// <exception cref="RuntimeException">KOOP3010 if another process does not stop writing it.</exception>
    /// <exception cref="OperationCanceledException">The wait for another process was cancelled.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, LockWait? wait = null) =>
        Write(path, content, wait ?? new LockWait(), static _ => true);

    /// <summary>Replaces the file only if it still holds what was read from it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">What it should hold, see <see cref="HashOf"/>; null if there should be no file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="wait">How to wait for another writer.</param>
    /// <returns>False if the file holds something else by now; nothing is written then.</returns>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte}, LockWait?)"/>
    public static bool TryReplace(string path, string? sha256, ReadOnlySpan<byte> content, LockWait? wait = null) =>
        Write(path, content, wait ?? new LockWait(), file => sha256 == (Path.Exists(file) ? HashOf(File.ReadAllBytes(file)) : null));

    /// <summary>The SHA-256 of a content, in lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static bool Write(string path, ReadOnlySpan<byte> content, LockWait wait, Func<string, bool> isExpected)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            Refuse(path, path, temporary, FileLock.NameFor(path));
            using IDisposable held = FileLock.Take(path, wait);
            if (!isExpected(path))
            {
                return false;
            }

            Write(temporary, content);
            Rename(temporary, path, wait.Patience);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw NotWritable(path, $"cannot be written: {PlainText.Said(cause)}.", cause);
        }
    }

    // The temporary name is fixed, so that the next process overwrites what a killed one leaves behind.
    private static void Write(string temporary, ReadOnlySpan<byte> content)
    {
        bool ours = false;
        try
        {
            using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            ours = true;
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (ours && failure is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            throw;
        }
    }

    // Windows does not replace a file that somebody is reading.
    private static void Rename(string temporary, string path, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (Exception failure) when (FileLock.IsHeld(failure, watch.Elapsed) && watch.Elapsed < patience)
            {
                Thread.Sleep(1);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Remove(temporary);
                throw;
            }
        }
    }

    // What went wrong before is what matters; the next writer overwrites what is left.
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void Refuse(string path, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            var file = new FileInfo(name);
            string? problem = file.LinkTarget is not null
                    ? "is a symbolic link, or its temporary file is. KoopmanAssert does not write through links."
                : file is { Exists: true, IsReadOnly: true } ? "is read-only."
                : Directory.Exists(file.FullName) ? "is a folder."
                : null;
            if (problem is not null)
            {
                throw NotWritable(path, problem);
            }
        }
    }

    private static BaselineException NotWritable(string path, string problem, Exception? cause = null) =>
        new(DiagnosticCodes.BaselineNotWritable, path, problem, DiagnosticRule.Find(DiagnosticCodes.BaselineNotWritable).WayOut, cause);
}
