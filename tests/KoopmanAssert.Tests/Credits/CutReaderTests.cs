using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What an analysis kept of cuts serves those with other settings: the same bits, and the network does not run.</summary>
public class CutReaderTests
{
    private const int Samples = 40;
    private const int Wide = 8_000; // more than 64 activations for each number that is kept
    private const int Enough = 1_000_000; // activations, of the 1.3 million that the network has

    private ModelFolder _folder = null!;
    private LoadedNetwork _network = null!;
    private CutMemory _memory = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _folder = new ModelFolder();
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]);
        (string From, string Wide, string To)[] pairs = [("x", "a", "b"), ("b", "c", "d"), ("d", "e", "f"), ("f", "g", "y")];
        foreach ((string from, string wide, string to) in pairs)
        {
            network.Dense(from, wide, from == "x" ? 6 : 7, Wide).Dense(wide, to, Wide, 7);
        }

        _network = LoadedNetwork.Load(_folder.Write(network.Output("y").Model), _folder.Samples(Samples, 6), Samples);
    }

    [SetUp]
    public void SetUp() => _memory = new CutMemory(Enough);

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase(Observable.Affine, 1e-3, 0.05)]
    [TestCase(Observable.Identity, 1e-3, 0.05)]
    [TestCase(Observable.Affine, 1e-6, 1e-7)]
    [TestCase(Observable.Identity, 1e-6, 1e-7)]
    public void Other_settings_get_the_same_bits_without_a_forward_pass(Observable observable, double tolerance, double other)
    {
        AnalysisSettings settings = Settings with { Observable = observable, RankTolerance = tolerance };
        AnalysisSettings later = settings with { RankTolerance = other };
        Bits(settings, _memory, out bool runs).Should().Equal(Bits(settings, null, out _));
        runs.Should().BeTrue();
        _memory.Keys.Should().HaveCount(9 * (1 + NoiseFloor.Perturbations));
        _memory.Found.Should().Be(0);

        Bits(later, _memory, out runs).Should().Equal(Bits(later, null, out _));
        runs.Should().BeFalse();
        Bits(settings, _memory, out runs, memory: 1 << 20, threads: 1).Should().Equal(Bits(settings, null, out _, threads: 3));
        runs.Should().BeFalse();
    }

    [Test]
    public void What_is_missing_is_read_and_the_rest_is_not()
    {
        IReadOnlyList<double> expected = Bits(Settings, _memory, out _);
        string[] keys = [.. _memory.Keys];
        _memory.Forget(keys[4]);
        _memory.Forget(keys[40]);
        int found = _memory.Found;

        Bits(Settings, _memory, out bool runs).Should().Equal(expected);
        runs.Should().BeTrue();
        (_memory.Found - found).Should().Be(keys.Length - 2);
        _memory.Keys.Should().BeEquivalentTo(keys);
    }

    [Test]
    public void What_is_kept_is_what_is_used()
    {
        IReadOnlyList<double> expected = Bits(Settings, _memory, out _);
        _memory.Change(_memory.Keys.First(), cut => cut with
        {
            Sums = cut.Sums with { Centred = InnerProducts.Create(2 * cut.Sums.Centred.Kept, cut.Sums.Dimension) },
        });
        Bits(Settings, _memory, out _).Should().NotEqual(expected);
    }

    [Test]
    public void Without_noise_those_as_they_are_serve()
    {
        Bits(Settings, _memory, out _);
        Credits(Settings, new AnalysisOptions(), _memory, out bool runs);
        runs.Should().BeFalse();
    }

    [Test]
    public void Where_matrices_are_made_the_network_runs_for_them_alone()
    {
        Bits(Settings, _memory, out _);
        int found = _memory.Found;
        var options = new AnalysisOptions { Details = CreditDetails.FeatureWeights, Threads = 2 };

        NetworkCredits credits = Credits(Settings, options, _memory, out bool runs);
        runs.Should().BeTrue();
        (_memory.Found - found).Should().Be(9);
        credits.FeatureWeights!.ColumnMajor.Should().Equal(Credits(Settings, options, null, out _).FeatureWeights!.ColumnMajor);
    }

    [Test]
    public void Other_observables_read_their_own()
    {
        Bits(Settings, _memory, out _);
        AnalysisSettings identity = Settings with { Observable = Observable.Identity };
        Bits(identity, _memory, out bool runs).Should().Equal(Bits(identity, null, out _));
        runs.Should().BeTrue();
    }

    [Test]
    public void Cuts_in_common_are_found_where_the_network_is_cut_elsewhere()
    {
        Bits(Settings, _memory, out _);
        int found = _memory.Found;
        LoadedNetwork coarser = _network with
        {
            Blocks = [_network.Blocks[0], _network.Blocks[1] with { To = _network.Blocks[2].To }, .. _network.Blocks.Skip(3)],
        };

        Credits(Settings, new AnalysisOptions(), _memory, out bool runs, coarser);
        runs.Should().BeFalse();
        (_memory.Found - found).Should().Be(8);
    }

    [Test]
    public void Of_a_small_network_nothing_is_asked_or_kept()
    {
        NetworkProto small = new NetworkProto().Input("x", [-1, 6]).Dense("x", "a", 6, 3000).Dense("a", "y", 3000, 7).Output("y");
        Credits(
            Settings,
            new AnalysisOptions(),
            _memory,
            out _,
            LoadedNetwork.Load(_folder.Write(small.Model, "small.onnx"), _folder.At("samples.npy"), Samples));
        _memory.Asked.Should().Be(0);
        _memory.Keys.Should().BeEmpty();
    }

    private static AnalysisSettings Settings { get; } =
        AnalysisSettings.Regression with { Steps = StepCount.Exactly(1), Classes = ClassOutput.Named("y") };

    private IReadOnlyList<double> Bits(AnalysisSettings settings, ICutStore? store, out bool runs, long memory = 1L << 30, int threads = 2)
    {
        var options = new AnalysisOptions
        {
            Threads = threads,
            Memory = memory,
            MeasureNoise = true,
            Details = CreditDetails.Sensitivity,
        };
        NetworkCredits credits = Credits(settings, options, store, out runs);
        return
        [
            .. credits.Blocks
                .SelectMany(b => (double[])[b.LogCredit!.Value, b.NoiseFloor!.Value, b.LogSensitivity!.Value, .. b.SingularValues]),
            .. credits.Blocks.SelectMany(b => b.Figures).Concat(credits.Network!.Figures)
                .SelectMany(f => new[] { f.Value, f.NoiseFloor!.Value }),
            .. credits.Network.Profile.Classes!.Predictions.Select(p => (double)p),
        ];
    }

    private NetworkCredits Credits(
        AnalysisSettings settings, AnalysisOptions options, ICutStore? store, out bool runs, LoadedNetwork? network = null)
    {
        network ??= _network;
        var stages = new Stages();
        using var weights = new WeightProfiles(network.Graph, CancellationToken.None);
        using var analysis = new NetworkAnalysis(
            network.Graph,
            network.Inputs,
            AnalysisPlan.Create(
                network.Graph, network.Blocks, network.ClassScores, settings, options with { Progress = stages }, network.Inputs.Count),
            weights,
            store,
            CancellationToken.None);
        NetworkCredits credits = analysis.Run();
        runs = stages.Told.Contains("running the model");
        return credits;
    }

    private sealed class Stages : IProgress<AnalysisProgress>
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Told { get; } = [];

        public void Report(AnalysisProgress value) => Told.Add(value.Stage);
    }
}
