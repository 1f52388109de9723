using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>What can be cut, without a run; the models of the zoo show that a run finds the same.</summary>
[TestFixture]
internal sealed class ShapeInferenceTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_tensor_has_one_row_per_sample_whatever_the_batch()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2, 6, 6]).Weight("w", 3, 2, 3, 3)
            .Node("Conv", "x w", "c").Node("Relu", "c", "r").Node("Flatten", "r", "f").Dense("f", "y", 48, 5).Output("y");
        Cuttable(network, 9, 2, 6, 6).Should().Equal("x [2, 6, 6]", "c [3, 4, 4]", "r [3, 4, 4]", "f [48]", "y [5]");
    }

    [Test]
    public void The_samples_tell_the_axes_that_the_model_leaves_open() =>
        Cuttable(new NetworkProto().Input("x", [-1, -1]).Node("Relu", "x", "y").Output("y"), 9, 7).Should().Equal("x [7]", "y [7]");

    [Test]
    public void A_fixed_batch_is_told_by_its_length()
    {
        NetworkProto network = new NetworkProto().Input("x", [4, 3]).Node("Relu", "x", "r")
            .Node("Transpose", "r", "t", "", ("perm", new long[] { 1, 0 })).Node("Transpose", "t", "y", "", ("perm", new long[] { 1, 0 }))
            .Output("y");
        Cuttable(network, 9, 3).Should().Equal(["x [3]", "r [3]", "y [3]"], "the transposed tensor has three rows, whatever the batch");
    }

    [Test]
    public void Weights_are_not_read()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 100]).Dense("x", "y", 100, 50).Output("y");
        ModelInputs inputs = Load(network, [9, 100], out ModelGraph graph);
        graph.Model.Graph.Initializer[0].ClearRawData();
        FluentActions.Invoking(() => TensorProbe.Run(graph, inputs, default)).Should().Throw<ModelException>("a run needs them");
        Cuttable(graph, inputs).Should().Equal("x [100]", "y [50]");
    }

    [Test]
    public void A_baked_batch_is_left_to_a_run() => Uncertain(
        new NetworkProto().Input("x", [-1, 6]).Constant<long>("one", [3], 1, 2, 3).Node("Reshape", "x one", "y").Output("y"));

    [Test]
    public void An_axis_that_depends_on_values_is_left_to_a_run() => Uncertain(
        new NetworkProto().Input("x", [-1, 6]).Node("NonZero", "x", "places")
            .Node("Cast", "places", "y", "", ("to", (long)DataType.Float)).Output("y"));

    [Test]
    public void A_tensor_whose_first_axis_is_another_is_left_to_a_run() => Uncertain(
        new NetworkProto().Input("x", [-1, 6]).Node("Transpose", "x", "y", "", ("perm", new long[] { 1, 0 })).Output("y"));

    [Test]
    public void A_tensor_that_no_array_can_hold_is_left_to_a_run() => Uncertain(
        new NetworkProto().Input("x", [-1, 6]).Constant<long>("axes", [2], 1, 2).Node("Unsqueeze", "x axes", "u")
            .Constant<long>("shape", [4], 1, 100_000, 100_000, 6).Node("Expand", "u shape", "y").Output("y"));

    [Test]
    public void A_name_that_the_runtime_cuts_off_is_left_to_a_run() =>
        Uncertain(new NetworkProto().Input("x", [-1, 6]).Node("Relu", "x", "before\0after").Output("before\0after"));

    [Test]
    public void An_operator_of_another_domain_is_left_to_a_run()
    {
        var network = new NetworkProto();
        network.Model.OpsetImport.Add(new Core.Models.Onnx.OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        network.Input("x", [-1, 6]).Node("Gelu", "x", "y").Output("y");
        network.Graph.Node[0].Domain = "com.microsoft";
        Uncertain(network);
    }

    [Test]
    public void A_body_is_left_to_a_run()
    {
        Core.Models.Onnx.GraphProto body = new NetworkProto().Node("Relu", "x", "b").Output("b").Graph;
        Uncertain(new NetworkProto().Input("x", [-1, 6]).Node("ReduceSum", "x", "s", "", ("keepdims", 0L))
            .Constant("zero", [], 0f).Node("Greater", "s zero", "isPositive")
            .Node("If", "isPositive", "y", "", ("then_branch", body), ("else_branch", body.Clone())).Output("y"));
    }

    [Test]
    public void What_the_runtime_rejects_is_left_to_a_run() => Uncertain(
        new NetworkProto().Input("x", [-1, 6]).Node("NoSuchOperator", "x", "y").Output("y"));

    private void Uncertain(NetworkProto network)
    {
        ModelInputs inputs = Load(network, [9, 6], out ModelGraph graph);
        ShapeInference.FindCuttable(graph, inputs).Should().BeNull();
    }

    private IEnumerable<string> Cuttable(NetworkProto network, params int[] samples)
    {
        ModelInputs inputs = Load(network, samples, out ModelGraph graph);
        return Cuttable(graph, inputs);
    }

    private static IEnumerable<string> Cuttable(ModelGraph graph, ModelInputs inputs) =>
        ShapeInference.FindCuttable(graph, inputs)!.Values.Select(t => $"{t.Name} [{string.Join(", ", t.SampleShape)}]");

    private ModelInputs Load(NetworkProto network, int[] samples, out ModelGraph graph)
    {
        graph = new ModelGraph(_folder.Load(network.Model), []);
        return ModelInputs.Bind(graph, SampleSet.Load(_folder.Samples(samples), 1000));
    }
}
