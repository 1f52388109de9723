using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace KoopmanAssert.Core.Assertions;

/// <summary>The last results of a process under their keys: each is computed once, however many callers ask for it at a time.</summary>
/// <remarks>Safe for concurrent use. A key is made from content, never from a path or a time.</remarks>
/// <param name="most">How many results are kept.</param>
/// <typeparam name="T">The type of a result. A <see cref="Lazy{T}"/> could construct it, for which trimming keeps its constructor.</typeparam>
internal sealed class SharedResults<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
    int most = SharedResults<T>.DefaultMost)
    where T : class
{
    /// <summary>How many results are kept where no number is given.</summary>
    public const int DefaultMost = 64;

    private readonly ConcurrentDictionary<string, Lazy<T>> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private int _computed;

    /// <summary>How many results were computed.</summary>
    public int Computed => _computed;

    /// <summary>The result under a key: the first caller computes it, and callers that ask meanwhile wait for it.</summary>
    /// <remarks>
    /// Failures reach every waiter and are not cached. If the caller that computes is cancelled, one of the waiters computes anew.
    /// </remarks>
    public T Get(string key, Func<T> compute, CancellationToken cancellation)
    {
        while (true)
        {
            var own = new Lazy<T>(() =>
            {
                Interlocked.Increment(ref _computed);
                return compute();
            });
            Lazy<T> shared = _kept.GetOrAdd(key, own);
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
                Forget(key, shared);
            }
            catch
            {
                Forget(key, shared);
                throw;
            }
        }
    }

    private void Forget(string key, Lazy<T> shared) => _kept.TryRemove(new KeyValuePair<string, Lazy<T>>(key, shared));

    private void Remember(string key)
    {
        _order.Enqueue(key);
        while (_order.Count > most && _order.TryDequeue(out string? oldest))
        {
            _kept.TryRemove(oldest, out _);
        }
    }
}
