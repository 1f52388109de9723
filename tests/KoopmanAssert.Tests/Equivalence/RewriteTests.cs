using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// A network that is exported again holds, whatever the form: the baseline is made from one form, and the other is checked against it.
/// A copy in fewer bits holds with a note (KOOP0009).
/// </summary>
[TestFixture]
internal sealed class RewriteTests
{
    private const int Rows = 60;

    private static readonly AnalysisSettings OneStep = new() { Steps = StepCount.Exactly(1), MaxSamples = Rows };

    // The baseline and the samples of each network, made once.
    private readonly Dictionary<string, (CreditBaseline Baseline, string Samples)> _known = new(StringComparer.Ordinal);

    private ModelFolder _folder = null!;

    [OneTimeSetUp]
    public void SetUp() => _folder = new ModelFolder();

    [OneTimeTearDown]
    public void TearDown()
    {
        _known.Clear();
        _folder.Dispose();
    }

    private static string[] Networks =>
    [
        "fc", "miniresnet", "rowlstm", "lenet5", "mnist-cntk", "kws", "cct", "tinyvit",
        "zoo/resnet", "zoo/mobilenet-v3", "zoo/vit", "zoo/gpt", "zoo/unet", "zoo/crnn", "zoo/torch-encoder",
    ];

    private static string[] SameArithmetic =>
        ["names stripped", "all renamed", "reordered", "identities", "dropouts", "casts", "constants", "external data"];

    [Test]
    public void A_rewrite_with_the_same_arithmetic_has_a_score_of_0(
        [ValueSource(nameof(Networks))] string network, [ValueSource(nameof(SameArithmetic))] string rewrite)
    {
        BaselineComparison comparison = Check(network, rewrite, Same(network, rewrite));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(1e-9);
    }

    [Test]
    public void Another_order_of_rounding_moves_nothing(
        [Values("fc", "lenet5", "miniresnet", "rowlstm", "zoo/resnet")] string network,
        [Values("gemm split", "batch fixed")] string rewrite)
    {
        BaselineComparison comparison = Check(network, rewrite, rewrite == "gemm split"
            ? Rewriting.SplitGemm(Read(network))
            : Rewriting.FixBatch(Read(network)));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(0.01);
    }

    [Test]
    public void A_batch_normalisation_is_read_alike_whether_it_is_folded_or_not(
        [Values("lenet5", "miniresnet", "kws", "zoo/unet")] string network, [Values] bool acceptedIsFolded)
    {
        (CreditBaseline folded, string samples) = BaselineOf(network);
        string unfolded = _folder.Write(Rewriting.UnfoldNormalisation(Read(network)), $"{network}-unfolded.onnx");
        var measured = new AnalysisOptions { MeasureNoise = true };
        BaselineComparison comparison = acceptedIsFolded
            ? folded.Compare(CreditAnalysis.Run(unfolded, samples, OneStep))
            : CreditBaseline.Create(CreditAnalysis.Run(unfolded, samples, OneStep, measured), _folder.At("unfolded.credits.json"))
                .Compare(CreditAnalysis.Run(PathOf(network), samples, OneStep));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(0.01);
    }

    [Test]
    public void A_copy_in_fewer_bits_holds_with_a_note(
        [Values("fc", "lenet5", "miniresnet")] string network,
        [Values("float16", "int8 weights", "static int8", "dynamic int8")] string copy)
    {
        ModelProto model = Read(network);
        BaselineComparison comparison = Check(network, copy, copy switch
        {
            "float16" => Quantising.Float16(model),
            "int8 weights" => Quantising.Int8Weights(model),
            "dynamic int8" => Quantising.DynamicInt8(model),
            _ => Quantising.StaticQdq(
                model, FirstRows(Samples(network), network), [Rows, .. network == "fc" ? new long[] { 81 } : [1, 28, 28]]),
        });
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Findings.Should().ContainSingle(f => f.Code == DiagnosticCodes.QuantisedCopy).Which.Message.Should()
            .Contain(copy == "float16" ? "in 16 bits" : "in 8 bits").And.Contain("of 60 samples");
    }

    [Test]
    public void A_copy_in_fewer_bits_that_decides_otherwise_does_not_hold()
    {
        ModelProto model = Quantising.Float16(Read("lenet5"));
        TensorProto last = model.Graph.Initializer.Last(w => w.Dims.Count == 2);
        last.RawData = Google.Protobuf.ByteString.CopyFrom([.. last.RawData.Chunk(2).Reverse().SelectMany(pair => pair)]);
        Check("lenet5", "broken", model).HasDrifted.Should().BeTrue();
    }

    // The values of a float32 array are the end of its file.
    private static float[] FirstRows(string npy, string network)
    {
        int width = network == "fc" ? 81 : 784, all = network == "fc" ? 1000 : 400;
        byte[] bytes = File.ReadAllBytes(npy);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
            bytes.AsSpan(bytes.Length - (4 * width * all), 4 * width * Rows)).ToArray();
    }

    [Test]
    public void A_later_opset_with_the_same_operators_has_a_score_of_0(
        [Values("fc", "miniresnet", "rowlstm", "lenet5", "mnist-cntk", "kws", "tinyvit", "zoo/resnet", "zoo/crnn")] string network)
    {
        BaselineComparison comparison = Check(network, "opset", Rewriting.RaiseOpset(Read(network)));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(1e-9);
    }

    private ModelProto Same(string network, string rewrite)
    {
        ModelProto model = Read(network);
        return rewrite switch
        {
            "names stripped" => Rewriting.StripNames(model),
            "all renamed" => Rewriting.RenameAll(model),
            "reordered" => Rewriting.Reorder(model),
            "identities" => Rewriting.InsertBeforeLayers(model, "Identity"),
            "dropouts" => Rewriting.InsertBeforeLayers(model, "Dropout"),
            "casts" => Rewriting.InsertBeforeLayers(model, "Cast"),
            "constants" => Rewriting.WeightsAsConstants(model),
            "external data" => Rewriting.ExternalData(model, Path.GetDirectoryName(_folder.At($"{network}.onnx"))!),
            _ => throw new ArgumentException(rewrite),
        };
    }

    private BaselineComparison Check(string network, string rewrite, ModelProto rewritten)
    {
        (CreditBaseline baseline, string samples) = BaselineOf(network);
        string model = _folder.Write(rewritten, $"{network}-{rewrite}.onnx");
        return baseline.Compare(CreditAnalysis.Run(model, samples, OneStep));
    }

    private (CreditBaseline Baseline, string Samples) BaselineOf(string network)
    {
        if (!_known.TryGetValue(network, out (CreditBaseline, string) known))
        {
            string samples = Samples(network);
            CreditReport report = CreditAnalysis.Run(PathOf(network), samples, OneStep, new AnalysisOptions { MeasureNoise = true });
            _known[network] = known = (CreditBaseline.Create(report, _folder.At($"{network}.credits.json")), samples);
        }

        return known;
    }

    private static ModelProto Read(string network) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(PathOf(network)));

    private static string PathOf(string network) => network switch
    {
        "fc" => RepositoryFiles.Fc,
        "miniresnet" => RepositoryFiles.MiniResNet,
        "rowlstm" => RepositoryFiles.RowLstm,
        "lenet5" => RepositoryFiles.LeNet,
        _ when network.StartsWith("zoo/", StringComparison.Ordinal) => Path.Combine(
            RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", $"{network[4..]}.onnx"),
        _ => Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Equivalence", "models", $"{network}.onnx"),
    };

    private string Samples(string network)
    {
        if (network is "fc")
        {
            return RepositoryFiles.SmallDigits;
        }

        if (network is "miniresnet" or "lenet5" or "mnist-cntk")
        {
            return RepositoryFiles.Digits;
        }

        return Seeded(Read(network), $"{network}.npz");
    }

    /// <summary>Seeded samples for each input: uniform in [−1, 1], token ids for whole numbers.</summary>
    private string Seeded(ModelProto model, string name)
    {
        const int OpenLength = 6;
        var random = new Random(1);
        return _folder.Write(Tests.SampleFiles.Npz([.. model.Graph.Input.Where(i => Rewriting.Initializer(model, i.Name) is null)
            .Select(input =>
            {
                int[] shape = [Rows, .. input.Type.TensorType.Shape.Dim.Skip(1).Select(d => d.DimValue > 0 ? (int)d.DimValue : OpenLength)];
                int count = shape.Aggregate(1, (a, b) => a * b);
                bool isWhole = input.Type.TensorType.ElemType != (int)TensorProto.Types.DataType.Float;
                byte[] values = isWhole
                    ? Tests.SampleFiles.Bytes<byte>([.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(10))])
                    : Tests.SampleFiles.Bytes<float>([.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)]);
                return ($"{input.Name}.npy", Tests.SampleFiles.Npy(isWhole ? "|u1" : "<f4", $"({string.Join(", ", shape)},)", values));
            })]), name);
    }
}
