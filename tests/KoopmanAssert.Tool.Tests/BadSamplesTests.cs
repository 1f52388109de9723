using System.Text.Json;
using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Tool;

/// <summary>Samples that cannot be used are refused with exit code 2, one line on what to do, and nothing written.</summary>
[TestFixture]
internal sealed class BadSamplesTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Missing() => Refuses("nothing.npy", DiagnosticCodes.SamplesMissing, "'nothing.npy' does not exist", "Give the path");

    [Test]
    public void A_folder()
    {
        Directory.CreateDirectory(_folder.PathOf("samples.npy"));
        Refuses("samples.npy", DiagnosticCodes.SamplesMissing, "'samples.npy' is a folder", "Give the path");
    }

    [Test]
    public void An_empty_file() => Refuses([], DiagnosticCodes.SamplesMissing, "'samples.npy' is empty", "Give the path");

    [TestCase(5)]
    [TestCase(60)]
    [TestCase(324_127)]
    public void A_file_cut_short(int length) =>
        Refuses(
            File.ReadAllBytes(RealFiles.Mnist9X9)[..length],
            DiagnosticCodes.SamplesUnreadable,
            "'samples.npy' is",
            "Save it with numpy.save");

    [Test]
    public void Python_objects() =>
        Refuses(
            Npy.Of("|O", "(1,)", "\u0080\u0003]q\0."u8.ToArray()),
            DiagnosticCodes.SamplesUnreadable,
            "'samples.npy' contains",
            "Save it as numbers");

    [Test]
    public void A_kind_of_file_that_is_not_read() =>
        Refuses("fc.onnx", DiagnosticCodes.SamplesUnreadable, "'fc.onnx' has an unsupported format", "Use a .npy, .npz, .pb or .csv file");

    [Test]
    public void Another_shape() =>
        Refuses(
            Npy.Of("<f4", "(4, 80)", new float[320]),
            DiagnosticCodes.SamplesMisfit,
            "'samples.npy' has the shape [4, 80]; the input 'input' of 'fc.onnx' takes [batch, 81]",
            "Save one sample per row of the first axis");

    [Test]
    public void Real_numbers_for_an_input_of_whole_ones()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Int64;
        model.Graph.Node.Insert(0, Cast(DataType.Float, "input", "real"));
        model.Graph.Node[1].Input[0] = "real";
        _folder.Write("fc.onnx", model);

        Refuses(
            "mnist-9x9.npy",
            DiagnosticCodes.SamplesMisfit,
            "'mnist-9x9.npy' contains Float32 values; the input 'input' takes Int64",
            "Save the samples as int64");
    }

    [Test]
    public void No_row() => Refuses(
        Npy.Of("<f4", "(0, 81)", Array.Empty<float>()),
        DiagnosticCodes.SamplesUnusable,
        "'samples.npy' contains no sample",
        "Save at least one sample");

    [Test]
    public void One_row_where_the_settings_take_one_step() => _folder.Refuses(
        ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "--max-samples", "1", "--steps", "1"],
        2, DiagnosticCodes.Unreliable, "block 'fc1', whose credit is unreliable on 'mnist-9x9.npy'", "Use more or other samples");

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity, Category = "Slow")]
    public void A_value_that_is_not_finite_is_refused_by_the_gate_and_told_by_credits(float value)
    {
        float[] values = Npy.Pixels(50);
        values[(7 * 81) + 40] = value;
        _folder.Write("samples.npy", Npy.Of("<f4", "(50, 81)", values));

        RefusesAsGate("the samples contain NaN or infinity (row 7, counted from 0)");
        ToolRun credits = CreditsAreUnreliable();
        credits.Output.Should().Contain("\nnote: the samples contain NaN or infinity (row 7, counted from 0)\n")
            .And.Contain($"\n{DiagnosticCodes.Unreliable}: block 'fc1' is unreliable: its inputs or outputs contain NaN or infinity\n");
    }

    [Test]
    [Category("Slow")]
    public void Samples_that_are_all_equal_are_refused_by_the_gate_and_told_by_credits()
    {
        float[] row = Npy.Pixels(1);
        _folder.Write("samples.npy", Npy.Of("<f4", "(400, 81)", [.. Enumerable.Range(0, 400).SelectMany(_ => row)]));

        RefusesAsGate("all samples are equal");
        CreditsAreUnreliable().Output.Should().Contain("\nnote: all samples are equal\n");
    }

    // The credits of a dead network are as unreliable as those of dead samples.
    [Test]
    public void A_network_that_lets_nothing_pass_is_refused_by_init_and_told_by_credits()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        TensorProto weight = model.Graph.Initializer.First(w => w.Name == model.Graph.Node[0].Input[1]);
        weight.RawData = Google.Protobuf.ByteString.CopyFrom(new byte[weight.RawData.Length]);
        _folder.Write("fc.onnx", model);
        _folder.Copy(RealFiles.Mnist9X9, "samples.npy");

        _folder.Refuses(
            ["init", "fc.onnx", "--samples", "samples.npy"],
            2,
            DiagnosticCodes.Unreliable,
            "'fc.onnx' has the block 'fc1', whose credit is unreliable",
            "Use more or other samples");
        CreditsAreUnreliable().Output.Should().Contain("its operator has rank 0: no variation in its inputs reaches its outputs");
    }

    private static NodeProto Cast(DataType type, string input, string output)
    {
        var cast = new NodeProto { OpType = "Cast", Name = "cast", Input = { input }, Output = { output } };
        cast.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (long)type });
        return cast;
    }

    private void Refuses(byte[] content, string code, string names, string wayOut)
    {
        _folder.Write("samples.npy", content);
        Refuses("samples.npy", code, names, wayOut);
    }

    private void Refuses(string samples, string code, string names, string wayOut)
    {
        _folder.Refuses(["init", "fc.onnx", "--samples", samples], 2, code, names, wayOut);
        _folder.Refuses(["credits", "fc.onnx", "--samples", samples, "--json"], 2, code, names, wayOut);
    }

    // init on them, and check on a baseline that was made when they were well.
    private void RefusesAsGate(string problem)
    {
        byte[] bad = _folder.Bytes("samples.npy");
        _folder.Refuses(
            ["init", "fc.onnx", "--samples", "samples.npy"],
            2,
            DiagnosticCodes.SamplesUnusable,
            $"'samples.npy' cannot be used: {problem}",
            "Use genuine samples that differ");
        _folder.Copy(RealFiles.Mnist9X9, "samples.npy");
        _folder.Run("init", "fc.onnx", "--samples", "samples.npy").Succeeds();
        _folder.Write("samples.npy", bad);
        _folder.Refuses(["check"], 2, DiagnosticCodes.SamplesUnusable, problem, "Use genuine samples that differ");
        _folder.Refuses(["update"], 2, DiagnosticCodes.SamplesUnusable, problem, "Use genuine samples that differ");
    }

    private ToolRun CreditsAreUnreliable()
    {
        using var json = JsonDocument.Parse(_folder.Run("credits", "fc.onnx", "--samples", "samples.npy", "--json").Succeeds().Output);
        JsonElement block = json.RootElement.GetProperty("blocks")[0];
        block.GetProperty("rank").GetInt32().Should().Be(0);
        block.GetProperty("logCredit").ValueKind.Should().Be(JsonValueKind.Null);
        block.GetProperty("logCreditPerDimension").ValueKind.Should().Be(JsonValueKind.Null);
        block.GetProperty("unreliable").GetString().Should().NotBeNullOrEmpty();
        return _folder.Run("credits", "fc.onnx", "--samples", "samples.npy").Succeeds();
    }
}
