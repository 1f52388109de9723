using System.Runtime.ExceptionServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Runs independent pieces of work on a few threads.</summary>
internal static class InParallel
{
    /// <summary>
    /// Calls <paramref name="body"/> with 0 … <paramref name="count"/>−1. The calls start in this order, and at most
    /// <paramref name="threads"/> run at a time.
    /// </summary>
    /// <remarks>
    /// A single piece, or a single thread, runs on the calling thread. If several pieces fail, the exception of the first of them is
    /// rethrown unchanged, so that the same one is reported every time.
    /// </remarks>
    public static void For(int count, int threads, Action<int> body, CancellationToken cancellation)
    {
        if (threads == 1 || count <= 1)
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(i);
            }

            return;
        }

        // Threads take the pieces one at a time as they become free. Parallel.For hands them out in chunks, and some threads would finish
        // long before others.
        int taken = -1;
        var failures = new Exception?[count];
        bool hasFailed = false;
        int workers = Math.Min(threads, count);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, _ =>
        {
            while (!Volatile.Read(ref hasFailed) && Interlocked.Increment(ref taken) is var i && i < count)
            {
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    body(i);
                }
                catch (Exception failure) // rethrown below
                {
                    failures[i] = failure;
                    Volatile.Write(ref hasFailed, true);
                }
            }
        });
        if (failures.FirstOrDefault(f => f is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
