using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>Which integer inputs are samples, and which only tell the model how to read the samples.</summary>
[TestFixture]
internal sealed class AuxiliaryInputsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_mask_that_is_added_to_the_samples_is_auxiliary() =>
        AuxiliaryInputs(Masked("Add")).Should().Equal("mask");

    [Test]
    public void A_mask_that_is_concatenated_to_the_samples_is_a_sample() => AuxiliaryInputs(Masked("Concat")).Should().BeEmpty();

    [Test]
    public void An_index_into_a_table_is_a_sample_and_an_index_into_samples_is_auxiliary()
    {
        NetworkProto network = new NetworkProto().Input("ids", [-1, 3], DataType.Int64).Input("place", [1], DataType.Int64)
            .Weight("table", 10, 4)
            .Node("Gather", "table ids", "e")
            .Node("Gather", "e place", "p", "", ("axis", 1L))
            .Node("Flatten", "p", "f")
            .Dense("f", "y", 4, 2)
            .Output("y");
        AuxiliaryInputs(network).Should().Equal("place");
    }

    [Test]
    public void Bytes_that_go_through_weights_are_samples()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4], DataType.Uint8).Node("Cast", "x", "f", "", ("to", 1L))
            .Dense("f", "y", 4, 2)
            .Output("y");
        AuxiliaryInputs(network).Should().BeEmpty();
    }

    [Test]
    public void A_mask_that_is_named_as_an_input_counts()
    {
        string model = _folder.Write(Masked("Add").Model);
        new ModelGraph(OnnxModel.Load(model), ["x", "mask"]).IsData("m").Should().BeTrue();
        new ModelGraph(OnnxModel.Load(model), []).IsData("m").Should().BeFalse();
    }

    [Test]
    public void Real_numbers_are_samples_whatever_is_done_with_them()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Input("mask", [-1, 4]).Node("Mul", "x mask", "m")
            .Dense("m", "y", 4, 2)
            .Output("y");
        AuxiliaryInputs(network).Should().BeEmpty();
    }

    private static NetworkProto Masked(string join) => new NetworkProto().Input("x", [-1, 4]).Input("mask", [-1, 4], DataType.Int64)
        .Node("Cast", "mask", "m", "", ("to", 1L))
        .Node(join, "x m", "s", "", join == "Concat" ? [("axis", 1L)] : [])
        .Dense("s", "y", join == "Concat" ? 8 : 4, 2)
        .Output("y");

    private IReadOnlyList<string> AuxiliaryInputs(NetworkProto network)
        => new ModelGraph(OnnxModel.Load(_folder.Write(network.Model)), []).AuxiliaryInputs;
}
