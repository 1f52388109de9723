using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

[TestFixture]
internal sealed class ModelInputsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_one_array_of_any_name_serves_the_one_input()
    {
        ModelInputs inputs = Bind(One(), Npz(("whatever", [5, 4])));
        (inputs.Count, inputs.BatchSize, inputs.HasFixedBatch).Should().Be((5, 16, false));
    }

    [Test]
    public void Arrays_are_bound_by_name_whatever_their_order()
    {
        ModelInputs inputs = Bind(Two(), Npz(("b", [5, 3]), ("a", [5, 4])));
        using Microsoft.ML.OnnxRuntime.OrtValue a = inputs.CreateFeed([0, 1], 2)["a"], b = inputs.CreateFeed([0, 1], 2)["b"];
        a.GetTensorTypeAndShape().Shape.Should().Equal(2, 4);
        b.GetTensorTypeAndShape().Shape.Should().Equal(2, 3);
    }

    [TestCase(DataType.Int64, "<i8")]
    [TestCase(DataType.Int32, "<i8")]
    [TestCase(DataType.Int16, "<i2")]
    [TestCase(DataType.Int8, "|i1")]
    [TestCase(DataType.Uint8, "|u1")]
    [TestCase(DataType.Uint16, "<u2")]
    [TestCase(DataType.Uint32, "<u4")]
    [TestCase(DataType.Uint64, "<u8")]
    [TestCase(DataType.Bool, "|b1")]
    [TestCase(DataType.Float, "<i4")]
    [TestCase(DataType.Double, "<f4")]
    [TestCase(DataType.Float16, "<f4")]
    [TestCase(DataType.Bfloat16, "<f4")]
    public void Samples_are_fed_in_the_type_of_the_input(DataType type, string descr)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2], type).Node("Identity", "x", "y").Output("y");
        int size = descr[^1] - '0';
        string samples = _folder.Write(Tests.SampleFiles.Npy(descr, "(3, 2)", new byte[6 * size]), "samples.npy");
        using Microsoft.ML.OnnxRuntime.OrtValue fed = Bind(network, samples).CreateFeed([0, 1, 2], 4)["x"];
        fed.GetTensorTypeAndShape().Shape.Should().Equal(4, 2);
        fed.GetTensorTypeAndShape().ElementDataType.ToString().Should().BeEquivalentTo(type.ToString());
    }

    [Test]
    public void A_batch_is_filled_up_with_its_last_row()
    {
        string samples = _folder.Write(
            Tests.SampleFiles.Npy("<f4", "(3, 2)", Tests.SampleFiles.Bytes<float>(1, 2, 3, 4, 5, 6)),
            "samples.npy");
        NetworkProto network = new NetworkProto().Input("x", [5, 2]).Node("Relu", "x", "y").Output("y");
        using Microsoft.ML.OnnxRuntime.OrtValue fed = Bind(network, samples).CreateFeed([1, 2], 5)["x"];
        fed.GetTensorDataAsSpan<float>().ToArray().Should().Equal(3, 4, 5, 6, 5, 6, 5, 6, 5, 6);
    }

    [Test]
    public void Samples_that_are_not_neighbours_are_collected()
    {
        string samples = _folder.Write(
            Tests.SampleFiles.Npy("<f4", "(4, 1)", Tests.SampleFiles.Bytes<float>(10, 11, 12, 13)),
            "samples.npy");
        NetworkProto network = new NetworkProto().Input("x", [-1, 1]).Node("Relu", "x", "y").Output("y");
        using Microsoft.ML.OnnxRuntime.OrtValue fed = Bind(network, samples).CreateFeed([0, 3], 2)["x"];
        fed.GetTensorDataAsSpan<float>().ToArray().Should().Equal(10, 13);
    }

    [Test]
    public void An_array_that_is_missing_or_left_over_is_refused_by_name()
    {
        Misfit(Two(), Npz(("a", [5, 4]), ("c", [5, 3])), "has no array for the input 'b'").WayOut.Should().Contain("'a', 'b'");
        Misfit(Two(), Npz(("a", [5, 4]), ("b", [5, 3]), ("c", [5, 3])), "contains the array 'c', which is not an input");
        Misfit(One(), Npz(("a", [5, 4]), ("x", [5, 4])), "contains the array 'a'");
    }

    [TestCase(5, 3)]
    [TestCase(5, 4, 1)]
    [TestCase(5)]
    public void Another_shape_than_the_input_takes_is_refused_with_both(params int[] shape) =>
        Misfit(One(), _folder.Samples(shape), $"has the shape [{string.Join(", ", shape)}]; the input 'x'").Problem.Should()
            .Contain("takes [batch, 4]");

    [Test]
    public void Fractions_are_refused_where_the_input_takes_integers()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4], DataType.Int64).Node("Identity", "x", "y").Output("y");
        Misfit(network, _folder.Samples(5, 4), "the input 'x' takes Int64").WayOut.Should().Contain("int64");
    }

    [Test]
    public void Text_as_input_is_refused()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4], DataType.String).Node("Identity", "x", "y").Output("y");
        Impossible(network, _folder.Samples(5, 4), "takes text at its input 'x'");
    }

    [TestCase(new long[] { 5 }, new[] { 3, 5 })]
    [TestCase(new long[] { 2, 1, 4 }, new[] { 3, 2, 1, 4 })]
    [TestCase(new long[] { 1, 6 }, new[] { 3, 1, 6 })]
    public void An_input_without_a_batch_axis_takes_one_sample_at_a_time(long[] input, int[] samples)
    {
        ModelInputs inputs = Bind(new NetworkProto().Input("x", input).Node("Relu", "x", "y").Output("y"), _folder.Samples(samples));
        (inputs.Count, inputs.BatchSize, inputs.HasFixedBatch, inputs.HasBatchAxis).Should().Be((3, 1, true, false));
        using Microsoft.ML.OnnxRuntime.OrtValue fed = inputs.CreateFeed([1], 1)["x"];
        fed.GetTensorTypeAndShape().Shape.Should().Equal(input);
    }

    [Test]
    public void A_flat_array_for_an_input_that_is_one_sample_is_refused() => Misfit(
        new NetworkProto().Input("x", [5]).Node("Relu", "x", "y").Output("y"), _folder.Samples(10), "takes [5], which is one sample")
        .WayOut.Should().Contain("[samples, 5]");

    [Test]
    public void A_network_without_a_batch_axis_has_the_credits_of_one_that_has_it()
    {
        string samples = _folder.Samples(60, 5);
        CreditReport one = CreditAnalysis.Run(_folder.Write(Network(5).Model, "one.onnx"), samples);
        CreditReport many = CreditAnalysis.Run(_folder.Write(Network(-1, 5).Model, "many.onnx"), samples);
        one.Blocks.Select(b => (b.Name, b.Inputs, b.Outputs, b.Rank)).Should()
            .Equal(many.Blocks.Select(b => (b.Name, b.Inputs, b.Outputs, b.Rank)));
        one.Blocks.Should().HaveCount(2);
        one.Blocks.Select(b => b.LogCredit!.Value).Should()
            .Equal(many.Blocks.Select(b => b.LogCredit!.Value), (a, b) => Math.Abs(a - b) < 1e-5);

        static NetworkProto Network(params long[] shape) => new NetworkProto().Input("x", shape).Weight("w1", 5, 9)
            .Node("MatMul", "x w1", "a").Node("Relu", "a", "b").Weight("w2", 9, 4).Node("MatMul", "b w2", "y").Output("y");
    }

    [Test]
    public void Inputs_with_different_fixed_batches_are_refused() =>
        Impossible(
            new NetworkProto().Input("a", [2, 4]).Input("b", [3, 4]).Node("Relu", "a", "y").Node("Relu", "b", "z").Output("y", "z"),
            Npz(("a", [6, 4]), ("b", [6, 4])),
            "different fixed batches, 2 and 3");

    [Test]
    public void An_input_that_is_no_tensor_is_refused()
    {
        NetworkProto network = new NetworkProto().Node("SequenceAt", "x i", "y").Constant("i", [], 0L).Output("y");
        network.Graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() } });
        Impossible(network, _folder.Samples(5, 4), "'x', which is not a tensor");
    }

    [Test]
    public void Zeros_take_the_shape_that_the_model_states()
    {
        var graph = new ModelGraph(_folder.Load(new NetworkProto().Input("x", [-1, 2, 3]).Node("Relu", "x", "y").Output("y").Model), []);
        var zeros = ModelInputs.Zeros(graph);
        using Microsoft.ML.OnnxRuntime.OrtValue fed = zeros.CreateFeed([0], 2)["x"];
        zeros.Count.Should().Be(1);
        fed.GetTensorTypeAndShape().Shape.Should().Equal(2, 2, 3);
        fed.GetTensorDataAsSpan<float>().ToArray().Should().OnlyContain(v => v == 0);
    }

    [Test]
    public void Zeros_of_an_open_shape_are_refused()
    {
        var graph = new ModelGraph(_folder.Load(new NetworkProto().Input("x", [-1, -1]).Node("Relu", "x", "y").Output("y").Model), []);
        FluentActions.Invoking(() => ModelInputs.Zeros(graph)).Should().Throw<ModelException>().Which.Code.Should()
            .Be(DiagnosticCodes.PartitionImpossible);
    }

    private static NetworkProto One() => new NetworkProto().Input("x", [-1, 4]).Node("Relu", "x", "y").Output("y");

    private static NetworkProto Two()
        => new NetworkProto().Input("a", [-1, 4]).Input("b", [-1, 3]).Node("Concat", "a b", "y", "", ("axis", 1L)).Output("y");

    private ModelInputs Bind(NetworkProto network, string samples)
        => ModelInputs.Bind(new ModelGraph(_folder.Load(network.Model), []), SampleSet.Load(samples, 1000));

    private SamplesException Misfit(NetworkProto network, string samples, string problem)
    {
        SamplesException fault = FluentActions.Invoking(() => Bind(network, samples)).Should().Throw<SamplesException>().Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.SamplesMisfit, samples));
        fault.Problem.Should().Contain(problem);
        return fault;
    }

    private void Impossible(NetworkProto network, string samples, string problem)
    {
        ModelException fault = FluentActions.Invoking(() => Bind(network, samples)).Should().Throw<ModelException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.PartitionImpossible);
        fault.Problem.Should().Contain(problem);
    }

    private string Npz(params (string Name, int[] Shape)[] arrays) => _folder.Write(
        Tests.SampleFiles.Npz([.. arrays.Select(a => ($"{a.Name}.npy", File.ReadAllBytes(_folder.Samples(a.Shape))))]), "samples.npz");
}
