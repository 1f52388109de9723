using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A block cut out of its network computes what the network computes there, bit by bit.</summary>
[TestFixture]
internal sealed class BlockModelTests
{
    private const int Count = 20; // one full batch and a part of one
    private static readonly int[] Samples = [.. Enumerable.Range(0, Count)];

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static readonly Dictionary<string, (string Model, int[] Shape)> Architectures = new()
    {
        ["fc"] = (RepositoryFiles.Fc, [Count, 81]),
        ["lenet5"] = (RepositoryFiles.LeNet, [Count, 1, 28, 28]),
        ["rowlstm"] = (RepositoryFiles.RowLstm, [Count, 28, 28]),
        ["miniresnet"] = (RepositoryFiles.MiniResNet, [Count, 1, 28, 28]),
    };

    [Test]
    public void Every_block_maps_its_inputs_to_its_outputs(
        [Values("fc", "lenet5", "rowlstm", "miniresnet")] string architecture,
        [Values] bool split)
    {
        LoadedNetwork network = Load(architecture, split);
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        for (int b = 0; b < network.Blocks.Count; b++)
        {
            using BlockModel block = network.Model(b);
            SeededMatrices.Distance(block.Map(activations[b], Samples), activations[b + 1]).Should().Be(0, network.Blocks[b].Name);
        }
    }

    [Test]
    public void The_blocks_one_after_another_are_the_network(
        [Values("fc", "lenet5", "rowlstm", "miniresnet")] string architecture,
        [Values] bool split)
    {
        LoadedNetwork network = Load(architecture, split);
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        DenseMatrix state = activations[0];
        for (int b = 0; b < network.Blocks.Count; b++)
        {
            using BlockModel block = network.Model(b);
            state = block.Map(state, Samples);
        }

        SeededMatrices.Distance(state, activations[^1]).Should().Be(0);
    }

    [Test]
    public void Some_snapshots_give_what_they_give_among_all()
    {
        LoadedNetwork network = Load("fc", split: false);
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        using BlockModel block = network.Model(1);
        int[] some = [3, 4, 9, 17];
        var inputs = DenseMatrix.OfColumns(some.Select(s => activations[1].Column(s)));
        SeededMatrices.Distance(block.Map(inputs, some), DenseMatrix.OfColumns(some.Select(s => activations[2].Column(s)))).Should()
            .BeLessThan(1e-5);
    }

    [Test]
    public void The_number_of_threads_changes_no_bit()
    {
        LoadedNetwork network = Load("lenet5", split: false);
        IReadOnlyList<Activations> one = ForwardPass.Run(network.Graph, network.Inputs, network.Cuts, 1, CancellationToken.None);
        IReadOnlyList<Activations> four = ForwardPass.Run(network.Graph, network.Inputs, network.Cuts, 4, CancellationToken.None);
        one.Zip(four).Should().AllSatisfy(pair => SeededMatrices.Distance(pair.First.ToMatrix(), pair.Second.ToMatrix()).Should().Be(0));
    }

    [Test]
    public void A_block_that_reads_the_shape_of_an_earlier_tensor_runs_alone()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "h", 6, 4, "/a/Gemm").Dense("h", "g", 4, 6, "/b/Gemm")
            .Node("Shape", "x", "s").Node("Reshape", "g s", "r").Dense("r", "y", 6, 3, "/c/Gemm").Output("y");
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), _folder.Samples(Count, 6), Count);
        IReadOnlyList<DenseMatrix> activations = loaded.Forward();
        loaded.Blocks.Select(b => b.Name).Should().Equal("a", "b", "c");
        for (int b = 0; b < 3; b++)
        {
            using BlockModel block = loaded.Model(b);
            SeededMatrices.Distance(block.Map(activations[b], Samples), activations[b + 1]).Should().Be(0);
        }
    }

    [Test]
    public void A_network_of_doubles_keeps_them()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 3], Core.Models.Onnx.TensorProto.Types.DataType.Double)
            .Constant("w", [3, 2], 1 / 3.0, 2 / 3.0, 1e-9, 1, 0, -1).Node("MatMul", "x w", "h").Node("Relu", "h", "y").Output("y");
        var loaded = LoadedNetwork.Load(
            _folder.Write(network.Model),
            _folder.Samples(Count, 3),
            Count,
            LoadedNetwork.Layers with { Splits = ["*"] });
        IReadOnlyList<DenseMatrix> activations = loaded.Forward();
        var weight = DenseMatrix.OfArray(new[,] { { 1 / 3.0, 1e-9, 0 }, { 2 / 3.0, 1, -1 } });
        SeededMatrices.Distance(activations[1], weight * activations[0]).Should().BeLessThan(1e-15);
        using BlockModel relu = loaded.Model(1);
        SeededMatrices.Distance(relu.Map(activations[1], Samples), activations[2]).Should().Be(0);
    }

    [Test]
    public void Halves_are_read_and_fed_as_halves()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2], Core.Models.Onnx.TensorProto.Types.DataType.Float16)
            .Constant("w", [2, 2], (Half)0.5, (Half)2, (Half)(-1), (Half)4).Node("MatMul", "x w", "h").Node("Relu", "h", "y").Output("y");
        string samples = _folder.Write(
            Tests.SampleFiles.Npy("<f4", "(3, 2)", Tests.SampleFiles.Bytes(1f, 2, -3, 0.25f, 0, 8)),
            "halves.npy");
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), samples, 3, LoadedNetwork.Layers with { Splits = ["*"] });
        IReadOnlyList<DenseMatrix> activations = loaded.Forward();
        activations[1].Values.Should().Equal(-1.5, 10, -1.75, -5, -8, 32);
        using BlockModel relu = loaded.Model(1);
        relu.Map(activations[1], [0, 1, 2]).Values.Should().Equal(0, 10, 0, 0, 0, 32);
        NoiseFloor.RelativeSize(loaded.Cuts[0], ExecutionProvider.Cpu).Should().Be(1.0 / 2048, "a half has 11 bits");
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(20)]
    public void A_fixed_batch_is_filled_up_with_its_last_row(int batch)
    {
        NetworkProto Network(int rows)
            => new NetworkProto().Input("x", [rows, 6]).Dense("x", "h", 6, 4).Node("Relu", "h", "r").Dense("r", "y", 4, 3).Output("y");
        string samples = _folder.Samples(Count, 6);
        LoadedNetwork free = LoadedNetwork.Load(_folder.Write(Network(-1).Model), samples, Count), bound = LoadedNetwork.Load(
            _folder.Write(Network(batch).Model),
            samples,
            Count);
        bound.Inputs.HasFixedBatch.Should().BeTrue();
        bound.Inputs.BatchSize.Should().Be(batch);
        bound.Forward().Zip(free.Forward()).Should()
            .AllSatisfy(pair => SeededMatrices.Distance(pair.First, pair.Second).Should().BeLessThan(1e-6));
        using BlockModel block = bound.Model(1);
        SeededMatrices.Distance(block.Map(bound.Forward()[1], Samples), bound.Forward()[2]).Should().Be(0);
    }

    private LoadedNetwork Load(string architecture, bool split)
    {
        (string model, int[] shape) = Architectures[architecture];
        return LoadedNetwork.Load(model, _folder.Samples(shape), Count, LoadedNetwork.Layers with { Splits = split ? ["*"] : [] });
    }
}
