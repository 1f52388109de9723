using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Shards;

namespace KoopmanAssert.Tool.Commands;

/// <summary>The baselines of a check, several of which are checked at a time. The longest begin first; results come in order.</summary>
internal static class CheckQueue
{
    /// <summary>Begins to check baselines.</summary>
    /// <param name="baselines">The baselines.</param>
    /// <param name="running">How their models are analysed.</param>
    /// <param name="model">The model to hold against them; null for the one that each names.</param>
    /// <param name="cancellation">Stops the analyses.</param>
    public static IReadOnlyList<PendingCheck> Begin(
        IReadOnlyList<FoundBaseline> baselines,
        RunSettings running,
        string? model,
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
                    longestFirst[n].Check(share, model, cancellation);
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return [.. items.Select(item => new PendingCheck(item.Baseline.Path, item.Await))];
    }

    /// <summary>A baseline of the queue, which passes its progress on to a caller that waits for it.</summary>
    private sealed class Item(FoundBaseline baseline) : IProgress<AnalysisProgress>
    {
        private readonly TaskCompletionSource<BaselineComparison> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IProgress<AnalysisProgress>? _shown;
        private AnalysisProgress? _noted;

        public FoundBaseline Baseline { get; } = baseline;

        public void Check(RunSettings running, string? model, CancellationToken cancellation)
        {
            try
            {
                CreditBaseline loaded = Baseline.Load();
                _done.SetResult(loaded.Hold(NamedFiles.Use(loaded, () => running.Runner.Run(
                    model ?? loaded.ModelPath,
                    loaded.SamplesPath,
                    loaded.Settings,
                    running.For(loaded, measureNoise: false, this),
                    cancellation), model)));
            }
            catch (Exception failure)
            {
                _done.SetException(failure); // the caller that waits for the result gets it
            }
        }

        public BaselineComparison Await(IProgress<AnalysisProgress>? progress)
        {
            _shown = progress;
            if (_noted is { } noted)
            {
                progress?.Report(noted); // it came before anyone was waiting
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
