using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// After which operators a network may be cut although several tensors are alive, by both versions of the rules; each tensor has the name
/// of the operator's place, and all have one dimension.
/// </summary>
[TestFixture]
internal sealed class SkipConnectionsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("Add")]
    [TestCase("Sum")]
    [TestCase("Mul")]
    public void Never_inside_a_module_of_two_paths(string join) =>
        Allow(Samples().Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Node("Relu", "1", "2").Dense("2", "3", 4, 4).Node(join, "3 0", "4")
            .Dense("4", "5", 4, 4), "0 4");

    [Test]
    public void Where_all_that_is_alive_is_concatenated_next() =>
        Allow(Samples().Dense("x", "0", 4, 4).Node("Relu", "0", "1").Dense("1", "2", 4, 4).Node("Concat", "0 1 2", "3", "", ("axis", 1L))
            .Node("Relu", "3", "4"), "0 2 3");

    [Test]
    public void But_not_if_one_is_read_elsewhere() =>
        Allow(Samples().Dense("x", "0", 4, 4).Node("Relu", "0", "1").Dense("1", "2", 4, 4).Node("Concat", "1 2", "3", "", ("axis", 1L))
            .Node("Add", "3 0", "4").Node("Relu", "4", "5"), "0 4");

    [TestCase("MaxPool", "Resize", true)]
    [TestCase("AveragePool", "ConvTranspose", true)]
    [TestCase("SpaceToDepth", "DepthToSpace", true)]
    [TestCase("LpPool", "MaxUnpool", true)]
    [TestCase("MaxPool", "Upsample", true)]
    [TestCase("MaxPool", "Relu", false)]
    [TestCase("Relu", "Resize", false)]
    [TestCase("Resize", "MaxPool", false)]
    public void A_tensor_skips_what_lowers_the_resolution_and_raises_it_again(string down, string up, bool skips) => Allow(
        Samples().Dense("x", "0", 4, 4).Node(down, "0", "1").Dense("1", "2", 4, 4).Node(up, "2", "3").Node("Mul", "3 0", "4")
            .Node("Relu", "4", "5"), skips ? "0 1 2 3 4" : "0 4");

    [Test]
    public void A_tensor_that_passes_over_too_little_prevents_the_cut() =>
        Allow(Samples().Dense("x", "0", 4, 4).Node("MaxPool", "0", "1").Dense("1", "2", 4, 4).Dense("2", "3", 4, 4).Node("Mul", "3 2", "4")
            .Node("Resize", "4", "5").Node("Mul", "5 0", "6").Node("Relu", "6", "7"), "0 1 2 4 5 6");

    [Test]
    public void A_convolution_of_its_own_before_the_join_changes_nothing() =>
        Allow(Samples().Dense("x", "0", 4, 4).Node("MaxPool", "0", "1").Dense("1", "2", 4, 4).Node("Resize", "2", "3")
            .Weight("w", 4, 4).Node("Conv", "0 w", "4").Node("Add", "4 3", "5").Node("Relu", "5", "6"), "0 1 2 3 5");

    [TestCase("Add", true)]
    [TestCase("Mul", false)]
    public void A_tensor_skips_over_a_whole_residual_module(string join, bool skips) =>
        Allow(Samples().Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Dense("1", "2", 4, 4).Node(join, "2 1", "3").Dense("3", "4", 4, 4)
            .Node("Mul", "4 0", "5").Node("Relu", "5", "6"), skips ? "0 1 3 4 5" : "0 5");

    [Test]
    public void A_sum_without_a_layer_is_no_module() =>
        Allow(Samples().Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Node("Relu", "1", "2").Node("Add", "2 1", "3").Dense("3", "4", 4, 4)
            .Node("Mul", "4 0", "5").Node("Relu", "5", "6"), "0 5");

    [TestCase("LSTM", true)]
    [TestCase("GRU", true)]
    [TestCase("RNN", true)]
    [TestCase("Scan", true)]
    [TestCase("Concat", false)]
    public void By_version_1_only_the_state_of_a_recurrent_layer_waits(string op, bool waits)
    {
        NetworkProto network = Samples().Input("s", [-1, 4]).Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Node(op, "1 s", "2")
            .Node("Relu", "2", "3");
        Points(network, 1).Should().Be(waits ? "0 1 2" : "2");
        Points(network, 2).Should().Be("0 1 2", "by version 2, any input waits for its turn");
    }

    [TestCase("Transpose Slice Squeeze Split Gather Reshape", "LSTM", true)]
    [TestCase("Transpose", "GRU", true)]
    [TestCase("Transpose", "RNN", true)]
    [TestCase("Transpose", "Scan", false)]
    [TestCase("Relu Cast", "LSTM", false)]
    public void A_state_waits_through_operators_that_only_arrange_it(string operators, string layer, bool waits)
    {
        NetworkProto Before(string op) => Samples().Input("s", [-1, 4]).Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Node(op, "s", "2");
        foreach (string op in operators.Split(' '))
        {
            Points(Before(op).Node(layer, "1 2", "3").Node("Relu", "3", "4"), 1).Should().Be(waits ? "0 1 3" : "3", op);
            Points(Before(op).Node("Squeeze", "2", "3").Node(layer, "1 3", "4").Node("Relu", "4", "5"), 1).Should()
                .Be(waits ? "0 1 4" : "4", op);
        }
    }

    [TestCase("SkipLayerNormalization", true)]
    [TestCase("SkipSimplifiedLayerNormalization", true)]
    [TestCase("Split", false)]
    public void A_sum_and_its_normalisation_are_one_tensor_by_version_2(string op, bool one)
    {
        NetworkProto network = Samples().Dense("x", "0", 4, 4).Node(op, "0", "1 sum").Dense("1", "2", 4, 4).Node("Add", "2 sum", "3")
            .Node("Relu", "3", "4");
        Points(network, 1).Should().Be("0 3");
        Points(network, 2).Should().Be(one ? "0 1 3" : "0 3");
    }

    // A sum of three: the tensor that passes over the inner two is used in the same sum.
    [Test]
    public void A_tensor_that_ends_in_the_sum_of_the_module_does_not_skip_it() =>
        Allow(Samples().Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Dense("1", "2", 4, 4).Node("Sum", "2 1 0", "3").Node("Relu", "3", "4"),
            "0 3");

    [Test]
    public void A_module_that_begins_at_the_samples_is_not_skipped_by_what_is_computed_in_it() =>
        Allow(Samples().Node("Relu", "x", "0").Dense("0", "1", 4, 4).Node("Add", "1 x", "2").Dense("2", "3", 4, 4).Node("Mul", "3 0", "4")
            .Node("Relu", "4", "5"), "4");

    [Test]
    public void An_input_waits_by_version_1_only_behind_a_residual_module_of_its_own()
    {
        NetworkProto network = Samples().Input("m", [-1, 4]).Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Node("Relu", "1", "2")
            .Node("Add", "2 0", "3").Dense("3", "4", 4, 4).Node("Mul", "4 m", "5").Node("Relu", "5", "6");
        Points(network, 1).Should().Be("3 4 5");
        Points(network, 2).Should().Be("0 3 4 5");
    }

    [Test]
    public void All_inputs_have_to_wait() => Points(
        Samples().Input("s", [-1, 4]).Input("m", [-1, 4]).Dense("x", "0", 4, 4).Node("LSTM", "0 s", "1").Node("Concat", "1 m", "2")
            .Node("Relu", "2", "3"), 1).Should().Be("2");

    [Test]
    public void A_result_that_is_complete_does_not_count() =>
        Allow(Samples().Dense("x", "0", 4, 4).Dense("0", "1", 4, 4).Dense("1", "2", 4, 4).Output("0"), "0 1");

    private static NetworkProto Samples() => new NetworkProto().Input("x", [-1, 4]);

    private void Allow(NetworkProto network, string points)
    {
        Points(network, 1).Should().Be(points);
        Points(network, 2).Should().Be(points);
    }

    // The points between the ends that are single or allowed.
    private string Points(NetworkProto network, int version)
    {
        (ModelGraph graph, NetworkCuts cuts, _) = CutGraph.Create(_folder, network, version);
        var skips = new SkipConnections(graph, cuts, version);
        return string.Join(' ', cuts.Points.SkipLast(1).Skip(1).Where(p => p.IsSingle || skips.AllowCutAt(p)).Select(p => p.After));
    }
}
