using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The operators and shapes by which class scores are told from other outputs, each alone in a graph.</summary>
[TestFixture]
internal sealed class ClassScoreOperatorTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("Gemm MatMul Einsum Add Sum QLinearMatMul QLinearAdd QGemm MatMulIntegerToFloat DynamicQuantizeMatMul Flatten Reshape "
        + "Squeeze GlobalAveragePool QLinearGlobalAveragePool ReduceMean QLinearReduceMean Conv QLinearConv", "y")]
    [TestCase("Softmax LogSoftmax QLinearSoftmax", "x")]
    [TestCase("Tanh Sigmoid Relu MaxPool GlobalMaxPool ReduceMax Mul Clip", null)]
    public void An_operator_at_the_end(string operators, string? scores)
    {
        foreach (string op in operators.Split(' '))
        {
            Find(Samples().Node(op, "x", "y")).Should().Be(scores, op);
        }
    }

    [TestCase("Cast")]
    [TestCase("Identity")]
    [TestCase("QuantizeLinear")]
    [TestCase("DequantizeLinear")]
    public void What_only_rounds_hides_no_operator(string op)
    {
        Find(Samples().Node("Gemm", "x", "g").Node(op, "g", "y")).Should().Be("y");
        Find(Samples().Node("Tanh", "x", "t").Node(op, "t", "y")).Should().BeNull();
        Find(Samples().Node(op, "x", "s").Node("Softmax", "s", "p").Node(op, "p", "y"), "y x").Should().Be(
            "x", "before the softmax, the scores are the last tensor that can be cut");
        // An Identity is not there any more when the model has been read.
        Find(Samples().Node(op, "x", "s").Node("Softmax", "s", "y"), "y x s").Should().Be(op == "Identity" ? "x" : "s");
    }

    // Integer products are made real by a scale; other products may be gates.
    [TestCase("MatMulInteger", "y")]
    [TestCase("ConvInteger", "y")]
    [TestCase("MatMul", null)]
    public void A_scaled_product_of_integers_is_one(string op, string? scores)
    {
        NetworkProto Product() => Samples().Constant("scale", [], 0.5f).Node(op, "x", "p");
        Find(Product().Node("Mul", "p scale", "y")).Should().Be(scores);
        Find(Product().Node("Cast", "p", "c", "", ("to", 1L)).Node("Mul", "scale c", "y")).Should().Be(scores);
        Find(Product().Node("Div", "p scale", "y")).Should().BeNull();
    }

    [Test]
    public void A_softmax_of_what_is_no_sample_has_no_scores_before_it()
    {
        NetworkProto Constant() => Samples().Constant("w", [1, 4], 1f, 2f, 3f, 4f).Node("Softmax", "w", "y");
        Find(Constant(), "y w").Should().BeNull();
        Find(Constant(), "y w", classes: "y").Should().Be("y", "the user says so");
        Find(Samples().Node("Relu", "x", "s").Node("Softmax", "s", "y"), "y").Should().BeNull("what is before it cannot be cut");
    }

    [TestCase(new long[] { 1 }, false)]
    [TestCase(new long[] { 2 }, true)]
    [TestCase(new long[] { 65_536 }, true)]
    [TestCase(new long[] { 65_537 }, false)]
    [TestCase(new long[] { 2, 3 }, false)]
    [TestCase(new long[0], false)]
    public void One_axis_of_two_to_65536_classes(long[] shape, bool isClassifier)
    {
        NetworkProto network = Samples().Node("Gemm", "x", "y");
        Find(network, shape: shape).Should().Be(isClassifier ? "y" : null);
        Action named = () => Find(network, classes: "y", shape: shape).Should().Be("y");
        if (isClassifier)
        {
            named.Should().NotThrow();
        }
        else
        {
            named.Should().Throw<SettingsException>().Which.Message.Should().EndWith("has no output 'y' with one value per class. "
                + "Set --classes to an output of shape [batch, classes], or to auto or none. The outputs are: y, x.");
        }
    }

    private static NetworkProto Samples() => new NetworkProto().Input("x", [-1, 4]);

    private string? Find(NetworkProto network, string cuttable = "y x", string classes = "auto", long[]? shape = null)
    {
        var graph = new ModelGraph(_folder.Load(network.Output("y").Model), []);
        network.Graph.Output.Clear();
        CutTensor[] tensors = [.. cuttable.Split(' ').Select(name => new CutTensor(name, TensorElementType.Float, shape ?? [4]))];
        var end = new Cut(classes == "auto" ? [tensors[0]] : tensors);
        return ClassScores.Find(graph, end, tensors.ToDictionary(t => t.Name), ClassOutput.Parse(classes))?.Name;
    }
}
