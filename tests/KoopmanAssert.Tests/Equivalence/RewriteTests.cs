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
    private const int Rows = EquivalenceNetworks.Rows;

    private static readonly AnalysisSettings OneStep = EquivalenceNetworks.OneStep;

    private EquivalenceNetworks _networks = null!;

    [OneTimeSetUp]
    public void SetUp() => _networks = new EquivalenceNetworks();

    [OneTimeTearDown]
    public void TearDown() => _networks.Dispose();

    private static string[] Networks => EquivalenceNetworks.Names;

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
            ? Rewriting.SplitGemm(EquivalenceNetworks.Read(network))
            : Rewriting.FixBatch(EquivalenceNetworks.Read(network)));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(0.01);
    }

    // MatMul and Add that become a Gemm, and a batch that becomes free.
    [Test]
    public void A_rewrite_may_also_be_undone(
        [Values("fc", "lenet5", "miniresnet")] string network, [Values("gemm split", "batch fixed")] string rewrite)
    {
        (_, string samples) = _networks.BaselineOf(network);
        ModelProto model = EquivalenceNetworks.Read(network);
        string accepted = _networks.Folder.Write(
            rewrite == "gemm split" ? Rewriting.SplitGemm(model) : Rewriting.FixBatch(model), $"{network}-accepted.onnx");
        CreditReport report = CreditAnalysis.Run(accepted, samples, OneStep, new AnalysisOptions { MeasureNoise = true });
        BaselineComparison comparison = CreditBaseline.Create(report, _networks.Folder.At("accepted.credits.json"))
            .Compare(CreditAnalysis.Run(EquivalenceNetworks.PathOf(network), samples, OneStep));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(0.01);
    }

    [Test]
    public void A_batch_normalisation_is_read_alike_whether_it_is_folded_or_not(
        [Values("lenet5", "miniresnet", "kws", "zoo/unet")] string network, [Values] bool acceptedIsFolded)
    {
        (CreditBaseline folded, string samples) = _networks.BaselineOf(network);
        string unfolded = _networks.Folder.Write(
            Rewriting.UnfoldNormalisation(EquivalenceNetworks.Read(network)), $"{network}-unfolded.onnx");
        var measured = new AnalysisOptions { MeasureNoise = true };
        BaselineComparison comparison = acceptedIsFolded
            ? folded.Compare(CreditAnalysis.Run(unfolded, samples, OneStep))
            : CreditBaseline.Create(CreditAnalysis.Run(unfolded, samples, OneStep, measured), _networks.Folder.At("unfolded.credits.json"))
                .Compare(CreditAnalysis.Run(EquivalenceNetworks.PathOf(network), samples, OneStep));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(0.01);
    }

    [Test]
    public void A_copy_in_fewer_bits_holds_with_a_note(
        [Values("fc", "lenet5", "miniresnet")] string network,
        [Values("float16", "int8 weights", "static int8", "dynamic int8")] string copy)
    {
        ModelProto model = EquivalenceNetworks.Read(network);
        BaselineComparison comparison = Check(network, copy, copy switch
        {
            "float16" => Quantising.Float16(model),
            "int8 weights" => Quantising.Int8Weights(model),
            "dynamic int8" => Quantising.DynamicInt8(model),
            _ => Quantising.StaticQdq(
                model, FirstRows(_networks.Samples(network), network), [Rows, .. network == "fc" ? new long[] { 81 } : [1, 28, 28]]),
        });
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Findings.Should().ContainSingle(f => f.Code == DiagnosticCodes.QuantisedCopy).Which.Message.Should()
            .Contain(copy == "float16" ? "in 16 bits" : "in 8 bits").And.Contain("of 60 samples");
    }

    [Test]
    public void A_copy_in_fewer_bits_that_decides_otherwise_does_not_hold()
    {
        ModelProto model = Quantising.Float16(EquivalenceNetworks.Read("lenet5"));
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
    public void An_added_output_is_a_note([Values("fc", "lenet5", "miniresnet", "zoo/unet")] string network)
    {
        BaselineComparison comparison = Check(network, "output", Rewriting.AddOutput(EquivalenceNetworks.Read(network)));
        comparison.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Code = DiagnosticCodes.ShapeChanged, Severity = FindingSeverity.Note });
        comparison.Findings[0].Message.Should().Contain("--output");
        comparison.Score!.Value.Should().BeLessThan(1e-9);
    }

    [Test]
    public void A_later_opset_with_the_same_operators_has_a_score_of_0(
        [Values("fc", "miniresnet", "rowlstm", "lenet5", "mnist-cntk", "kws", "tinyvit", "zoo/resnet", "zoo/crnn")] string network)
    {
        BaselineComparison comparison = Check(network, "opset", Rewriting.RaiseOpset(EquivalenceNetworks.Read(network)));
        comparison.Findings.Should().NotContain(f => f.Severity == FindingSeverity.Error);
        comparison.Score!.Value.Should().BeLessThan(1e-9);
    }

    private ModelProto Same(string network, string rewrite)
    {
        ModelProto model = EquivalenceNetworks.Read(network);
        return rewrite switch
        {
            "names stripped" => Rewriting.StripNames(model),
            "all renamed" => Rewriting.RenameAll(model),
            "reordered" => Rewriting.Reorder(model),
            "identities" => Rewriting.InsertBeforeLayers(model, "Identity"),
            "dropouts" => Rewriting.InsertBeforeLayers(model, "Dropout"),
            "casts" => Rewriting.InsertBeforeLayers(model, "Cast"),
            "constants" => Rewriting.WeightsAsConstants(model),
            "external data" => Rewriting.ExternalData(model, Path.GetDirectoryName(_networks.Folder.At($"{network}.onnx"))!),
            _ => throw new ArgumentException(rewrite),
        };
    }

    private BaselineComparison Check(string network, string rewrite, ModelProto rewritten)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        string model = _networks.Folder.Write(rewritten, $"{network}-{rewrite}.onnx");
        return baseline.Compare(CreditAnalysis.Run(model, samples, baseline.Settings));
    }
}
