using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What passes a network lies in memory or in a temporary file; the credits do not tell which.</summary>
public class BoundedMemoryTests
{
    private const int Samples = 100;
    private const long Mebibyte = 1L << 20;

    private readonly Dictionary<AnalysisSettings, IReadOnlyList<double>> _inMemory = [];
    private ModelFolder _folder = null!;
    private LoadedNetwork _network = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _folder = new ModelFolder();
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "a", 6, 3000).Dense("a", "b", 3000, 7)
            .Dense("b", "c", 7, 3001)
            .Dense("c", "d", 3001, 7)
            .Dense("d", "y", 7, 2900)
            .Output("y");
        _network = LoadedNetwork.Load(_folder.Write(network.Model), _folder.Samples(Samples, 6), Samples);
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Credits_and_noise_are_the_same_bits_in_memory_or_not_with_any_number_of_threads(
        [Values("principal", "gaussian", "principal below 1e-5")] string alignment, [Values] Observable observable, [Values(
            1,
            2,
            3)] int threads)
    {
        AnalysisSettings settings = AnalysisSettings.Regression with
        {
            Alignment = DimensionAlignment.Parse(alignment.Split(' ')[0]),
            Observable = observable,
            Steps = StepCount.Exactly(1),
            RankTolerance = alignment.EndsWith("1e-5", StringComparison.Ordinal) ? 1e-6 : 1e-3,
        };
        long bound = (alignment == "gaussian" ? 3 : 2) * Mebibyte; // in a file, or leg by leg
        Bits(settings, bound, threads).Should().Equal(InMemory(settings));
    }

    [Test]
    [Category("Slow")]
    public void Several_steps_give_the_same_bits_wherever_their_states_lie_with_any_number_of_threads(
        [Values] Observable observable, [Values(1, 3)] int threads)
    {
        AnalysisSettings settings = AnalysisSettings.Regression with { Observable = observable, Steps = StepCount.Exactly(3) };
        Bits(settings, 4 * Mebibyte, threads).Should().Equal(InMemory(settings)); // in files, or in memory
    }

    // 100 samples of 3,001 values of four bytes are 1.14 MiB, and those of all cuts 3.401: what is taken is rounded up.
    [Test]
    public void What_does_not_fit_at_one_cut_is_told_and_goes_to_a_temporary_file() =>
        Told(AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) }, Mebibyte)
            .Should().ContainSingle(note => note != null).Which.Should().Be(
                "the activations take 1.2 MiB, more than 1 MiB (--memory): a temporary file holds them, which is slower");

    [Test]
    public void What_does_not_fit_at_all_cuts_together_goes_there_where_matrices_are_made_of_it() =>
        Told(AnalysisSettings.Regression with { Steps = StepCount.Exactly(1), Alignment = DimensionAlignment.Orthonormal }, 3 * Mebibyte)
            .Should().ContainSingle(note => note != null).Which.Should().Be(
                "the activations take 3.5 MiB, more than 3 MiB (--memory): a temporary file holds them, which is slower");

    [Test]
    public void What_fits_but_not_beside_the_weights_goes_there_too() =>
        Told(AnalysisSettings.Regression with { Steps = StepCount.Exactly(1), Alignment = DimensionAlignment.Orthonormal }, 4 * Mebibyte)
            .Should().ContainSingle(note => note != null).Which.Should().Be(
                "the activations take 3.5 MiB, more than model and samples leave of 4 MiB (--memory): "
                + "a temporary file holds them, which is slower");

    // The weights alone take twice the memory, and the states of several steps a fifth of it: each cut takes a tenth.
    [Test]
    public void Beside_large_weights_and_copied_states_there_is_memory_for_each_cut_all_the_same()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 500]).Dense("x", "y", 500, 500).Output("y");
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model, "square.onnx"), _folder.Samples(Samples, 500), Samples);
        Told(loaded, AnalysisSettings.Regression with { Steps = StepCount.Exactly(2) }, 2 * Mebibyte).Should().NotBeEmpty()
            .And.OnlyContain(note => note == null);
    }

    [Test]
    public void What_does_not_fit_at_all_cuts_together_goes_leg_by_leg_else() =>
        Told(AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) }, 3 * Mebibyte).Should().NotBeEmpty()
            .And.OnlyContain(note => note == null);

    [Test]
    public void What_fits_is_not_worth_a_note() =>
        Told(AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) }, null).Should().NotBeEmpty()
            .And.OnlyContain(note => note == null);

    [Test]
    public void A_block_whose_matrices_do_not_fit_is_refused_before_the_model_runs()
    {
        AnalysisSettings settings = AnalysisSettings.Regression with
        {
            Alignment = DimensionAlignment.Orthonormal,
            Steps = StepCount
            .Exactly(1)
        };
        SettingsException refused = FluentActions.Invoking(() => Run(settings, new AnalysisOptions { Memory = 2 * Mebibyte })).Should()
            .Throw<SettingsException>()
            .Which;
        refused.Code.Should().Be(DiagnosticCodes.TooLarge);
        refused.Message.Should().Contain("take 2.3 MiB, more than the 2 MiB of --memory").And.Contain("--memory 1GiB");
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(Mebibyte - 1)]
    public void Less_than_a_mebibyte_is_no_bound(long bytes) =>
        FluentActions.Invoking(() => new AnalysisOptions { Memory = bytes }).Should().Throw<SettingsException>().Which.Code.Should()
            .Be(DiagnosticCodes.Usage);

    // One for all numbers of threads.
    private IReadOnlyList<double> InMemory(AnalysisSettings settings)
    {
        if (!_inMemory.TryGetValue(settings, out IReadOnlyList<double>? bits))
        {
            _inMemory[settings] = bits = Bits(settings, 1024 * Mebibyte, 1);
        }

        return bits;
    }

    private IReadOnlyList<double> Bits(AnalysisSettings settings, long memory, int threads)
    {
        NetworkCredits credits = Run(
            settings,
            new AnalysisOptions { Threads = threads, Memory = memory, MeasureNoise = true, Details = CreditDetails.Sensitivity });
        return
        [
            .. credits.Blocks.SelectMany(b => (double[])
            [
                b.LogCredit!.Value, b.NoiseFloor!.Value, b.LogSensitivity!.Value,
                .. b.SingularValues,
                .. b.Figures.SelectMany(f => new[] { f.Value, f.NoiseFloor!.Value }),
            ]),
        ];
    }

    private List<string?> Told(AnalysisSettings settings, long? memory) => Told(_network, settings, memory);

    private static List<string?> Told(LoadedNetwork network, AnalysisSettings settings, long? memory)
    {
        var told = new List<string?>();
        Run(network, settings, new AnalysisOptions { Threads = 1, Memory = memory, Progress = new Listener(told) });
        return told;
    }

    private NetworkCredits Run(AnalysisSettings settings, AnalysisOptions options) => Run(_network, settings, options);

    private static NetworkCredits Run(LoadedNetwork network, AnalysisSettings settings, AnalysisOptions options)
    {
        using var weights = new WeightProfiles(network.Graph, CancellationToken.None);
        using var analysis = new NetworkAnalysis(
            network.Graph,
            network.Inputs,
            AnalysisPlan.Create(network.Graph, network.Blocks, network.ClassScores, settings, options, network.Inputs.Count),
            weights,
            null,
            CancellationToken.None);
        return analysis.Run();
    }

    private sealed class Listener(List<string?> told) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => told.Add(value.Note);
    }
}
