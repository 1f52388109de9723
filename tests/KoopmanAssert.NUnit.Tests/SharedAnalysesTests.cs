using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Many assertions on one model cost one analysis, whoever asks at the same time.</summary>
[TestFixture]
[NonParallelizable]
public class SharedAnalysesTests
{
    private const int Callers = 8;
    private static readonly NetworkCredits s_none = new([], null);
    private static int s_key;

    [Test]
    public void Eight_parallel_callers_share_one_analysis_in_each_of_50_rounds()
    {
        using var folder = new TestFolder();
        string model = folder.Network("net.onnx");
        var expected = folder.Analyse(model).Blocks.Select(b => b.LogCredit).ToList();
        int before = SharedAnalyses<NetworkCredits>.Computed;
        for (int round = 1; round <= 50; round++)
        {
            var settings = new AnalysisSettings { Seed = round };
            CreditReport[] reports = Together(_ => folder.Analyse(model, settings));
            Assert.That(SharedAnalyses<NetworkCredits>.Computed - before, Is.EqualTo(round));
            Assert.That(reports.Select(r => r.Blocks), Is.All.SameAs(reports[0].Blocks));
            Assert.That(reports[0].Blocks.Select(b => b.LogCredit), Is.EqualTo(expected));
        }
    }

    [Test]
    public void A_copy_of_the_model_shares_the_analysis_and_keeps_its_own_path()
    {
        using var folder = new TestFolder();
        CreditReport first = folder.Analyse(folder.Network("net.onnx"), new AnalysisSettings { Seed = 1001 });
        CreditReport copy = folder.Analyse(folder.Network("copy.onnx"), new AnalysisSettings { Seed = 1001 });
        Assert.That(copy.Blocks, Is.SameAs(first.Blocks));
        Assert.That(copy.Model.Path, Is.EqualTo(folder.At("copy.onnx")));
    }

    [Test]
    public void What_a_credit_depends_on_is_analysed_apart()
    {
        using var folder = new TestFolder();
        string model = folder.Network("net.onnx"), other = folder.Retrained("other.onnx", new DenseLayer("fc1", Scale: 2));
        string samples = folder.WriteSamples("others.npy", 40, seed: 5);
        int before = SharedAnalyses<NetworkCredits>.Computed;
        folder.Analyse(model, new AnalysisSettings { Seed = 1002 });
        folder.Analyse(other, new AnalysisSettings { Seed = 1002 });
        folder.Analyse(model, new AnalysisSettings { Seed = 1002, MaxSamples = 39 });
        folder.Analyse(model, new AnalysisSettings { Seed = 1002, RankTolerance = 1e-4 });
        CreditAnalysis.Run(model, samples, new AnalysisSettings { Seed = 1002 });
        CreditAnalysis.Run(model, folder.Samples, new AnalysisSettings { Seed = 1002 }, new AnalysisOptions { MeasureNoise = true });
        Assert.That(SharedAnalyses<NetworkCredits>.Computed - before, Is.EqualTo(6));
    }

    [Test]
    public void A_failure_is_told_to_all_who_wait_and_not_kept()
    {
        string key = NewKey();
        Exception[] failures = Together(_ => (Exception)Assert.Throws<InvalidOperationException>(
            () => SharedAnalyses<NetworkCredits>.Get(key, () => throw new InvalidOperationException("once"), CancellationToken.None))!);
        Assert.That(failures.Select(f => f.Message), Is.All.EqualTo("once"));
        Assert.That(SharedAnalyses<NetworkCredits>.Get(key, () => s_none, CancellationToken.None), Is.SameAs(s_none));
    }

    [Test]
    public void A_first_caller_that_is_stopped_does_not_fail_the_others()
    {
        string key = NewKey();
        using var started = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var credits = new NetworkCredits([], null);
        Exception? others = null;
        var first = new Thread(() => Assert.Catch<OperationCanceledException>(() => SharedAnalyses<NetworkCredits>.Get(key, () =>
        {
            started.Set();
            stop.Token.WaitHandle.WaitOne();
            throw new OperationCanceledException(stop.Token);
        }, stop.Token)));
        Thread[] waiting = [.. Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
        {
            try
            {
                Assert.That(SharedAnalyses<NetworkCredits>.Get(key, () => credits, CancellationToken.None), Is.SameAs(credits));
            }
            catch (Exception failure) // told below, on the test's own thread
            {
                others = failure;
            }
        }))];
        first.Start();
        started.Wait();
        Array.ForEach(waiting, thread => thread.Start());
        SpinWait.SpinUntil(() => waiting.All(thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
        stop.Cancel();
        first.Join();
        Array.ForEach(waiting, thread => thread.Join());
        Assert.That(others, Is.Null);
    }

    [Test]
    public void Only_the_last_analyses_are_kept()
    {
        string[] keys = [.. Enumerable.Range(0, SharedAnalyses<NetworkCredits>.Most + 1).Select(_ => NewKey())];
        Array.ForEach(keys, Ask);
        int before = SharedAnalyses<NetworkCredits>.Computed;
        Array.ForEach(keys[1..], Ask);
        Assert.That(SharedAnalyses<NetworkCredits>.Computed - before, Is.Zero, "the last ones are kept");
        Ask(keys[0]);
        Assert.That(SharedAnalyses<NetworkCredits>.Computed - before, Is.EqualTo(1), "the one before them is not");
    }

    private static void Ask(string key) => SharedAnalyses<NetworkCredits>.Get(key, () => s_none, CancellationToken.None);

    private static string NewKey() => $"test {Interlocked.Increment(ref s_key)}";

    private static T[] Together<T>(Func<int, T> call)
    {
        var results = new T[Callers];
        using var together = new Barrier(Callers);
        Thread[] threads = [.. Enumerable.Range(0, Callers).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            results[i] = call(i);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return results;
    }
}
