namespace KoopmanAssert.Core.Numerics;

/// <summary>Runs pieces of work as they become ready, a few at a time, while the caller prepares the next. For one caller.</summary>
/// <param name="threads">The most pieces that run at a time. With one, the caller runs each itself.</param>
/// <param name="cancellation">Stops before the next piece.</param>
internal sealed class WorkQueue(int threads, CancellationToken cancellation) : IDisposable
{
    private readonly SemaphoreSlim _free = new(threads);
    private readonly List<Task> _started = [];

    /// <summary>
    /// Starts a piece of work, as soon as fewer than the most pieces are running. If one has failed, none is started: it is as
    /// <see cref="Finish"/>.
    /// </summary>
    public void Add(Action work)
    {
        cancellation.ThrowIfCancellationRequested();
        if (threads == 1)
        {
            work();
            return;
        }

        _free.Wait(cancellation);
        if (_started.Exists(piece => piece.IsFaulted))
        {
            Finish();
        }

        _started.Add(Task.Run(
            () =>
            {
                try
                {
                    work();
                }
                finally
                {
                    _free.Release();
                }
            },
            CancellationToken.None));
    }

    /// <summary>
    /// Waits for all pieces. If several failed, the exception of the one added first is rethrown unchanged, so that the same one is
    /// reported every time.
    /// </summary>
    public void Finish()
    {
        Wait();
        _started.ForEach(piece => piece.GetAwaiter().GetResult());
    }

    /// <summary>Waits for what runs, whatever comes of it: it may use what the caller is about to let go.</summary>
    public void Dispose()
    {
        Wait();
        _free.Dispose();
    }

    private void Wait() => Task.WhenAll(_started).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
}
