using System.Collections.Concurrent;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The variants that do not block, cancellation and progress.</summary>
[TestFixture]
public class AsyncTests
{
    private TestFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Analyses_and_checks_that_do_not_block_give_the_same()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        CreditReport credits = await CreditAnalysis.RunAsync(_folder.At("net.onnx"), _folder.Samples);
        Assert.That(credits, Credits.MatchBaseline(baseline));
        Assert.That((await CreditBaseline.Load(baseline).CheckAsync()).Holds, Is.True);

        File.Copy(_folder.At("retrained.onnx"), _folder.At("net.onnx"), overwrite: true);
        BaselineComparison comparison = await CreditBaseline.Load(baseline).CheckAsync();
        Assert.That(comparison.HasDrifted, Is.True);
        Assert.That(comparison.Report.Blocks.Select(b => b.LogCredit), Is.EqualTo(moved.Blocks.Select(b => b.LogCredit)));
    }

    [Test]
    public void A_stopped_analysis_throws_and_is_no_verdict()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"));
        var stopped = new CancellationToken(canceled: true);
        _folder.Retrained("net.onnx", new DenseLayer("fc2", Scale: 2));
        Assert.Catch<OperationCanceledException>(() => CreditAnalysis.Run(_folder.At("net.onnx"), _folder.Samples, null, null, stopped));
        Assert.Catch<OperationCanceledException>(
            () => CreditAnalysis.RunAsync(_folder.At("net.onnx"), _folder.Samples, cancellation: stopped).GetAwaiter().GetResult());
        Assert.Catch<OperationCanceledException>(
            () => CreditBaseline.Load(baseline).CheckAsync(cancellation: stopped).GetAwaiter().GetResult());
        Assert.Catch<OperationCanceledException>(
            () => Assert.That(CreditBaseline.Load(baseline), !Credits.HoldWith(new AnalysisOptions(), stopped)));
    }

    [Test]
    public void An_analysis_can_be_stopped_while_it_runs_and_run_again()
    {
        string model = _folder.Network("net.onnx");
        using var stop = new CancellationTokenSource();
        var stopping = new Recorded(_ => stop.Cancel());
        Assert.Catch<OperationCanceledException>(() => CreditAnalysis.Run(
            model,
            _folder.Samples,
            new AnalysisSettings { Seed = 2002 },
            new AnalysisOptions { Progress = stopping, Threads = 1 },
            stop.Token));
        Assert.That(_folder.Analyse(model, new AnalysisSettings { Seed = 2002 }).Blocks, Has.Count.EqualTo(3));
    }

    [Test]
    public void Progress_tells_each_stage_to_its_end()
    {
        var progress = new Recorded(_ => { });
        CreditAnalysis.Run(
            _folder.Network("net.onnx"),
            _folder.Samples,
            new AnalysisSettings { Seed = 2001 },
            new AnalysisOptions { Progress = progress, MeasureNoise = true });
        Assert.That(
            progress.Reports.Select(r => r.Stage),
            Does.Contain("reading").And.Contain("computing credits").And.Contain("running the model"));
        Assert.That(
            progress.Reports.Where(r => r.Stage == "computing credits").Max(r => r.Done),
            Is.EqualTo(progress.Reports.First(r => r.Stage == "computing credits").Total));
        Assert.That(progress.Reports, Is.All.Matches<AnalysisProgress>(r => r.Done >= 0 && r.Done <= Math.Max(r.Total, 1)));
    }

    private sealed class Recorded(Action<AnalysisProgress> then) : IProgress<AnalysisProgress>
    {
        public ConcurrentQueue<AnalysisProgress> Reports { get; } = new();

        public void Report(AnalysisProgress value)
        {
            Reports.Enqueue(value);
            then(value);
        }
    }
}
