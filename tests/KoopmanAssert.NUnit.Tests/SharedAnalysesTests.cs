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
    private const int Most = 64;
    private static readonly NetworkCredits None = new([], null);
    private SharedResults<NetworkCredits> _results = null!;

    [SetUp]
    public void SetUp() => _results = new SharedResults<NetworkCredits>(Most);

    [Test]
    public void Eight_parallel_callers_share_one_analysis_in_each_of_50_rounds()
    {
        using var folder = new TestFolder();
        string model = folder.Network("net.onnx");
        var expected = Analyse(folder, model).Blocks.Select(b => b.LogCredit).ToList();
        int before = SharedAnalyses.Results.Computed;
        for (int round = 1; round <= 50; round++)
        {
            var settings = new AnalysisSettings { Seed = round };
            CreditReport[] reports = Together(_ => Analyse(folder, model, settings));
            Assert.That(SharedAnalyses.Results.Computed - before, Is.EqualTo(round));
            Assert.That(reports.Select(r => r.Blocks), Is.All.SameAs(reports[0].Blocks));
            Assert.That(reports[0].Blocks.Select(b => b.LogCredit), Is.EqualTo(expected));
        }
    }

    [Test]
    public void A_copy_of_the_model_shares_the_analysis_and_keeps_its_own_path()
    {
        using var folder = new TestFolder();
        CreditReport first = Analyse(folder, folder.Network("net.onnx"), new AnalysisSettings { Seed = 1001 });
        CreditReport copy = Analyse(folder, folder.Network("copy.onnx"), new AnalysisSettings { Seed = 1001 });
        Assert.That(copy.Blocks, Is.SameAs(first.Blocks));
        Assert.That(copy.Model.Path, Is.EqualTo(folder.At("copy.onnx")));
    }

    [Test]
    public void What_a_credit_depends_on_is_analysed_apart()
    {
        using var folder = new TestFolder();
        string model = folder.Network("net.onnx"), other = folder.Retrained("other.onnx", new DenseLayer("fc1", Scale: 2));
        string samples = folder.WriteSamples("others.npy", 40, seed: 5);
        int before = SharedAnalyses.Results.Computed;
        Analyse(folder, model, new AnalysisSettings { Seed = 1002 });
        Analyse(folder, other, new AnalysisSettings { Seed = 1002 });
        Analyse(folder, model, new AnalysisSettings { Seed = 1002, MaxSamples = 39 });
        Analyse(folder, model, new AnalysisSettings { Seed = 1002, RankTolerance = 1e-4 });
        SharedAnalyses.Run(model, samples, new AnalysisSettings { Seed = 1002 });
        SharedAnalyses.Run(model, folder.Samples, new AnalysisSettings { Seed = 1002 }, new AnalysisOptions { MeasureNoise = true });
        Assert.That(SharedAnalyses.Results.Computed - before, Is.EqualTo(6));
    }

    [Test]
    public void Without_sharing_every_call_analyses()
    {
        using var folder = new TestFolder();
        string model = folder.Network("net.onnx");
        CreditReport first = folder.Analyse(model), second = folder.Analyse(model);
        Assert.That(second.Blocks, Is.Not.SameAs(first.Blocks));
        Assert.That(second.Blocks.Select(b => b.LogCredit), Is.EqualTo(first.Blocks.Select(b => b.LogCredit)));
    }

    [Test]
    public void Verdicts_on_one_baseline_share_one_analysis()
    {
        using var folder = new TestFolder();
        var baseline = CreditBaseline.Load(folder.Baseline(folder.Network("net.onnx", [.. TestFolder.Layers, new DenseLayer("fc4")])));
        int before = SharedAnalyses.Results.Computed;
        BaselineVerdict[] verdicts = Together(_ => BaselineVerdict.Judge(baseline));
        Assert.That(verdicts.Select(v => v.Holds), Is.All.True);
        Assert.That(SharedAnalyses.Results.Computed - before, Is.EqualTo(1));
    }

    [Test]
    public void A_failure_reaches_every_waiter_and_is_not_cached()
    {
        Exception[] failures = Together(_ => (Exception)Assert.Throws<InvalidOperationException>(
            () => _results.Get("key", () => throw new InvalidOperationException("once"), CancellationToken.None))!);
        Assert.That(failures.Select(f => f.Message), Is.All.EqualTo("once"));
        Assert.That(_results.Get("key", () => None, CancellationToken.None), Is.SameAs(None));
    }

    [Test]
    public void A_first_caller_that_is_stopped_does_not_fail_the_others()
    {
        using var started = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var credits = new NetworkCredits([], null);
        Exception? others = null;
        var first = new Thread(() => Assert.Catch<OperationCanceledException>(() => _results.Get("key", () =>
        {
            started.Set();
            stop.Token.WaitHandle.WaitOne();
            throw new OperationCanceledException(stop.Token);
        }, stop.Token)));
        Thread[] waiting = [.. Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
        {
            try
            {
                Assert.That(_results.Get("key", () => credits, CancellationToken.None), Is.SameAs(credits));
            }
            catch (Exception failure) // asserted below, on the test's own thread
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
        string[] keys = [.. Enumerable.Range(0, Most + 1).Select(i => $"{i}")];
        Array.ForEach(keys, Ask);
        int before = _results.Computed;
        Array.ForEach(keys[1..], Ask);
        Assert.That(_results.Computed - before, Is.Zero, "the last ones are kept");
        Ask(keys[0]);
        Assert.That(_results.Computed - before, Is.EqualTo(1), "the one before them is not");
    }

    private void Ask(string key) => _results.Get(key, () => None, CancellationToken.None);

    private static CreditReport Analyse(TestFolder folder, string model, AnalysisSettings? settings = null) =>
        SharedAnalyses.Run(model, folder.Samples, settings);

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
