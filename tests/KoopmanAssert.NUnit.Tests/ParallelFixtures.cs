using NUnit.Framework;

[assembly: LevelOfParallelism(8)]

namespace KoopmanAssert;

/// <summary>Eight fixtures that run at the same time, each asserting on the same model.</summary>
[TestFixtureSource(nameof(Fixtures))]
[Parallelizable(ParallelScope.Self)]
public class ParallelFixtures(int fixture)
{
    private const int Count = 8;
    private static readonly Barrier Together = new(Count);
    private static int s_analyses;

    private static IEnumerable<int> Fixtures => Enumerable.Range(1, Count);

    [Test]
    public void All_fixtures_share_one_analysis()
    {
        Assert.That(Together.SignalAndWait(TimeSpan.FromMinutes(2)), Is.True, $"fixture {fixture} starts with the others");
        var options = new AnalysisOptions { Progress = new FirstOf("computing credits") };
        CreditReport credits = SharedAnalyses.Run(
            "../Data/fc.onnx",
            "../Data/mnist-9x9.npy",
            new AnalysisSettings { MaxSamples = 200 },
            options);
        Assert.That(credits, Credits.AreReliable);
        Assert.That(Together.SignalAndWait(TimeSpan.FromMinutes(2)), Is.True, $"fixture {fixture} ends with the others");
        Assert.That(Volatile.Read(ref s_analyses), Is.EqualTo(1));
    }

    private sealed class FirstOf(string stage) : IProgress<AnalysisProgress>
    {
        private int _seen;

        public void Report(AnalysisProgress value)
            => Interlocked.Add(ref s_analyses, value.Stage == stage && Interlocked.Exchange(ref _seen, 1) == 0 ? 1 : 0);
    }
}
