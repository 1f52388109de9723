using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What a module of several layers is called by version 1 of the rules, which baselines of 0.1.0 follow.</summary>
[TestFixture]
internal sealed class FirstModuleKindsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("MatMul Gemm Einsum QLinearMatMul MatMulInteger FusedMatMul", "attention")]
    [TestCase("Mul Concat", "block")]
    public void A_product_that_follows_a_softmax_anyhow_makes_an_attention(string operators, string kind)
    {
        foreach (string op in operators.Split(' '))
        {
            Kind(Layers().Node("Softmax", "b", "s").Node(op, "s b", "p").Node("Relu", "p", "y")).Should().Be(kind, op);
            Kind(Layers().Node("Softmax", "b", "s").Node("Relu", "s", "r").Node(op, "r b", "p").Node("Relu", "p", "y")).Should()
                .Be(kind, op);
        }
    }

    [Test]
    public void A_softmax_at_the_end_does_not() => Kind(Layers().Node("Softmax", "b", "y")).Should().Be("block");

    [TestCase("com.microsoft", "attention")]
    [TestCase("", "block")]
    public void An_operator_of_another_domain_may_be_one_by_its_name(string domain, string kind)
    {
        NetworkProto network = Layers().Node("MyAttention", "b", "s").Node("Relu", "s", "y");
        network.Graph.Node[^2].Domain = domain;
        Kind(network).Should().Be(kind);
    }

    [TestCase("Add", "res")]
    [TestCase("Concat", "block")]
    public void A_sum_at_the_end_makes_it_residual_also_before_rounding(string op, string kind)
    {
        Kind(Layers().Node(op, "b a", "y")).Should().Be(kind);
        Kind(Layers().Constant("s", [], 0.5f).Node(op, "b a", "c").Node("QuantizeLinear", "c s", "q").Node("DequantizeLinear", "q s", "y"))
            .Should().Be(kind);
        Kind(Layers().Node(op, "b a", "c").Node("Relu", "c", "y")).Should().Be("block");
    }

    [TestCase("QuantizeLinear DequantizeLinear", true)]
    [TestCase("QuantizeLinear Relu", false)]
    [TestCase("Cast", false)]
    public void A_segment_that_only_rounds(string operators, bool rounds)
    {
        NetworkProto network = Layers();
        foreach (string op in operators.Split(' '))
        {
            network.Node(op, "b", op);
        }

        var graph = new ModelGraph(_folder.Load(network.Output("b").Model), []);
        new Segment(null!, null!, [.. graph.Nodes.Skip(2)], LayerRole.Attached, "").RoundsOnly.Should().Be(rounds);
    }

    private static NetworkProto Layers() => new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 4).Dense("a", "b", 4, 4);

    private string Kind(NetworkProto network)
    {
        var graph = new ModelGraph(_folder.Load(network.Output("y").Model), []);
        return LayerRoles.Classify(graph, null!, null!, graph.Nodes, version: 1).Kind;
    }
}
