using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>A model that cannot be used is refused with exit code 2, one line on what to do, and nothing written.</summary>
[TestFixture]
internal sealed class BadModelTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_missing_model()
        => Refuses("nothing.onnx", DiagnosticCodes.ModelMissing, "'nothing.onnx' does not exist", "Give the path");

    [Test]
    public void A_folder()
    {
        Directory.CreateDirectory(_folder.PathOf("model.onnx"));
        InitRefuses("model.onnx", DiagnosticCodes.ModelMissing, "'model.onnx' is a folder", "Give the path");
    }

    [Test]
    public void An_empty_file()
    {
        _folder.Write("model.onnx", "");
        Refuses("model.onnx", DiagnosticCodes.ModelUnreadable, "'model.onnx' is empty", "Export the model again");
    }

    [TestCase(1)]
    [TestCase(100)]
    [TestCase(40_000)]
    [TestCase(83_123)]
    public void A_file_cut_short(int length)
    {
        _folder.Write("model.onnx", File.ReadAllBytes(RealFiles.Fc)[..length]);
        InitRefuses("model.onnx", DiagnosticCodes.ModelUnreadable, "'model.onnx' is not an ONNX model", "Export the model again");
    }

    [Test]
    public void A_Git_LFS_pointer()
    {
        const string Pointer = "version https://git-lfs.github.com/spec/v1\n"
            + "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 83124\n";
        _folder.Write("model.onnx", Pointer);
        InitRefuses("model.onnx", DiagnosticCodes.ModelUnreadable, "'model.onnx' is a Git LFS pointer", "Run `git lfs pull`");
    }

    [TestCase("{ \"model\": true }\n")]
    [TestCase("\n")]
    public void A_text(string text)
    {
        _folder.Write("model.onnx", text);
        InitRefuses("model.onnx", DiagnosticCodes.ModelUnreadable, "'model.onnx' is not an ONNX model", "Export the model again");
    }

    [TestCase(0)]
    [TestCase(1)]
    public void An_input_larger_than_any_array(int axis)
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[axis] = new TensorShapeProto.Types.Dimension { DimValue = 1L << 40 };
        _folder.Write("model.onnx", model);
        _folder.Refuses(
            ["blocks", "model.onnx"],
            2,
            DiagnosticCodes.TooLarge,
            "values in one batch at its input 'input'",
            "a smaller batch");
    }

    [Test]
    public void Samples_in_place_of_the_model() =>
        InitRefuses("mnist-9x9.npy", DiagnosticCodes.ModelUnreadable, "'mnist-9x9.npy' is not an ONNX model", "Export the model again");

    [Test]
    public void An_operator_that_ONNX_Runtime_does_not_know()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.Graph.Node[0].OpType = "Frobnicate";
        _folder.Write("model.onnx", model);
        Refuses(
            "model.onnx",
            DiagnosticCodes.ModelRefused,
            "Frobnicate",
            "Export it with operators and an opset that ONNX Runtime supports");
    }

    [Test]
    public void An_opset_from_the_future()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.OpsetImport[0].Version = 999;
        _folder.Write("model.onnx", model);
        InitRefuses(
            "model.onnx",
            DiagnosticCodes.ModelRefused,
            "'model.onnx' is rejected by ONNX Runtime",
            "Export it with operators and an opset");
    }

    [Test]
    public void A_format_from_the_future()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.IrVersion = 999;
        _folder.Write("model.onnx", model);
        InitRefuses(
            "model.onnx",
            DiagnosticCodes.ModelRefused,
            "'model.onnx' is rejected by ONNX Runtime",
            "Export it with operators and an opset");
    }

    [Test]
    public void An_operator_that_reads_what_nothing_writes()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.Graph.Node[2].Input[0] = "nobody";
        _folder.Write("model.onnx", model);
        InitRefuses(
            "model.onnx",
            DiagnosticCodes.ModelUnreadable,
            "reads the tensor 'nobody' before anything writes it",
            "Export the model again");
    }

    [Test]
    public void A_network_that_mixes_all_samples_into_one_number()
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto { OpType = "ReduceSum", Name = "sum", Input = { "input" }, Output = { "logits" } });
        _folder.Write("model.onnx", model);
        Refuses(
            "model.onnx",
            DiagnosticCodes.PartitionImpossible,
            "'model.onnx' has fewer than two cut points",
            "Export it with the batch as the first axis");
    }

    // Opening a pipe that nobody writes to never comes back.
    [Test]
    [Platform(Exclude = "Win")]
    public void A_pipe()
    {
        Unix.MakePipe(_folder.PathOf("model.onnx"));
        _folder.Run("init", "model.onnx", "--samples", "mnist-9x9.npy")
            .IsRefused(2, DiagnosticCodes.ModelUnreadable, "'model.onnx'", "Export the model again");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_to_itself()
    {
        File.CreateSymbolicLink(_folder.PathOf("model.onnx"), "model.onnx");
        InitRefuses("model.onnx", DiagnosticCodes.ModelMissing, "'model.onnx' cannot be opened", "Give the path");
    }

    [Test]
    public void The_first_fault_of_many_is_told_alone()
    {
        _folder.Write("model.onnx", "");
        _folder.Write("samples.npy", "");
        _folder.Refuses(
            ["init", "model.onnx", "--samples", "samples.npy"],
            2,
            DiagnosticCodes.ModelUnreadable,
            "'model.onnx' is empty",
            "Export the model again");
    }

    private void InitRefuses(string model, string code, string names, string wayOut) =>
        _folder.Refuses(["init", model, "--samples", "mnist-9x9.npy"], 2, code, names, wayOut);

    // Every command that reads a model words it alike: they are tried for one fault of each code.
    private void Refuses(string model, string code, string names, string wayOut)
    {
        string[][] commands =
        [
            ["init", model, "--samples", "mnist-9x9.npy"],
            ["credits", model, "--samples", "mnist-9x9.npy", "--json"],
            ["blocks", model, "--json"],
            ["diff", "fc.onnx", model, "--samples", "mnist-9x9.npy"],
        ];
        commands.Should().AllSatisfy(command => _folder.Refuses(command, 2, code, names, wayOut));
    }
}
