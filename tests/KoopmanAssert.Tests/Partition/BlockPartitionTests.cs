using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>Networks of every shape, written in the test.</summary>
[TestFixture]
internal sealed class BlockPartitionTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Blocks_are_grouped_by_glob_and_what_matches_none_stays() =>
        Names(RepositoryFiles.LeNet, LoadedNetwork.Layers with { Groups = ["conv*", "fc?"] }).Should()
            .Equal("conv1", "pool1", "conv2", "pool2", "fc1-fc3");

    [Test]
    public void One_glob_for_all_makes_one_block_and_the_first_glob_wins()
    {
        Names(RepositoryFiles.LeNet, LoadedNetwork.Layers with { Groups = ["*"] }).Should().Equal("conv1-fc3");
        Names(RepositoryFiles.LeNet, LoadedNetwork.Layers with { Groups = ["fc1", "*"] }).Should().Equal("conv1-pool2", "fc1", "fc2-fc3");
        Names(RepositoryFiles.LeNet, LoadedNetwork.Layers with { Groups = ["fc1", "fc1*"] }).Should()
            .HaveCount(7, "each glob matches a block, though the first takes it");
    }

    [Test]
    public void A_group_is_refined_to_all_its_operators() =>
        Names(RepositoryFiles.Fc, LoadedNetwork.Layers with { Groups = ["*"], Splits = ["fc1-fc4"] }).Should()
            .Equal("fc1-fc4/gemm1", "fc1-fc4/relu1", "fc1-fc4/gemm2", "fc1-fc4/relu2", "fc1-fc4/gemm3", "fc1-fc4/relu3", "fc1-fc4/gemm4");

    [Test]
    public void Named_tensors_cut_instead_of_the_layers_in_the_order_of_the_network()
    {
        var network = LoadedNetwork.Load(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            3,
            LoadedNetwork.Layers with { Cuts = ["/5/Relu_output_0", "/2/Gemm_output_0"] });
        network.Blocks.Select(b => (b.From.Dimension, b.To.Dimension)).Should().Equal((81, 64), (64, 24), (24, 10));
        network.Cuts.Select(c => c.Names[0]).Skip(1).Should().Equal("/2/Gemm_output_0", "/5/Relu_output_0", "logits");
        network.Blocks.Select(b => b.Name).Should().OnlyHaveUniqueItems();
    }

    [Test]
    public void A_cut_at_the_ends_adds_nothing() =>
        Names(RepositoryFiles.Fc, LoadedNetwork.Layers with { Cuts = ["logits"] }).Should().ContainSingle();

    [TestCase("groups")]
    [TestCase("splits")]
    public void A_glob_that_matches_no_block_is_refused_and_the_blocks_are_listed(string what)
    {
        PartitionRule rule = what == "groups"
            ? LoadedNetwork.Layers with { Groups = ["fc*", "conv*"] }
            : LoadedNetwork.Layers with { Splits = ["conv*"] };
        Refused(RepositoryFiles.Fc, rule).Message.Should().Contain("has no block that matches 'conv*'").And.Contain("fc1, fc2, fc3, fc4");
    }

    [Test]
    public void A_split_that_finds_nothing_to_divide_is_refused_also_beside_one_that_does() =>
        Refused(RepositoryFiles.Fc, LoadedNetwork.Layers with { Splits = ["fc1", "fc4"] }).Message.Should()
            .Contain("cannot be split inside 'fc4'");

    [Test]
    public void Without_a_split_recorded_blocks_end_between_layers_alone()
    {
        // The first layer of the network ends after its activation, of the same dimension as before it.
        PartitionRule rule = LoadedNetwork.Layers with
        {
            Groups = ["gone"],
            Recorded = RecordedBlocks.Create([("first", 81, 128, 1), ("second", 128, 128, 0), ("rest", 128, 10, 3)]),
        };
        Refused(RepositoryFiles.Fc, rule).Message.Should().Contain("has no block that matches 'gone'");
    }

    [TestCase(100, true)]
    [TestCase(101, false)]
    public void The_name_of_a_module_has_up_to_100_characters(int length, bool isNamed)
    {
        string name = new('a', length);
        var graph = new ModelGraph(_folder.Load(new NetworkProto().Input("x", [-1, 4]).Weight("w", 4, 4)
            .Node("MatMul", "x w", "y", $"/{name}/MatMul").Output("y").Model), []);
        BlockNames.Choose(graph, [("fc", graph.Nodes)], PartitionRule.InsideBranches).Should().Equal(isNamed ? name : "fc1");
    }

    [Test]
    public void An_unknown_cut_is_refused_and_tensors_are_listed() =>
        Refused(RepositoryFiles.Fc, LoadedNetwork.Layers with { Cuts = ["nowhere"] }).Message.Should()
            .Contain("has no cuttable tensor 'nowhere'")
            .And.Contain("/1/Relu_output_0");

    [Test]
    public void An_unknown_output_is_refused_and_the_outputs_are_listed() =>
        Refused(RepositoryFiles.Fc, LoadedNetwork.Layers with { Outputs = ["nowhere"] }).Message.Should().Contain("has no output 'nowhere'")
            .And.Contain("logits");

    [Test]
    public void Two_inputs_are_one_snapshot_and_join_where_the_network_joins_them()
    {
        NetworkProto network = new NetworkProto().Input("left", [-1, 4]).Input("right", [-1, 3])
            .Dense("left", "a", 4, 5, "/left/Gemm").Dense("right", "b", 3, 5, "/right/Gemm").Node("Add", "a b", "s", "/Add").Dense(
                "s",
                "y",
                5,
                2,
                "/head/Gemm").Output("y");
        LoadedNetwork loaded = Load(network, ("left", [6, 4]), ("right", [6, 3]));
        loaded.Blocks[0].From.Names.Should().Equal("left", "right");
        loaded.Blocks.Select(b => (b.Name, b.From.Dimension, b.To.Dimension)).Should()
            .Equal(("left", 7, 8), ("right", 8, 5), ("head", 5, 2));
        loaded.Forward()[0].Column(2).Should().HaveCount(7);
        using BlockModel block = loaded.Model(0);
        SeededMatrices.Distance(block.Map(loaded.Forward()[0], [0, 1, 2, 3, 4, 5]), loaded.Forward()[1]).Should().Be(0);
    }

    [Test]
    public void An_input_that_is_not_named_as_data_is_no_part_of_a_snapshot()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Input("mask", [-1, 4]).Node("Mul", "x mask", "m")
            .Dense("m", "h", 4, 3)
            .Node("Relu", "h", "r")
            .Dense("r", "y", 3, 2)
            .Output("y");
        string samples = Npz(("x", [6, 4]), ("mask", [6, 4]));
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), samples, 6, null, "x");
        loaded.Blocks[0].From.Names.Should().Equal("x");
        loaded.Blocks[0].From.Dimension.Should().Be(4);
        using BlockModel block = loaded.Model(0);
        SeededMatrices.Distance(block.Map(loaded.Forward()[0], [0, 1, 2, 3, 4, 5]), loaded.Forward()[1]).Should().Be(0);
    }

    [Test]
    public void Names_come_from_modules_else_from_weights_else_from_kinds_and_numbers()
    {
        NetworkProto modules = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, "/body/up/Gemm")
            .Node("Relu", "a", "b", "/body/act/Relu")
            .Dense("b", "y", 5, 2, "/head/Gemm")
            .Output("y");
        NetworkProto weights = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, weight: "up").Node("Relu", "a", "b")
            .Dense("b", "y", 5, 2, weight: "decoder.head")
            .Output("y");
        NetworkProto numbered = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, weight: "0").Node("Relu", "a", "b")
            .Dense("b", "y", 5, 2, weight: "2")
            .Output("y");
        Names(modules).Should().Equal("up", "head");
        Names(weights).Should().Equal("up", "decoder.head");
        Names(numbered).Should().Equal("fc1", "fc2");
    }

    [Test]
    public void Modules_of_the_same_name_are_told_apart_by_what_they_are_in()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, "/encoder/proj/Gemm")
            .Dense("a", "b", 5, 5, "/decoder/proj/Gemm")
            .Dense("b", "y", 5, 2, "/head/Gemm")
            .Output("y");
        Names(network).Should().Equal("encoder/proj", "decoder/proj", "head");
    }

    [Test]
    public void A_module_that_runs_twice_is_numbered()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Weight("cell.weight", 4, 4)
            .Node("Gemm", "x cell.weight", "a", "/cell/Gemm")
            .Node("Tanh", "a", "b")
            .Node("Gemm", "b cell.weight", "c", "/cell/Gemm_1")
            .Node("Tanh", "c", "d")
            .Dense("d", "y", 4, 2, "/cell_2/Gemm")
            .Output("y");
        Names(network).Should().HaveCount(3).And.OnlyHaveUniqueItems().And.StartWith("cell");
    }

    [Test]
    public void A_module_may_have_the_name_of_a_number()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, weight: "0").Dense("a", "b", 5, 5, "/fc1/Gemm")
            .Dense("b", "y", 5, 2, weight: "1")
            .Output("y");
        Names(network).Should().Equal("fc2", "fc1", "fc3");
    }

    [Test]
    public void Names_stay_unique_when_a_group_takes_the_name_of_a_module()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "p", 4, 5, "/a/Gemm").Dense("p", "q", 5, 5, "/b/Gemm")
            .Dense("q", "y", 5, 2, "/a-b/Gemm")
            .Output("y");
        Names(network, LoadedNetwork.Layers with { Groups = ["?"] }).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Test]
    public void A_fixed_batch_of_one_is_enough()
    {
        NetworkProto network = new NetworkProto().Input("x", [1, 1, 6, 6]).Weight("w", 2, 1, 3, 3).Node("Conv", "x w", "c")
            .Node("Relu", "c", "r")
            .Node("Flatten", "r", "f")
            .Dense("f", "y", 32, 3)
            .Output("y");
        Load(network, ("x", [5, 1, 6, 6])).Blocks.Select(b => (b.From.Dimension, b.To.Dimension)).Should().Equal((36, 32), (32, 3));
    }

    [Test]
    public void A_tensor_with_time_as_its_first_axis_is_never_cut()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 5, 4]).Node("Transpose", "x", "t", "", ("perm", new long[] { 1, 0, 2 }))
            .Weight("w", 4, 6)
            .Node("MatMul", "t w", "m")
            .Node("Tanh", "m", "h")
            .Node("Transpose", "h", "u", "", ("perm", new long[] {
                1,
                0,
                2 }))
            .Node("Flatten", "u", "f")
            .Dense("f", "y", 30, 2)
            .Output("y");
        LoadedNetwork loaded = Load(network, ("x", [6, 5, 4]));
        loaded.Blocks.Select(b => (b.From.Dimension, b.To.Dimension)).Should().Equal((20, 30), (30, 2));
        loaded.Blocks[0].Operators.Should().Equal("Transpose", "MatMul", "Tanh", "Transpose");
        FluentActions.Invoking(() => Load(network, LoadedNetwork.Layers with { Cuts = ["h"] }, ("x", [6, 5, 4]))).Should()
            .Throw<SettingsException>();
    }

    [Test]
    public void A_first_axis_as_long_as_the_batch_by_chance_is_not_taken_for_it()
    {
        // The middle tensor is 2 × batch × 4, and two samples are a batch of 2.
        NetworkProto network = new NetworkProto().Input("x", [-1, 2, 4]).Node("Transpose", "x", "t", "", ("perm", new long[] { 1, 0, 2 }))
            .Node("Tanh", "t", "h")
            .Node("Transpose", "h", "u", "", ("perm", new long[] { 1, 0, 2 }))
            .Node("Flatten", "u", "f")
            .Dense("f", "y", 8, 2)
            .Output("y");
        LoadedNetwork loaded = Load(network, LoadedNetwork.Layers with { Splits = ["*"] }, ("x", [2, 2, 4]));
        loaded.Cuts.SelectMany(c => c.Names).Should().NotContain(["t", "h"]);
    }

    [Test]
    public void An_integer_input_begins_at_the_embedding()
    {
        NetworkProto network = new NetworkProto().Input("ids", [-1, 3], DataType.Int64).Weight("table", 10, 4)
            .Node("Gather", "table ids", "e", "/embedding/Gather")
            .Node("Flatten", "e", "f")
            .Dense("f", "h", 12, 5, "/hidden/Gemm")
            .Node("Relu", "h", "r")
            .Dense(
                "r",
                "y",
                5,
                2,
                "/head/Gemm")
            .Output("y");
        string ids = _folder.Write(
            Tests.SampleFiles.Npy("<i8", "(4, 3)", Tests.SampleFiles.Bytes<long>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1)),
            "ids.npy");
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), ids, 4);
        loaded.Cuts[0].Dimension.Should().Be(12, "the table's rows are the first real numbers");
        loaded.Blocks.Select(b => b.Name).Should().Equal("hidden", "head");
        using BlockModel block = loaded.Model(0);
        SeededMatrices.Distance(block.Map(loaded.Forward()[0], [0, 1, 2, 3]), loaded.Forward()[1]).Should().Be(0);
    }

    [Test]
    public void An_output_that_is_a_class_ends_at_the_logits()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "logits", 4, 3)
            .Node("ArgMax", "logits", "label", "", ("axis", 1L))
            .Output("label");
        Load(network, ("x", [5, 4])).Cuts[^1].Names.Should().Equal("logits");
    }

    [Test]
    public void Of_several_outputs_those_of_real_numbers_count_or_the_one_that_is_named()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "h", 4, 6, "/trunk/Gemm").Node("Relu", "h", "r")
            .Dense("r", "value", 6, 1, "/value/Gemm")
            .Dense("r", "policy", 6, 3, "/policy/Gemm")
            .Node("ArgMax", "policy", "best", "", ("axis", 1L))
            .Output(
                "value",
                "policy",
                "best");
        Load(network, ("x", [5, 4])).Cuts[^1].Names.Should().BeEquivalentTo("value", "policy");
        LoadedNetwork value = Load(network, LoadedNetwork.Layers with { Outputs = ["value"] }, ("x", [5, 4]));
        value.Cuts[^1].Names.Should().Equal("value");
        value.Blocks.Select(b => (b.From.Dimension, b.To.Dimension)).Should().Equal((4, 6), (6, 1));
    }

    [Test]
    public void A_tensor_that_a_branch_captures_is_alive_until_the_branch()
    {
        GraphProto Branch(string op)
        {
            var body = new GraphProto { Name = op };
            body.Node.Add(NetworkProto.Operator(op, "b a", $"{op}_out"));
            body.Output.Add(new ValueInfoProto { Name = $"{op}_out" });
            return body;
        }

        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 5, "/one/Gemm").Dense("a", "b", 5, 5, "/two/Gemm")
            .Constant("c", [], true)
            .Node("If", "c", "i", "/branch/If", ("then_branch", Branch("Add")), ("else_branch", Branch("Sub")))
            .Dense(
                "i",
                "y",
                5,
                2,
                "/head/Gemm")
            .Output("y");
        LoadedNetwork loaded = Load(network, LoadedNetwork.Layers with { Splits = ["*"] }, ("x", [5, 4]));
        loaded.Cuts.Should().Contain(c => c.Names.Count == 2 && c.Names.Contains("a") && c.Names.Contains("b"));
        for (int b = 0; b < loaded.Blocks.Count; b++)
        {
            using BlockModel block = loaded.Model(b);
            SeededMatrices.Distance(block.Map(loaded.Forward()[b], [0, 1, 2, 3, 4]), loaded.Forward()[b + 1]).Should().Be(0);
        }
    }

    [Test]
    public void A_layer_ends_where_the_gap_to_a_larger_dimension_is_smallest()
    {
        // Between the layers lie 12 → 48 (Tile) → 6 (Slice) dimensions; cutting at 48 would make a block S2L by 36.
        NetworkProto network = new NetworkProto().Input("x", [-1, 12]).Dense("x", "a", 12, 12, "/one/Gemm").Constant("times", [2], 1L, 4L)
            .Node("Tile", "a times", "t")
            .Constant("starts", [1], 0L)
            .Constant("ends", [1], 6L)
            .Constant("axes", [1], 1L)
            .Node("Slice", "t starts ends axes", "s")
            .Dense(
                "s",
                "y",
                6,
                9,
                "/two/Gemm")
            .Output("y");
        Load(network, ("x", [5, 12])).Blocks.Select(b => (b.Name, b.From.Dimension, b.To.Dimension)).Should()
            .Equal(("one", 12, 12), ("two", 12, 9));
    }

    [Test]
    public void What_belongs_to_a_layer_is_never_cut_off_it()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 1, 4, 4]).Weight("conv.weight", 2, 1, 3, 3)
            .Node("Conv", "x conv.weight", "c", "/conv/Conv", ("pads", new long[] { 1, 1, 1, 1 }))
            .Weight("scale", 2)
            .Weight("shift", 2)
            .Weight("mean", 2)
            .Constant("var", [2], 1f, 2f)
            .Node(
                "BatchNormalization",
                "c scale shift mean var",
                "n",
                "/bn/BatchNormalization")
            .Node("Relu", "n", "r", "/act/Relu")
            .Node("Flatten", "r", "f")
            .Dense("f", "y", 32, 3, "/fc/Gemm")
            .Output("y");
        Load(network, ("x", [5, 1, 4, 4])).Blocks.Select(b => string.Join(' ', b.Operators)).Should()
            .Equal("Conv BatchNormalization Relu", "Flatten Gemm");
    }

    [Test]
    public void A_network_without_parameters_is_one_block()
    {
        Names(new NetworkProto().Input("x", [-1, 4]).Node("Relu", "x", "r").Node("Tanh", "r", "y").Output("y")).Should().Equal("block1");
    }

    [Test]
    public void A_network_without_two_places_is_refused()
    {
        NetworkProto integers = new NetworkProto().Input("x", [-1, 4], DataType.Int64).Node("Add", "x x", "y").Output("y");
        string samples = _folder.Write(
            Tests.SampleFiles.Npy("<i8", "(2, 4)", Tests.SampleFiles.Bytes<long>(0, 1, 2, 3, 4, 5, 6, 7)),
            "ids.npy");
        ModelException fault = FluentActions.Invoking(() => LoadedNetwork.Load(_folder.Write(integers.Model), samples, 2)).Should()
            .Throw<ModelException>()
            .Which;
        fault.Code.Should().Be(DiagnosticCodes.PartitionImpossible);
    }

    [Test]
    public void A_batch_that_is_summed_away_is_refused()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Node("ReduceSum", "x", "y", "", ("keepdims", 0L)).Output("y");
        FluentActions.Invoking(() => Load(network, ("x", [5, 4]))).Should().Throw<ModelException>().Which.Code.Should()
            .Be(DiagnosticCodes.PartitionImpossible);
    }

    [Test]
    public void An_operator_that_the_runtime_does_not_know_is_refused()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Node("Telepathy", "x", "y").Output("y");
        ModelException fault = FluentActions.Invoking(() => Load(network, ("x", [5, 4]))).Should().Throw<ModelException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.ModelRefused);
        fault.Problem.Should().Contain("Telepathy");
    }

    [TestCase("fc*", "fc1", true)]
    [TestCase("fc*", "fc", true)]
    [TestCase("fc?", "fc", false)]
    [TestCase("fc?", "fc12", false)]
    [TestCase("FC*", "fc1", false)]
    [TestCase("a.b", "a/b", false)]
    [TestCase("block1/*", "block1/conv1", true)]
    public void A_glob_matches_the_whole_name(string glob, string name, bool matches) => Glob.Matches(glob, name).Should().Be(matches);

    private string[] Names(NetworkProto network, PartitionRule? rule = null)
        => [.. Load(network, rule, ("x", [5, 4])).Blocks.Select(b => b.Name)];

    private static string[] Names(string model, PartitionRule rule)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), []);
        return [.. BlockPartition.Create(graph, ModelInputs.Zeros(graph), rule, CancellationToken.None).Select(b => b.Name)];
    }

    private static SettingsException Refused(string model, PartitionRule rule)
    {
        SettingsException fault = FluentActions.Invoking(() => Names(model, rule)).Should().Throw<SettingsException>().Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.Usage, model));
        return fault;
    }

    private LoadedNetwork Load(NetworkProto network, params (string Name, int[] Shape)[] samples) => Load(network, null, samples);

    private LoadedNetwork Load(NetworkProto network, PartitionRule? rule, params (string Name, int[] Shape)[] samples) =>
        LoadedNetwork.Load(_folder.Write(network.Model), Npz(samples), samples[0].Shape[0], rule);

    private string Npz(params (string Name, int[] Shape)[] arrays) => _folder.Write(
        Tests.SampleFiles.Npz([.. arrays.Select(a => ($"{a.Name}.npy", File.ReadAllBytes(_folder.Samples(a.Shape))))]), "samples.npz");
}
