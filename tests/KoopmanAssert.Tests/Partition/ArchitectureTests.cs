using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The blocks of the four trained networks: exact names, kinds, dimensions, operators and cuts.</summary>
[TestFixture]
internal sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string> Models = new()
    {
        ["fc"] = RepositoryFiles.Fc,
        ["lenet5"] = RepositoryFiles.LeNet,
        ["rowlstm"] = RepositoryFiles.RowLstm,
        ["miniresnet"] = RepositoryFiles.MiniResNet,
    };

    [TestCase("fc",
        "fc1 S2L 81→128 d=81: Gemm Relu", "fc2 L2S 128→64 d=64: Gemm Relu", "fc3 L2S 64→24 d=24: Gemm Relu", "fc4 L2S 24→10 d=10: Gemm")]
    [TestCase("lenet5",
        "conv1 S2L 784→4704 d=784: Conv Relu", "pool1 L2S 4704→1176 d=1176: MaxPool", "conv2 S2L 1176→1600 d=1176: Conv Relu",
        "pool2 L2S 1600→400 d=400: MaxPool",
        "fc1 L2S 400→120 d=120: Flatten Gemm Relu", "fc2 L2S 120→84 d=84: Gemm Relu", "fc3 L2S 84→10 d=10: Gemm")]
    [TestCase("rowlstm",
        "lstm L2S 784→48 d=48: Transpose LSTM Squeeze Transpose Gather", "fc1 L2S 48→32 d=32: Gemm Relu", "fc2 L2S 32→10 d=10: Gemm")]
    [TestCase("miniresnet",
        "stem S2L 784→1568 d=784: Conv Relu", "block1 E2E 1568→1568 d=1568: Conv Relu Conv Add Relu", "down L2S 1568→784 d=784: Conv Relu",
        "block2 E2E 784→784 d=784: Conv Relu Conv Add Relu", "block3 E2E 784→784 d=784: Conv Relu Conv Add Relu",
        "fc L2S 784→10 d=10: ReduceMean Gemm")]
    public void A_trained_network_has_one_block_a_layer(string model, params string[] blocks)
    {
        IReadOnlyList<Block> found = Partition(Models[model]);
        found.Select(Describe).Should().Equal(blocks);
        found.Zip(found.Skip(1)).Should().AllSatisfy(pair => pair.Second.From.Should().BeSameAs(pair.First.To));
    }

    [TestCase(
        "fc",
        "fc1/gemm1 S2L 81→128",
        "fc1/relu1 E2E 128→128",
        "fc2/gemm1 L2S 128→64",
        "fc2/relu1 E2E 64→64",
        "fc3/gemm1 L2S 64→24",
        "fc3/relu1 E2E 24→24",
        "fc4 L2S 24→10")]
    [TestCase("lenet5",
        "conv1/conv1 S2L 784→4704", "conv1/relu1 E2E 4704→4704", "pool1 L2S 4704→1176", "conv2/conv1 S2L 1176→1600",
        "conv2/relu1 E2E 1600→1600", "pool2 L2S 1600→400",
        "fc1/flatten1 E2E 400→400", "fc1/gemm1 L2S 400→120", "fc1/relu1 E2E 120→120", "fc2/gemm1 L2S 120→84", "fc2/relu1 E2E 84→84",
        "fc3 L2S 84→10")]
    [TestCase(
        "rowlstm",
        "lstm/lstm1 S2L 784→1344",
        "lstm/gather1 L2S 1344→48",
        "fc1/gemm1 L2S 48→32",
        "fc1/relu1 E2E 32→32",
        "fc2 L2S 32→10")]
    [TestCase("miniresnet",
        "stem/conv1 S2L 784→1568", "stem/relu1 E2E 1568→1568",
        "block1/conv1 S2L 1568→3136", "block1/relu1 E2E 3136→3136", "block1/conv2 E2E 3136→3136", "block1/add1 L2S 3136→1568",
        "block1/relu2 E2E 1568→1568",
        "down/conv1 L2S 1568→784", "down/relu1 E2E 784→784",
        "block2/conv1 S2L 784→1568", "block2/relu1 E2E 1568→1568", "block2/conv2 E2E 1568→1568", "block2/add1 L2S 1568→784",
        "block2/relu2 E2E 784→784",
        "block3/conv1 S2L 784→1568", "block3/relu1 E2E 1568→1568", "block3/conv2 E2E 1568→1568", "block3/add1 L2S 1568→784",
        "block3/relu2 E2E 784→784",
        "fc/reducemean1 L2S 784→16", "fc/gemm1 L2S 16→10")]
    public void Splitting_refines_every_block_to_its_operators(string model, params string[] blocks) =>
        Partition(Models[model], LoadedNetwork.Layers with { Splits = ["*"] })
            .Select(b => $"{b.Name} {b.Kind} {b.From.Dimension}→{b.To.Dimension}")
            .Should()
            .Equal(blocks);

    [Test]
    public void A_cut_inside_a_residual_module_has_all_tensors_that_are_alive()
    {
        IReadOnlyList<Block> blocks = Partition(RepositoryFiles.MiniResNet, LoadedNetwork.Layers with { Splits = ["block2"] });
        blocks.Select(b => b.Name).Should()
            .Equal("stem", "block1", "down", "block2/conv1", "block2/relu1", "block2/conv2", "block2/add1", "block2/relu2", "block3", "fc");
        blocks[4].From.Names.Should().Equal("/down/down.2/Relu_output_0", "/block2/conv1/Conv_output_0");
        blocks[4].From.Dimension.Should().Be(1568, "the module's input and the branch's first layer, 784 each");
        blocks[6].To.Names.Should().Equal("/block2/Add_output_0");
    }

    [Test]
    public void Names_are_the_same_in_a_retrained_network() =>
        Partition(RepositoryFiles.LeNetFrozenLayer).Select(Describe).Should().Equal(Partition(RepositoryFiles.LeNet).Select(Describe));

    [TestCase(81, 128, BlockKind.S2L)]
    [TestCase(128, 81, BlockKind.L2S)]
    [TestCase(81, 81, BlockKind.E2E)]
    public void The_kind_says_how_the_dimension_changes(int inputs, int outputs, BlockKind kind) =>
        Block.KindOf(inputs, outputs).Should().Be(kind);

    private static string Describe(Block block) =>
        $"{block.Name} {block.Kind} {block.From.Dimension}→{block.To.Dimension} d={block.SmallestDimension}: "
            + string.Join(' ', block.Operators);

    private static IReadOnlyList<Block> Partition(string model, PartitionRule? rule = null)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), []);
        return BlockPartition.Create(graph, ModelInputs.Zeros(graph), rule ?? LoadedNetwork.Layers, CancellationToken.None);
    }
}
