using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class OnnxModelTests
{
    private static readonly NetworkProto Small = new NetworkProto().Input("x", [-1, 3]).Dense("x", "y", 3, 2).Output("y");

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_hash_of_a_model_in_one_file_is_that_of_the_file()
    {
        var model = OnnxModel.Load(RepositoryFiles.Fc);
        model.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(RepositoryFiles.Fc))));
        model.ExternalData.Should().BeEmpty();
        model.Path.Should().Be(RepositoryFiles.Fc);
    }

    [Test]
    public void What_the_reader_does_not_know_survives()
    {
        // Field 4000, a varint, in the model and field 4001, bytes, in the graph.
        byte[] unknown = [0x80, 0xFA, 0x01, 0x07];
        byte[] file = [.. Small.Model.ToByteArray(), .. unknown];
        _folder.Write(file, "model.onnx");
        OnnxModel.Load(_folder.At("model.onnx")).Proto.ToByteArray().Should().Equal(file);
    }

    [Test]
    public void A_missing_file_is_refused([Values("none.onnx", "none/none.onnx")] string name)
        => Refused(_folder.At(name), DiagnosticCodes.ModelMissing, "does not exist");

    [Test]
    [Platform("Linux")]
    public void A_missing_file_is_hinted_at_if_only_its_case_differs()
    {
        _folder.Write(Small.Model, "Models/Net.onnx");
        Refused(_folder.At("models/net.onnx"), DiagnosticCodes.ModelMissing, $"but '{_folder.At("Models/Net.onnx")}' does");
        Refused(_folder.At("models/nut.onnx"), DiagnosticCodes.ModelMissing, "does not exist.");
    }

    [Test]
    public void A_file_that_Git_LFS_did_not_fetch_is_called_that()
    {
        string path = _folder.Write("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"u8.ToArray(), "model.onnx");
        Refused(path, DiagnosticCodes.ModelUnreadable, "is a Git LFS pointer, not the file that it stands for");
    }

    [TestCase("")]
    [TestCase("a\0.onnx")]
    public void A_path_that_is_none_is_refused(string path) => Refused(path, DiagnosticCodes.ModelMissing, "cannot be opened");

    [Test]
    public void A_folder_is_refused() => Refused(_folder.Path, DiagnosticCodes.ModelMissing, "is a folder");

    [Test]
    public void A_file_that_another_process_writes_is_refused()
    {
        string path = _folder.Write(Small.Model);
        using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Refused(path, DiagnosticCodes.ModelMissing, "cannot be opened");
    }

    [Test]
    public void An_empty_file_is_refused() => Refused(_folder.Write([], "model.onnx"), DiagnosticCodes.ModelUnreadable, "is empty");

    [Test]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public void A_pipe_and_a_device_are_refused_without_waiting()
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder.At("pipe.onnx")]);
        mkfifo.WaitForExit();
        File.CreateSymbolicLink(_folder.At("link.onnx"), "pipe.onnx");
        string[] paths = [_folder.At("pipe.onnx"), _folder.At("link.onnx"), "/dev/zero"];
        paths.Should().AllSatisfy(path => Refused(path, DiagnosticCodes.ModelUnreadable, "not a regular file"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Links_are_followed_and_circles_and_loose_ends_refused()
    {
        _folder.Write(Small.Model);
        File.CreateSymbolicLink(_folder.At("link.onnx"), "model.onnx");
        File.CreateSymbolicLink(_folder.At("loop.onnx"), "loop.onnx");
        File.CreateSymbolicLink(_folder.At("loose.onnx"), "none.onnx");
        OnnxModel.Load(_folder.At("link.onnx")).Graph.Node.Should().ContainSingle();
        Refused(_folder.At("loop.onnx"), DiagnosticCodes.ModelMissing, "cannot be opened");
        Refused(_folder.At("loose.onnx"), DiagnosticCodes.ModelMissing, "does not exist");
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Fc);
        yield return new TestCaseData(whole[..(whole.Length / 2)]).SetArgDisplayNames("cut in half");
        yield return new TestCaseData(whole[..^1]).SetArgDisplayNames("without its last byte");
        yield return new TestCaseData(Encoding.UTF8.GetBytes("{\"a\": 1}")).SetArgDisplayNames("JSON");
        yield return new TestCaseData(File.ReadAllBytes(RepositoryFiles.SmallDigits)).SetArgDisplayNames("samples");
        yield return new TestCaseData(new byte[100]).SetArgDisplayNames("zeros");
        yield return new TestCaseData(new ModelProto { IrVersion = 8 }.ToByteArray()).SetArgDisplayNames("no graph");
        yield return new TestCaseData(new NetworkProto().Input("x", [-1, 3]).Output("x").Model.ToByteArray()).SetArgDisplayNames(
            "no operators");
        yield return new TestCaseData(new NetworkProto().Input("x", [-1, 3]).Dense("x", "y", 3, 2).Model.ToByteArray()).SetArgDisplayNames(
            "no output");
    }

    [TestCaseSource(nameof(Damaged))]
    public void What_is_no_whole_model_is_refused(byte[] content)
        => Refused(_folder.Write(content, "model.onnx"), DiagnosticCodes.ModelUnreadable, "is not an ONNX model");

    [Test]
    public void Attributes_nested_beyond_reason_are_refused()
    {
        var body = new GraphProto();
        for (int depth = 0; depth < 200; depth++)
        {
            GraphProto outer = new();
            outer.Node.Add(NetworkProto.Operator("If", "c", "y", "", ("then_branch", body)));
            body = outer;
        }

        NetworkProto network = new NetworkProto().Input("x", [-1, 3]).Output("y");
        network.Graph.Node.Add(body.Node);
        Refused(_folder.Write(network.Model), DiagnosticCodes.ModelUnreadable, "is not an ONNX model");
    }

    private static void Refused(string path, string code, string problem)
    {
        ModelException fault = FluentActions.Invoking(() => OnnxModel.Load(path)).Should().Throw<ModelException>().Which;
        (fault.Code, fault.File).Should().Be((code, path));
        fault.Problem.Should().Contain(problem);
        fault.Message.Should().StartWith($"{code}: '{path}' ").And.EndWith(fault.WayOut);
    }
}
