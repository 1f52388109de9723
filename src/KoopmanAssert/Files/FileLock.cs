using System.Diagnostics;

namespace KoopmanAssert.Core.Files;

/// <summary>How a writer waits for another one that holds the same file.</summary>
/// <param name="Waiting">Is told the path once, when the wait has lasted a second; null to wait in silence.</param>
/// <param name="Cancellation">Ends the wait.</param>
internal sealed record LockWait(Action<string>? Waiting = null, CancellationToken Cancellation = default)
{
    /// <summary>
    /// How long it waits. A file is held only while it is compared and written, never during an analysis: the largest baseline, 64 MiB, takes
    /// this long at 2 MiB a second. Who holds it longer has stopped.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Holds a file against other writers, in this process and in others. Readers need no lock: they see the file before or after.</summary>
/// <remarks>
/// The lock is a second file beside it, <c>.NAME.lock</c>, opened so that nobody else can open it, and deleted when it is closed. The system
/// releases it however the process ends; the empty file that a killed process may leave on Unix is taken over. Where the one before deletes
/// the file while it is being opened here, .NET opens it anew, so nobody holds a lock of nothing. A file system without locks,
/// as some network drives are, lets every writer pass: the file is still replaced only as a whole.
/// </remarks>
internal static class FileLock
{
    private static readonly TimeSpan Noted = TimeSpan.FromSeconds(1), Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock, and waits for whoever has it.</summary>
    /// <param name="path">The file, which need not exist; its folder must.</param>
    /// <param name="wait">How it waits.</param>
    /// <returns>The lock, which is released when it is disposed.</returns>
    /// <exception cref="RuntimeException">KOOP3010: another writer kept it longer than the patience.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static IDisposable Take(string path, LockWait wait)
    {
        string name = NameFor(path);
        var watch = Stopwatch.StartNew();
        bool isNoted = false;
        while (true)
        {
            try
            {
                return File.OpenHandle(name, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
            }
            catch (Exception held) when (IsHeld(held, watch.Elapsed))
            {
                if (watch.Elapsed > wait.Patience)
                {
                    throw new RuntimeException(
                        DiagnosticCodes.FileHeld,
                        path,
                        FormattableString.Invariant($"has been held by another process for more than {wait.Patience.TotalSeconds:0} s."),
                        DiagnosticRule.Find(DiagnosticCodes.FileHeld).WayOut,
                        held);
                }
            }

            if (!isNoted && watch.Elapsed > Noted)
            {
                isNoted = true;
                wait.Waiting?.Invoke(path);
            }

            wait.Cancellation.WaitHandle.WaitOne(Interval);
            wait.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Removes the lock that a killed process may have left. Where a writer holds it, or the folder cannot be written to, it stays for the
    /// next one, which takes it over.
    /// </summary>
    public static void RemoveAbandoned(string path)
    {
        string name = NameFor(path);
        try
        {
            if (File.Exists(name))
            {
                File.OpenHandle(name, FileMode.Open, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose).Dispose();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The lock of a file.</summary>
    public static string NameFor(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.lock");

    /// <summary>
    /// Whether a failure to open or replace a file only means that somebody has it open: a sharing violation, or on Windows for a moment
    /// also a denied access, while a closed file is being deleted.
    /// </summary>
    public static bool IsHeld(Exception failure, TimeSpan sinceFirst) => OperatingSystem.IsWindows()
        ? failure is IOException ? (failure.HResult & 0xFFFF) is 32 or 33 : failure is UnauthorizedAccessException && sinceFirst < Noted
        : failure is IOException && failure.HResult == (OperatingSystem.IsMacOS() ? 35 : 11); // EWOULDBLOCK
}
