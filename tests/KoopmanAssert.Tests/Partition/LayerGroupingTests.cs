using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Attention layers and the perceptron after them are one transformer layer; what looks like one is none.</summary>
[TestFixture]
internal sealed class LayerGroupingTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void An_attention_and_its_perceptron_are_a_transformer_layer()
    {
        Layer layer = Group(Last(Perceptron(Attention(Samples(), "x", "a"), "a", "b"), "b"))[0];
        layer.Kind.Should().Be("transformer");
        layer.Parts.Select(p => p.Kind).Should().Equal("attention", "mlp");
        (layer.From, layer.To).Should().Be((layer.Parts[0].From, layer.Parts[1].To));
    }

    [Test]
    public void A_decoder_layer_has_two_attentions_and_no_more()
    {
        NetworkProto two = Perceptron(Attention(Attention(Samples(), "x", "a"), "a", "b"), "b", "c");
        Kinds(Last(two, "c")).Should().Be("transformer(attention attention mlp) fc");
        NetworkProto three = Perceptron(Attention(Attention(Attention(Samples(), "x", "a"), "a", "b"), "b", "c"), "c", "d");
        Kinds(Last(three, "d")).Should().Be("attention transformer(attention attention mlp) fc");
    }

    [Test]
    public void What_looks_like_one_is_none()
    {
        Kinds(Last(Perceptron(Samples(), "x", "a"), "a")).Should().Be("res fc", "it has no attention");
        Kinds(Attention(Samples(), "x", "a").Node("Relu", "a", "b")).Should().Be("attention", "nothing follows");
        Kinds(Last(Attention(Samples(), "x", "a"), "a")).Should().Be("attention fc", "a layer follows, and no residual module");
        NetworkProto convolution = Attention(Samples(), "x", "a").Dense("a", "h", 4, 4).Weight("w", 4, 4, 1).Node("Conv", "h w", "c");
        Kinds(Last(convolution.Node("Add", "c a", "b"), "b")).Should().Be("attention res fc", "a convolution is in the module");
    }

    [Test]
    public void Parts_of_one_kind_are_numbered_and_others_are_not()
    {
        (ModelGraph graph, NetworkCuts cuts, _) = CutGraph.Create(
            _folder, Last(Perceptron(Attention(Attention(Samples(), "x", "a"), "a", "b"), "b", "c"), "c"));
        Layer layer = LayerGrouping.Group(graph, cuts, PartitionRule.InsideBranches)[0];
        Refinement.Refine(graph, cuts, new NamedLayer("layer", layer.From, layer.To, layer.Parts)).Select(p => p.Name).Should()
            .Equal("layer/attention1", "layer/attention2", "layer/mlp");
    }

    [Test]
    public void A_network_without_layers_is_one_block() =>
        Kinds(Samples().Node("Relu", "x", "a").Node("Tanh", "a", "b")).Should().Be("block");

    // A quantised copy rounds after a mean, too: that belongs to neither layer, and the cut lies where the dimension is least.
    [TestCase("ReduceMean", "b")]
    [TestCase("Tanh", "q")]
    public void Rounding_after_what_is_free_stays_free(string op, string end)
    {
        NetworkProto network = Samples().Constant("s", [], 0.5f).Dense("x", "a", 4, 4).Node("Relu", "a", "b").Node(op, "b", "mean")
            .Node("QuantizeLinear", "mean s", "q").Dense("q", "y", 4, 2);
        Group(network)[0].To.Cut.Names.Should().Equal(end);
    }

    private static NetworkProto Samples() => new NetworkProto().Input("x", [-1, 4]);

    private static NetworkProto Last(NetworkProto network, string input) => network.Dense(input, "last", 4, 2);

    private static NetworkProto Attention(NetworkProto network, string input, string output) => network
        .Dense(input, $"{output}_q", 4, 4).Dense(input, $"{output}_k", 4, 4).Node("MatMul", $"{output}_q {output}_k", $"{output}_s")
        .Node("Softmax", $"{output}_s", $"{output}_p").Dense(input, $"{output}_v", 4, 4)
        .Node("MatMul", $"{output}_p {output}_v", $"{output}_o").Node("Add", $"{output}_o {input}", output);

    private static NetworkProto Perceptron(NetworkProto network, string input, string output) => network
        .Dense(input, $"{output}_1", 4, 4).Node("Relu", $"{output}_1", $"{output}_2").Dense($"{output}_2", $"{output}_3", 4, 4)
        .Node("Add", $"{output}_3 {input}", output);

    private string Kinds(NetworkProto network) => string.Join(' ', Group(network).Select(l =>
        l.Parts.Count > 0 ? $"{l.Kind}({string.Join(' ', l.Parts.Select(p => p.Kind))})" : l.Kind));

    private IReadOnlyList<Layer> Group(NetworkProto network)
    {
        (ModelGraph graph, NetworkCuts cuts, _) = CutGraph.Create(_folder, network);
        return LayerGrouping.Group(graph, cuts, PartitionRule.InsideBranches);
    }
}
