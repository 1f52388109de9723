using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What a module of several layers is called: after an attention, a residual path, or its first two kinds of layers.</summary>
[TestFixture]
internal sealed class ModuleKindsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("MatMul Gemm Einsum QLinearMatMul MatMulInteger FusedMatMul", "attention")]
    [TestCase("Mul Conv Add Concat", "conv_fc")]
    public void A_product_of_a_softmax_and_values_is_an_attention(string operators, string kind)
    {
        foreach (string op in operators.Split(' '))
        {
            Kind(Samples().Node("Softmax", "x", "s").Node(op, "s x", "y").Node("Relu", "y", "z")).Should().Be(kind, op);
        }
    }

    [TestCase("Cast Dropout Identity Reshape Transpose Squeeze Unsqueeze Flatten Slice Split Expand Tile Mul Div Add Where QuantizeLinear "
        + "DequantizeLinear DynamicQuantizeLinear", "attention")]
    [TestCase("Relu Conv Concat Gather ArgMax TopK ReduceMean", "conv_fc")]
    public void What_may_stand_between_softmax_and_product(string operators, string kind)
    {
        foreach (string op in operators.Split(' '))
        {
            Kind(Samples().Node("Softmax", "x", "s").Node(op, "s", "t").Node("MatMul", "t x", "y")).Should().Be(kind, op);
            Kind(Samples().Node("Softmax", "x", "s").Node(op, "s", "other t").Node("MatMul", "t x", "y")).Should().Be(kind, op);
        }
    }

    [Test]
    public void A_softmax_that_a_constant_decodes_is_none() => Kind(Samples().Weight("w", 4, 4).Node("Softmax", "x", "s")
        .Node("MatMul", "s w", "y").Node("Relu", "y", "z")).Should().Be("conv_fc");

    [Test]
    public void A_softmax_that_nothing_in_the_module_reads_is_none() =>
        Kind(Samples().Node("Relu", "x", "r").Node("Softmax", "r", "y")).Should().Be("conv_fc");

    [TestCase("com.microsoft", "DecoderAttention", "attention")]
    [TestCase("com.microsoft", "Attentive", "conv_fc")]
    [TestCase("", "Attention", "conv_fc")]
    public void An_operator_that_is_one_in_its_name(string domain, string op, string kind)
    {
        NetworkProto network = Samples().Node(op, "x", "s").Node("Relu", "s", "y");
        network.Graph.Node[0].Domain = domain;
        Kind(network).Should().Be(kind);
    }

    [TestCase("Add", "res")]
    [TestCase("Sum", "res")]
    [TestCase("Concat", "conv_fc")]
    public void A_sum_at_the_end_makes_it_residual(string op, string kind)
    {
        Kind(Samples().Node("Relu", "x", "r").Node(op, "r x", "y")).Should().Be(kind);
        Kind(Samples().Node("Relu", "x", "r").Node(op, "r x", "s").Node("QuantizeLinear", "s", "q").Node("DequantizeLinear", "q", "y"))
            .Should().Be(kind, "rounding does not hide it");
        Kind(Samples().Node("Relu", "x", "r").Node(op, "r x", "s").Node("Relu", "s", "y")).Should().Be("conv_fc");
    }

    [TestCase("conv conv", "conv")]
    [TestCase("conv fc", "conv_fc")]
    [TestCase("conv fc pool", "conv_fc")]
    [TestCase("pool conv pool fc", "pool_conv")]
    public void Else_its_first_two_kinds_of_layers_name_it(string layers, string kind) =>
        Kind(Samples().Node("Relu", "x", "y"), layers).Should().Be(kind);

    private static NetworkProto Samples() => new NetworkProto().Input("x", [-1, 4]);

    private string Kind(NetworkProto network, string layers = "conv fc")
    {
        network.Output(network.Graph.Node[^1].Output[0]);
        var graph = new ModelGraph(_folder.Load(network.Model), []);
        return ModuleKinds.Find(graph, graph.Nodes, layers.Split(' '));
    }
}
