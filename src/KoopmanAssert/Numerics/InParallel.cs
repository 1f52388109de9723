using System.Runtime.ExceptionServices;

namespace KoopmanAssert;

/// <summary>Runs independent pieces of work on a few threads.</summary>
internal static class InParallel
{
    /// <summary>Calls <paramref name="body"/> with 0 … <paramref name="count"/>−1, at most <paramref name="threads"/> at a time.</summary>
    /// <remarks>One piece, or one thread, stays on the calling thread. Where several pieces fail, the failure of the first of them is thrown as it was, so that a reader always sees the same one.</remarks>
    public static void For(int count, int threads, Action<int> body, CancellationToken cancellation)
    {
        if (threads == 1 || count == 1)
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(i);
            }

            return;
        }

        var failures = new Exception?[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, count, options, (i, loop) =>
        {
            try
            {
                body(i);
            }
            catch (Exception failure) // rethrown below
            {
                failures[i] = failure;
                loop.Break();
            }
        });
        if (failures.FirstOrDefault(f => f is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
