using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class ModelGraphTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Weights_that_an_old_model_lists_among_its_inputs_are_none()
    {
        NetworkProto network = new NetworkProto(irVersion: 3).Input("x", [-1, 3]).Dense("x", "y", 3, 2).Output("y");
        network.Input("y_layer.weight", [2, 3]).Input("y_layer.bias", [2]);
        ModelGraph graph = Graph(network);
        graph.Inputs.Select(i => i.Name).Should().Equal("x");
        graph.Weight("y_layer.weight").Should().NotBeNull();
        graph.Weight("x").Should().BeNull();
        graph.IsData("y_layer.weight").Should().BeFalse();
        graph.Producer("y")!.Op.Should().Be("Gemm");
        graph.Producer("x").Should().BeNull();
    }

    [Test]
    public void A_shape_carries_nothing_of_the_samples()
    {
        ModelGraph graph = Graph(new NetworkProto().Input("x", [-1, 3]).Weight("w", 3).Node("Shape", "x", "s").Node("Size", "x", "n")
            .Node("ConstantOfShape", "s", "zeros")
            .Node("Add", "x zeros", "y")
            .Node("Add", "w w", "v")
            .Node("Mul", "y v", "z")
            .Output("z"));
        new[] { "x", "y", "z" }.Should().OnlyContain(t => graph.IsData(t));
        new[] { "s", "n", "zeros", "v", "w" }.Should().OnlyContain(t => !graph.IsData(t));
    }

    [Test]
    public void Only_the_inputs_that_are_named_carry_data()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 3]).Input("mask", [-1, 3]).Node("Mul", "x mask", "y")
            .Node("Relu", "mask", "m")
            .Output("y", "m");
        ModelGraph graph = new(_folder.Load(network.Model), ["x"]);
        new[] { "x", "y", "mask", "m" }.Select(graph.IsData).Should().Equal(true, true, false, false);
        SettingsException fault = FluentActions.Invoking(() => new ModelGraph(graph.Model, ["z"])).Should().Throw<SettingsException>()
            .Which;
        fault.Code.Should().Be(DiagnosticCodes.Usage);
        fault.Message.Should().Contain("has no input 'z'").And.Contain("x, mask");
    }

    [Test]
    public void An_operator_reads_what_its_subgraphs_capture_and_their_constants()
    {
        var inner = new GraphProto();
        inner.Node.Add(NetworkProto.Operator("Add", "deep own", "b"));
        inner.Output.Add(new ValueInfoProto { Name = "b" });
        var body = new GraphProto();
        body.Initializer.Add(NetworkProto.Tensor("own", [1], 1f));
        body.Node.Add(NetworkProto.Operator("Add", "captured own", "a"));
        body.Node.Add(NetworkProto.Operator("If", "c", "d", "", ("then_branch", inner)));
        body.Output.Add(new ValueInfoProto { Name = "a" });
        body.Output.Add(new ValueInfoProto { Name = "passed" });
        NetworkProto network = new NetworkProto().Input("captured", [-1]).Input("deep", [-1]).Input("passed", [-1]).Constant("c", [], true)
            .Node("If", "c", "y z", "", ("then_branch", body)).Output("y");
        Graph(network).Nodes[0].Inputs.Should().BeEquivalentTo("c", "captured", "deep", "passed", "own");
    }

    [Test]
    public void Inputs_and_outputs_that_are_left_out_are_no_tensors()
    {
        ModelGraph graph = Graph(new NetworkProto().Input("x", [-1, 3]).Node("Clip", "x - x", "y").Node("Dropout", "y", "z -").Output("z"));
        graph.Nodes[0].Inputs.Should().Equal("x");
        graph.Nodes[1].Outputs.Should().Equal("z");
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case(
            "reads the tensor 'later' before anything writes it",
            n => n.Node("Relu", "later", "y").Node("Relu", "x", "later").Output("y"));
        yield return Case("reads the tensor 'none' before anything writes it", n => n.Node("Add", "x none", "y").Output("y"));
        yield return Case("the tensor 'y' is written twice", n => n.Node("Relu", "x", "y").Node("Abs", "x", "y").Output("y"));
        yield return Case("the tensor 'x' is written twice", n => n.Node("Relu", "x", "x").Output("x"));
        yield return Case("the tensor 'w' is written twice", n => n.Weight("w", 3).Node("Relu", "x", "w").Output("w"));
        yield return Case("the tensor 'y' is written twice", n => n.Node("Split", "x", "y y").Output("y"));
        yield return Case("nothing writes the output 'z'", n => n.Node("Relu", "x", "y").Output("y", "z"));

        TestCaseData Case(string problem, Action<NetworkProto> change)
        {
            NetworkProto network = new NetworkProto().Input("x", [-1, 3]);
            change(network);
            return new TestCaseData(network, problem).SetArgDisplayNames(problem);
        }
    }

    [TestCaseSource(nameof(Malformed))]
    public void A_malformed_graph_is_refused(NetworkProto network, string problem)
    {
        ModelException fault = FluentActions.Invoking(() => Graph(network)).Should().Throw<ModelException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.ModelUnreadable);
        fault.Problem.Should().StartWith("is malformed: ").And.Contain(problem);
    }

    private ModelGraph Graph(NetworkProto network) => new(_folder.Load(network.Model), []);
}
