using KoopmanAssert.Core.Files;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary>Changes files that other processes may be changing at the same time.</summary>
internal static class BaselineEdit
{
    /// <summary>
    /// Reads a baseline, changes it and writes it. If the file has changed meanwhile, all of that is done again on its new content, so that
    /// neither change is lost. Each repetition means that another process has made its change, so this ends.
    /// </summary>
    /// <param name="path">The path of the baseline.</param>
    /// <param name="change">The bytes to write, null to leave the file as it is, and what there is to say about the change.</param>
    /// <param name="cancellation">Ends the wait for another process.</param>
    /// <returns>What <paramref name="change"/> said about the change that was written.</returns>
    /// <exception cref="BaselineException">The baseline cannot be read, or KOOP1006: it cannot be written.</exception>
    /// <exception cref="RuntimeException">KOOP3010: another process does not stop writing it.</exception>
    public static T Run<T>(string path, Func<CreditBaseline, (byte[]? Content, T Said)> change, CancellationToken cancellation)
    {
        while (true)
        {
            var old = CreditBaseline.Load(path);
            (byte[]? content, T said) = change(old);
            cancellation.ThrowIfCancellationRequested();
            if (content is null)
            {
                FileLock.RemoveAbandoned(path);
                return said;
            }

            if (AtomicFile.TryReplace(path, old.Content, content, Wait(cancellation)))
            {
                return said;
            }
        }
    }

    /// <summary>Waits for another process that writes the same file, and says so after a second.</summary>
    public static LockWait Wait(CancellationToken cancellation) => new(
        path => Entry.Write($"{path}: note: waiting for another process that is writing this file"), cancellation);
}
