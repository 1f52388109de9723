using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class ExternalDataTests
{
    private static readonly byte[] Data = Tests.SampleFiles.Bytes<float>(1, 2, 3, 4, 5, 6);

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("weights.bin")]
    [TestCase("inner/deeper/weights.bin")]
    [TestCase("./inner/../weights.bin")]
    public void A_file_in_the_folder_is_used_by_the_whole_model_and_by_its_blocks(string location)
    {
        Directory.CreateDirectory(_folder.At("inner"));
        _folder.Write(Data, location);
        var network = LoadedNetwork.Load(Model(location), _folder.Samples(5, 3), 5);
        network.Graph.Model.ExternalData.Should().NotBeEmpty();
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        var weight = DenseMatrix.OfArray(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        SeededMatrices.Distance(activations[1], weight * activations[0]).Should().BeLessThan(1e-5);
        using BlockModel block = network.Model(0);
        block.Map(activations[0], [0, 1, 2, 3, 4]).Should().Be(activations[1]);
    }

    [Test]
    public void A_link_to_a_file_in_the_folder_is_followed()
    {
        _folder.Write(Data, "real.bin");
        File.CreateSymbolicLink(_folder.At("weights.bin"), "real.bin");
        OnnxModel.Load(Model("weights.bin")).ExternalData.Should().NotBeEmpty();
    }

    [Test]
    public void A_model_in_a_linked_folder_keeps_its_data()
    {
        _folder.Write(Data, "real/weights.bin");
        string model = Model("weights.bin", name: "real/model.onnx");
        Directory.CreateSymbolicLink(_folder.At("linked"), _folder.At("real"));
        OnnxModel.Load(model.Replace("real", "linked", StringComparison.Ordinal)).Sha256.Should().Be(OnnxModel.Load(model).Sha256);
    }

    [TestCase(true)]
    [TestCase(false)]
    [Platform(Exclude = "Win")]
    public void A_link_of_a_model_cache_finds_its_data_beside_the_real_file(bool isDataLinked)
    {
        _folder.Write(Data, isDataLinked ? "blobs/77aa" : "blobs/weights.bin");
        string real = Model("weights.bin", name: "blobs/51c0"), link = _folder.At("snapshots/1/model.onnx");
        Directory.CreateDirectory(_folder.At("snapshots/1"));
        File.CreateSymbolicLink(link, "../../blobs/51c0");
        if (isDataLinked)
        {
            File.CreateSymbolicLink(_folder.At("snapshots/1/weights.bin"), "../../blobs/77aa");
        }

        var network = LoadedNetwork.Load(link, _folder.Samples(5, 3), 5);
        var weight = DenseMatrix.OfArray(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        SeededMatrices.Distance(activations[1], weight * activations[0]).Should().BeLessThan(1e-5);
        File.Exists(real).Should().BeTrue();
    }

    [Test]
    public void Data_that_Git_LFS_did_not_fetch_is_called_that()
    {
        _folder.Write("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 24\n"u8.ToArray(), "weights.bin");
        Refused(Model("weights.bin"), "'weights.bin', which is a Git LFS pointer, not the file that it stands for");
    }

    [Test]
    public void The_hash_changes_with_the_content_beside_the_model_and_with_nothing_else()
    {
        _folder.Write(Data, "weights.bin");
        string model = Model("weights.bin"), before = OnnxModel.Load(model).Sha256;
        File.SetLastWriteTimeUtc(_folder.At("weights.bin"), DateTime.UnixEpoch);
        string touched = OnnxModel.Load(model).Sha256;
        byte[] other = [.. Data];
        other[^1] ^= 1;
        _folder.Write(other, "weights.bin");
        string changed = OnnxModel.Load(model).Sha256;

        before.Should().MatchRegex("^[0-9a-f]{64}$");
        touched.Should().Be(before);
        changed.Should().NotBe(before);
    }

    [Test]
    public void A_file_of_several_tensors_counts_once()
    {
        _folder.Write([.. Data, .. Data], "weights.bin");
        NetworkProto network = Network("weights.bin", 0, 24);
        network.Graph.Initializer.Add(WeightTensorTests.External(NetworkProto.Tensor<float>("v", [2, 3]), "weights.bin", 24, 24));
        ExternalData.Verify(_folder.Write(network.Model), network.Model).Paths.Should().Equal(_folder.At("weights.bin"));
    }

    [TestCase("none.bin", "does not exist")]
    [TestCase("none/weights.bin", "does not exist")]
    [TestCase("../outside.bin", "outside the model's folder")]
    [TestCase("inner/../../outside.bin", "outside the model's folder")]
    [TestCase("/etc/hostname", "not a path below the model's folder")]
    [TestCase("", "not a path below the model's folder")]
    [TestCase("model", "is a folder")]
    [TestCase(".", "outside the model's folder")]
    [TestCase("a\0b", "not a path below the model's folder")]
    [TestCase("empty.bin", "is empty")]
    public void A_file_that_is_missing_or_outside_is_refused(string location, string problem)
    {
        _folder.Write(Data, "outside.bin");
        _folder.Write([], "inside/empty.bin");
        Directory.CreateDirectory(_folder.At("inside/model"));
        Directory.CreateDirectory(_folder.At("inside/inner"));
        Refused(Model(location, name: "inside/model.onnx"), problem);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_that_leads_outside_is_refused([Values("file", "folder", "file through a folder", "chain")] string kind)
    {
        _folder.Write(Data, "outside/weights.bin");
        Directory.CreateDirectory(_folder.At("inside"));
        Dictionary<string, (string Link, string Target)[]> links = new()
        {
            ["file"] = [("inside/weights.bin", "../outside/weights.bin")],
            ["folder"] = [("inside/inner", "../outside")],
            ["file through a folder"] = [("inside/inner", "../outside"), ("inside/weights.bin", "inner/weights.bin")],
            ["chain"] = [("inside/next.bin", _folder.At("outside/weights.bin")), ("inside/weights.bin", "next.bin")],
        };
        foreach ((string link, string target) in links[kind])
        {
            File.CreateSymbolicLink(_folder.At(link), target);
        }

        Refused(Model(kind == "folder" ? "inner/weights.bin" : "weights.bin", name: "inside/model.onnx"), "outside the model's folder");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_that_leads_nowhere_or_in_a_circle_is_refused()
    {
        File.CreateSymbolicLink(_folder.At("loose.bin"), "none.bin");
        File.CreateSymbolicLink(_folder.At("loop.bin"), "loop.bin");
        Refused(Model("loose.bin"), "does not exist");
        Refused(Model("loop.bin"), "does not exist");
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public void A_pipe_is_refused_without_waiting()
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder.At("pipe.bin")]);
        mkfifo.WaitForExit();
        Refused(Model("pipe.bin"), "is empty or not a regular file");
    }

    [TestCase(0, 25)]
    [TestCase(1, 24)]
    [TestCase(25, null)]
    [TestCase(-1, 24)]
    [TestCase(0, -1)]
    [TestCase(long.MaxValue, 24)]
    public void Data_beyond_the_end_of_its_file_is_refused(long offset, long? length)
    {
        _folder.Write(Data, "weights.bin");
        Refused(Model("weights.bin", offset, length), "beyond the end");
    }

    [Test]
    public void A_truncated_file_without_a_stated_length_is_refused()
    {
        _folder.Write(Data[..20], "weights.bin");
        Refused(Model("weights.bin"), "beyond the end");
    }

    [Test]
    public void An_offset_that_is_no_number_is_refused()
    {
        _folder.Write(Data, "weights.bin");
        NetworkProto network = Network("weights.bin", null, null);
        network.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "first" });
        Refused(_folder.Write(network.Model), "not a number");
    }

    [Test]
    public void Tensors_of_attributes_and_of_subgraphs_are_checked_too()
    {
        TensorProto outside = WeightTensorTests.External(NetworkProto.Tensor<float>("w", [2, 3]), "../outside.bin");
        var body = new GraphProto();
        body.Initializer.Add(outside);
        NetworkProto attribute = new NetworkProto().Input("x", [-1, 2]).Node("Constant", "", "w", "", ("value", outside))
            .Node("Relu", "x", "y")
            .Output("y");
        NetworkProto subgraph = new NetworkProto().Input("x", [-1, 2]).Node("If", "c", "z", "", ("then_branch", body))
            .Node("Relu", "x", "y")
            .Output("y");
        Refused(_folder.Write(attribute.Model), "does not exist");
        Refused(_folder.Write(subgraph.Model), "does not exist");
    }

    private static NetworkProto Network(string location, long? offset, long? length)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 3]).Node("Gemm", "x w", "y", "", ("transB", 1L)).Output("y");
        TensorProto weight = NetworkProto.Tensor<float>("w", [2, 3]);
        weight.ClearRawData();
        network.Graph.Initializer.Add(WeightTensorTests.External(weight, location, offset, length));
        return network;
    }

    private string Model(string location, long? offset = null, long? length = null, string name = "model.onnx")
        => _folder.Write(Network(location, offset, length).Model, name);

    private static void Refused(string path, string problem)
    {
        ModelException fault = FluentActions.Invoking(() => OnnxModel.Load(path)).Should().Throw<ModelException>().Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.ExternalData, path));
        fault.Problem.Should().Contain("its weight 'w'").And.Contain(problem);
    }
}
