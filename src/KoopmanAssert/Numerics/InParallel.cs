using System.Runtime.ExceptionServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Runs independent pieces of work on a few threads.</summary>
internal static class InParallel
{
    /// <summary>
    /// Calls <paramref name="body"/> with 0 … <paramref name="count"/>−1, begun in this order, at most <paramref name="threads"/> at a
    /// time.
    /// </summary>
    /// <remarks>
    /// One piece, or one thread, stays on the calling thread. Where several pieces fail, the failure of the first of them is thrown as it
    /// was, so that a reader always sees the same one.
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

        // Taken one by one as threads become free: were they dealt out in lots, as Parallel.For does, some threads would end long before
        // others.
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
