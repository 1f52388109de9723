namespace KoopmanAssert.Tool;

/// <summary>
/// The baselines of a check, held by several at a time: those that take longest begin first, and each is awaited in its own order.
/// </summary>
internal static class CheckQueue
{
    /// <summary>Begins to hold baselines.</summary>
    public static IReadOnlyList<PendingCheck> Begin(
        IReadOnlyList<FoundBaseline> baselines,
        RunSettings running,
        CancellationToken cancellation)
    {
        int atOnce = Math.Clamp(baselines.Count, 1, running.Threads);
        RunSettings share = running.Share(atOnce);
        List<Item> items = [.. baselines.Select(baseline => new Item(baseline))];
        Item[] longestFirst = [.. items.OrderByDescending(item => item.Baseline.Cost)];
        int next = -1;
        for (int i = 0; i < atOnce; i++)
        {
            _ = Task.Factory.StartNew(() =>
            {
                while (Interlocked.Increment(ref next) is var n && n < longestFirst.Length)
                {
                    longestFirst[n].Hold(share, cancellation);
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return [.. items.Select(item => new PendingCheck(item.Baseline.Path, item.Await))];
    }

    /// <summary>A baseline of the queue, which tells its stages to who waits for it.</summary>
    private sealed class Item(FoundBaseline baseline) : IProgress<AnalysisProgress>
    {
        private readonly TaskCompletionSource<BaselineComparison> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IProgress<AnalysisProgress>? _shown;
        private AnalysisProgress? _noted;

        public FoundBaseline Baseline { get; } = baseline;

        public void Hold(RunSettings running, CancellationToken cancellation)
        {
            try
            {
                _done.SetResult(Baseline.Load().Check(running.For(measureNoise: false, this), cancellation));
            }
            catch (Exception failure)
            {
                _done.SetException(failure); // told to who waits for it
            }
        }

        public BaselineComparison Await(IProgress<AnalysisProgress>? progress)
        {
            _shown = progress;
            if (_noted is { } noted)
            {
                progress?.Report(noted); // told before anyone was waiting
            }

            return _done.Task.GetAwaiter().GetResult();
        }

        public void Report(AnalysisProgress value)
        {
            if (_shown is { } shown)
            {
                shown.Report(value);
            }
            else if (value.Note is not null)
            {
                _noted = value;
            }
        }
    }
}
