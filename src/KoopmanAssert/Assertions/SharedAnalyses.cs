using System.Collections.Concurrent;

namespace KoopmanAssert.Core.Assertions;

/// <summary>Analyses of this process by what they depend on, so that many assertions on one model cost one analysis.</summary>
/// <remarks>Keyed by content, never by path or time; holds the last <see cref="Most"/> analyses.</remarks>
/// <typeparam name="T">What of an analysis is kept.</typeparam>
internal static class SharedAnalyses<T>
    where T : class
{
    /// <summary>How many analyses are kept.</summary>
    public const int Most = 64;

    private static readonly ConcurrentDictionary<string, Lazy<T>> Kept = new(StringComparer.Ordinal);
    private static readonly ConcurrentQueue<string> Order = new();
    private static int s_computed;

    /// <summary>How many analyses were computed in this process.</summary>
    public static int Computed => s_computed;

    /// <summary>The credits for a key: computed by the first who asks, awaited by those who ask meanwhile.</summary>
    /// <remarks>
    /// A failure is told to all who wait for it and not kept; who waits for an analysis that another caller stops computes it anew.
    /// </remarks>
    public static T Get(string key, Func<T> compute, CancellationToken cancellation)
    {
        while (true)
        {
            var own = new Lazy<T>(() =>
            {
                Interlocked.Increment(ref s_computed);
                return compute();
            });
            Lazy<T> shared = Kept.GetOrAdd(key, own);
            try
            {
                T result = shared.Value;
                if (ReferenceEquals(shared, own))
                {
                    Remember(key);
                }

                return result;
            }
            catch (OperationCanceledException) when (!ReferenceEquals(shared, own) && !cancellation.IsCancellationRequested)
            {
                Kept.TryRemove(new KeyValuePair<string, Lazy<T>>(key, shared));
            }
            catch
            {
                Kept.TryRemove(new KeyValuePair<string, Lazy<T>>(key, shared));
                throw;
            }
        }
    }

    private static void Remember(string key)
    {
        Order.Enqueue(key);
        while (Order.Count > Most && Order.TryDequeue(out string? oldest))
        {
            Kept.TryRemove(oldest, out _);
        }
    }
}
