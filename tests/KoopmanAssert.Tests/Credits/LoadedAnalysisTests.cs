using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Two tests share an analysis where nothing that its credits depend on differs, and only there.</summary>
[TestFixture]
internal sealed class LoadedAnalysisTests
{
    private static readonly AnalysisSettings Settings = AnalysisSettings.Regression with { MaxSamples = 12 };
    private static readonly AnalysisOptions Options = new();

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new ModelFolder();
        Write("model.onnx", 1);
        _folder.Samples(20, 3);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Paths_threads_and_memory_do_not_count()
    {
        File.Copy(_folder.At("model.onnx"), _folder.At("copy.onnx"));
        File.Copy(_folder.At("samples.npy"), _folder.At("copy.npy"));
        Key(Settings, Options with { Threads = 3, Memory = 1 << 24 }, "copy.onnx", "copy.npy").Should().Be(Key(Settings, Options));
    }

    [Test]
    public void Everything_else_does()
    {
        Write("other.onnx", 2);
        _folder.Write(Tests.SampleFiles.Npy("<f4", "(20, 3)", Tests.SampleFiles.Bytes([.. Enumerable.Repeat(1f, 60)])), "other.npy");
        Labels("first.npy", 0);
        Labels("second.npy", 1);
        string[] keys =
        [
            Key(Settings, Options),
            Key(Settings, Options, model: "other.onnx"),
            Key(Settings, Options, samples: "other.npy"),
            Key(Settings, Options with { Labels = _folder.At("first.npy") }),
            Key(Settings, Options with { Labels = _folder.At("second.npy") }),
            Key(Settings, Options with { MeasureNoise = true }),
            Key(Settings, Options with { Details = CreditDetails.Sensitivity }),
            Key(Settings with { MaxSamples = 13 }, Options),
            Key(Settings with { RecordedSteps = new RecordedSteps("12: 3-2-1") }, Options),
            Key(Settings with { RecordedSteps = new RecordedSteps("12: 3-2-2") }, Options),
            Key(Settings with { AcceptedOutputs = "y" }, Options),
            Key(Settings with { AcceptedBlocks = "y" }, Options),
            Key(Settings with { RankTolerance = 0.01 }, Options),
            Key(Settings with { Standardise = true }, Options),
            Key(Settings with { Seed = 9 }, Options),
            Key(Settings with { Blocks = ["*"] }, Options),
        ];
        keys.Should().OnlyHaveUniqueItems();
    }

    // A column of a table is the labels by its name: the same values under another name are another input that is left out.
    [Test]
    public void The_column_of_the_labels_counts()
    {
        _folder.Write("p,q,r,s,t\n1,2,3,0,0\n2,1,3,1,1\n4,0,1,1,1\n0,5,2,0,0\n"u8.ToArray(), "table.csv");
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "y", 4, 2).Output("y");
        _folder.Write(network.Model, "wide.onnx");
        Key(Settings, Options with { Labels = "s" }, "wide.onnx", "table.csv").Should()
            .NotBe(Key(Settings, Options with { Labels = "t" }, "wide.onnx", "table.csv"));
    }

    [Test]
    public void What_was_read_is_known_before_anything_is_computed()
    {
        LoadedAnalysis loaded = Load(Settings, Options, "model.onnx", "samples.npy");
        loaded.SampleCount.Should().Be(12);
        loaded.ModelFile.Path.Should().Be(_folder.At("model.onnx"));
        loaded.ModelFile.Sha256.Should().Be(Hash("model.onnx"));
        loaded.ModelFile.InMemory.Should().BeFalse();
        (loaded.SamplesFile.Path, loaded.SamplesFile.Sha256).Should().Be((_folder.At("samples.npy"), Hash("samples.npy")));
    }

    [Test]
    public void Neither_file_may_be_missing()
    {
        FluentActions.Invoking(() => LoadedAnalysis.Load(null!, _folder.At("samples.npy"), null, null, CancellationToken.None)).Should()
            .Throw<ArgumentNullException>().WithParameterName("model");
        FluentActions.Invoking(() => LoadedAnalysis.Load(_folder.At("model.onnx"), null!, null, null, CancellationToken.None)).Should()
            .Throw<ArgumentNullException>().WithParameterName("samples");
    }

    [Test]
    public void The_first_stage_that_is_told_is_reading()
    {
        var told = new List<AnalysisProgress>();
        Load(Settings, Options with { Progress = new Told(told) }, "model.onnx", "samples.npy");
        told.Should().Equal(new AnalysisProgress("reading", 0, 1));
    }

    [Test]
    public void Of_two_broken_files_the_model_is_named()
    {
        _folder.Write([1, 2, 3], "broken.onnx");
        _folder.Write([1, 2, 3], "broken.npy");
        FluentActions.Invoking(() => Load(Settings, Options, "broken.onnx", "broken.npy")).Should().Throw<ModelException>();
        FluentActions.Invoking(() => Load(Settings, Options, "model.onnx", "broken.npy")).Should().Throw<SamplesException>();
    }

    [Test]
    public void The_provider_of_the_options_is_taken_before_that_of_the_settings() =>
        Key(Settings, Options with { Provider = ExecutionProvider.Cuda }).Should()
            .Be(Key(Settings with { Provider = ExecutionProvider.Cuda }, Options)).And.NotBe(Key(Settings, Options));

    private string Key(AnalysisSettings settings, AnalysisOptions options, string model = "model.onnx", string samples = "samples.npy") =>
        Load(settings, options, model, samples).Key;

    private LoadedAnalysis Load(AnalysisSettings settings, AnalysisOptions options, string model, string samples) =>
        LoadedAnalysis.Load(_folder.At(model), _folder.At(samples), settings, options, CancellationToken.None);

    private void Write(string name, float weight) => _folder.Write(
        new NetworkProto().Input("x", [-1, 3]).Constant("w", [2, 3], weight, 2, 3, 4, 5, 6).Node("Gemm", "x w", "y", "", ("transB", 1L))
            .Output("y").Model,
        name);

    private void Labels(string name, long first) => _folder.Write(
        Tests.SampleFiles.Npy("<i8", "(20,)", [.. Enumerable.Range(0, 20).SelectMany(i => BitConverter.GetBytes((i + first) % 2))]), name);

    private string Hash(string name) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder.At(name))));

    private sealed class Told(List<AnalysisProgress> told) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => told.Add(value);
    }
}
