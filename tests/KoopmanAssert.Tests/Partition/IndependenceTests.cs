using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>
/// The blocks that a person would draw where something stands beside the layers; by version 1 of the rules it was all one block.
/// </summary>
[TestFixture]
internal sealed class IndependenceTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_chain_with_a_mask_beside_it_has_its_layers()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2, 6]).Input("mask", [-1, 1, 6])
            .Weight("w1", 3, 2, 1).Weight("w2", 4, 3, 1).Weight("w3", 4, 4, 1)
            .Node("Conv", "x w1", "c1").Node("Mul", "c1 mask", "m1").Node("Relu", "m1", "r1")
            .Node("Conv", "r1 w2", "c2").Node("Mul", "c2 mask", "m2").Node("Relu", "m2", "r2")
            .Node("Conv", "r2 w3", "c3").Node("Mul", "c3 mask", "m3")
            .Node("Transpose", "m3", "t", "", ("perm", new long[] { 0, 2, 1 })).Node("Softmax", "m3", "s", "", ("axis", 2L))
            .Node("MatMul", "s t", "p").Node("Flatten", "p", "y").Output("y");
        Names(network, 1, ("x", [5, 2, 6]), ("mask", [5, 1, 6])).Should().Equal("block1");
        Names(network, 2, ("x", [5, 2, 6]), ("mask", [5, 1, 6])).Should().Equal("conv1", "conv2", "conv3");
    }

    [Test]
    public void A_mask_may_be_applied_to_the_samples_too()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2, 6]).Input("lengths", [-1, 6])
            .Constant<long>("axis", [1], 1).Node("Unsqueeze", "lengths axis", "mask").Node("Mul", "x mask", "m0")
            .Weight("w1", 3, 2, 1).Weight("w2", 4, 3, 1)
            .Node("Conv", "m0 w1", "c1").Node("Relu", "c1", "r1").Node("Mul", "r1 mask", "m1")
            .Node("Conv", "m1 w2", "c2").Node("Mul", "c2 mask", "m2").Node("Flatten", "m2", "f").Dense("f", "y", 24, 2, weight: "4")
            .Output("y");
        Names(network, 2, ("x", [5, 2, 6]), ("lengths", [5, 6])).Should().Equal("conv1", "conv2", "fc1");
    }

    [Test]
    public void A_softmax_that_is_decoded_by_a_constant_is_no_attention()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2, 6]).Weight("w", 4, 2, 1).Weight("u", 4, 4, 1)
            .Constant<float>("steps", [6, 1], 0, 1, 2, 3, 4, 5)
            .Node("Conv", "x w", "c").Node("Relu", "c", "r").Node("Conv", "r u", "d").Node("Add", "d r", "e").Node("Relu", "e", "f")
            .Node("Softmax", "f", "s", "", ("axis", 2L)).Weight("v", 2, 4, 1).Node("Conv", "s v", "g").Node("Mul", "f f", "h")
            .Node("MatMul", "h steps", "i").Node("Flatten", "i", "j").Node("Flatten", "g", "k")
            .Node("Concat", "j k", "y", "", ("axis", 1L)).Output("y");
        Names(network, 2, ("x", [5, 2, 6])).Should().NotContain(name => name.StartsWith("attention"));
    }

    [Test]
    public void Each_of_two_heads_has_its_layers()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "t", 6, 8, "/trunk/Gemm").Node("Relu", "t", "tr")
            .Dense("tr", "a1", 8, 5, "/a/first/Gemm").Node("Relu", "a1", "ar").Dense("ar", "a", 5, 2, "/a/last/Gemm")
            .Dense("tr", "b1", 8, 4, "/b/first/Gemm").Node("Relu", "b1", "br").Dense("br", "b", 4, 3, "/b/last/Gemm").Output("a", "b");
        Names(network, 1, ("x", [5, 6])).Should().HaveCount(4);
        Names(network, 2, ("x", [5, 6])).Should().Equal("trunk", "a/first", "a/last", "b/first", "b/last");
    }

    [Test]
    public void Heads_on_two_scales_that_one_output_joins_are_blocks_of_their_own()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "f", 6, 8, "/stage1/Gemm").Node("Relu", "f", "f1")
            .Dense("f1", "h1", 8, 3, "/head1/Gemm").Dense("f1", "g", 8, 5, "/stage2/Gemm").Node("Relu", "g", "f2")
            .Dense("f2", "h2", 5, 3, "/head2/Gemm").Node("Concat", "h1 h2", "c", "", ("axis", 1L)).Node("Sigmoid", "c", "y").Output("y");
        Names(network, 1, ("x", [5, 6])).Should().HaveCount(2);
        Names(network, 2, ("x", [5, 6])).Should().Equal("stage1", "head1", "stage2", "head2");
    }

    [Test]
    public void Each_tower_of_a_siamese_network_has_its_layers()
    {
        NetworkProto network = new NetworkProto().Input("left", [-1, 6]).Input("right", [-1, 6]).Weight("up", 6, 8).Weight("down", 8, 4)
            .Node("MatMul", "left up", "l1", "/up/MatMul").Node("Relu", "l1", "l2").Node("MatMul", "l2 down", "l3", "/down/MatMul")
            .Node("MatMul", "right up", "r1", "/up_1/MatMul").Node("Relu", "r1", "r2").Node("MatMul", "r2 down", "r3", "/down_1/MatMul")
            .Node("Sub", "l3 r3", "d").Node("Abs", "d", "e").Dense("e", "y", 4, 1, "/head/Gemm").Output("y");
        Names(network, 1, ("left", [5, 6]), ("right", [5, 6])).Should().HaveCount(2);
        Names(network, 2, ("left", [5, 6]), ("right", [5, 6])).Should().Equal("up", "down", "up_1", "down_1", "head");
    }

    [Test]
    public void A_state_that_is_read_later_fuses_nothing()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Input("states", [-1, 2, 4])
            .Constant<long>("zero", [], 0).Constant<long>("one", [], 1)
            .Node("Gather", "states zero", "s0", "", ("axis", 1L)).Node("Gather", "states one", "s1", "", ("axis", 1L))
            .Dense("x", "a", 6, 8, "/first/Gemm").Node("Relu", "a", "b").Dense("b", "c", 8, 4, "/second/Gemm").Node("Relu", "c", "d")
            .Node("Concat", "d s0", "e", "", ("axis", 1L)).Dense("e", "f", 8, 4, "/third/Gemm").Node("Tanh", "f", "new0")
            .Node("Concat", "new0 s1", "g", "", ("axis", 1L)).Dense("g", "y", 8, 3, "/fourth/Gemm").Output("y", "new0");
        Names(network, 2, ("x", [5, 6]), ("states", [5, 2, 4])).Should().Equal("first", "second", "third", "fourth");
    }

    [Test]
    public void A_spectrum_that_is_weighed_at_the_end_does_not_fuse_the_network()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "a", 6, 8, "/first/Gemm").Node("Relu", "a", "b")
            .Dense("b", "c", 8, 8, "/second/Gemm").Node("Relu", "c", "d").Dense("d", "e", 8, 6, "/third/Gemm").Node("Sigmoid", "e", "w")
            .Node("Mul", "x w", "y").Output("y");
        Names(network, 1, ("x", [5, 6])).Should().HaveCount(1);
        Names(network, 2, ("x", [5, 6])).Should().Equal("first", "second", "third");
    }

    [Test]
    public void A_residual_module_at_the_end_stays_whole()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "a", 6, 8, "/stem/Gemm").Node("Relu", "a", "b")
            .Dense("b", "c", 8, 8, "/body/one/Gemm").Node("Relu", "c", "d").Dense("d", "e", 8, 8, "/body/two/Gemm")
            .Node("Add", "e b", "y").Output("y");
        Names(network, 2, ("x", [5, 6])).Should().Equal("stem", "body");
    }

    [Test]
    public void A_residual_module_with_a_projection_stays_whole()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "a", 6, 8, "/stem/Gemm").Node("Relu", "a", "b")
            .Dense("b", "p", 8, 7, "/body/shortcut/Gemm").Dense("b", "c", 8, 8, "/body/one/Gemm").Node("Relu", "c", "d")
            .Dense("d", "e", 8, 7, "/body/two/Gemm").Node("Add", "e p", "f").Node("Relu", "f", "y").Output("y");
        Names(network, 2, ("x", [5, 6])).Should().Equal("stem", "body");
    }

    [TestCase("a", "b")]
    [TestCase("b", "a")]
    public void Outputs_have_the_order_in_which_the_model_states_them(string first, string second)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "t", 6, 8).Node("Relu", "t", "r")
            .Dense("r", first, 8, 2).Dense("r", second, 8, 2).Output("a", "b");
        string samples = _folder.Write(Tests.SampleFiles.Npz(("x.npy", File.ReadAllBytes(_folder.Samples(5, 6)))), "samples.npz");
        LoadedNetwork.Load(_folder.Write(network.Model), samples, 5).Cuts[^1].Names.Should().Equal("a", "b");
    }

    [Test]
    public void A_module_without_a_name_is_named_by_its_layers()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2, 6]).Weight("1", 3, 2, 1).Weight("2", 4, 3, 1).Weight("3", 4, 3, 1)
            .Node("Conv", "x 1", "c").Node("Relu", "c", "r").Node("Conv", "r 2", "a").Node("Conv", "r 3", "b").Node("Mul", "a b", "m")
            .Node("Flatten", "m", "f").Dense("f", "y", 24, 2, weight: "4").Output("y");
        Names(network, 1, ("x", [5, 2, 6])).Should().Equal("conv1", "block1", "fc1");
        Names(network, 2, ("x", [5, 2, 6])).Should().Equal("conv1", "conv2", "fc1");
    }

    [Test]
    public void An_if_has_no_name_of_one_of_its_branches()
    {
        GraphProto Branch(string rate)
        {
            var body = new GraphProto { Name = rate };
            body.Initializer.Add(NetworkProto.Tensor($"model_{rate}.fc.weight", [5, 5], new float[25]));
            body.Node.Add(NetworkProto.Operator("MatMul", $"a model_{rate}.fc.weight", $"{rate}_out"));
            body.Output.Add(new ValueInfoProto { Name = $"{rate}_out" });
            return body;
        }

        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, "/one/Gemm")
            .Constant<float>("zero", [], 0).Node("ReduceSum", "a", "sum", "", ("keepdims", 0L)).Node("Greater", "sum zero", "c");
        network.Node("If", "c", "i", "", ("then_branch", Branch("8k")), ("else_branch", Branch("16k")))
            .Dense("i", "y", 5, 2, "/head/Gemm").Output("y");
        Names(network, 2, ("x", [5, 4])).Should().Contain("if1").And.NotContain(name => name.Contains("8k") || name.Contains("16k"));
    }

    [Test]
    public void A_table_before_the_first_block_is_said_to_be_held_by_none()
    {
        NetworkProto network = new NetworkProto().Input("ids", [-1, 3], DataType.Int64).Weight("table", 10, 4)
            .Node("Gather", "table ids", "e").Node("Flatten", "e", "f").Dense("f", "y", 12, 2).Output("y");
        string ids = _folder.Write(
            Tests.SampleFiles.Npy("<i8", "(4, 3)", Tests.SampleFiles.Bytes<long>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1)), "ids.npy");
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), ids, 4);
        PartitionNotes.Collect(loaded.Graph, loaded.Blocks, LoadedNetwork.Layers).Should()
            .Contain("the weight 'table' is in no block, so no figure holds it");
    }

    private string[] Names(NetworkProto network, int version, params (string Name, int[] Shape)[] samples)
    {
        string path = _folder.Write(
            Tests.SampleFiles.Npz([.. samples.Select(a => ($"{a.Name}.npy", File.ReadAllBytes(_folder.Samples(a.Shape))))]), "samples.npz");
        var loaded = LoadedNetwork.Load(
            _folder.Write(network.Model), path, samples[0].Shape[0], LoadedNetwork.Layers with { Version = version });
        for (int b = 0; b < loaded.Blocks.Count; b++)
        {
            using Core.Models.BlockModel block = loaded.Model(b);
            int[] rows = [.. Enumerable.Range(0, samples[0].Shape[0])];
            SeededMatrices.Distance(block.Map(loaded.Forward()[b], rows), loaded.Forward()[b + 1]).Should().Be(0);
        }

        return [.. loaded.Blocks.Select(b => b.Name)];
    }
}
