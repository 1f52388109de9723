using FluentAssertions;
using KoopmanAssert.Core.Partition;
using KoopmanAssert.Tests;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>What a reader is told where the blocks do not reach from the inputs of a model to its outputs.</summary>
[TestFixture]
internal sealed class PartitionNotesTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Blocks_from_the_inputs_to_the_outputs_need_no_note() =>
        Notes(new NetworkProto().Input("x", [-1, 3]).Dense("x", "y", 3, 2).Output("y"), Real("x")).Should().BeEmpty();

    [Test]
    public void A_table_of_embeddings_lies_before_the_first_block() => Notes(
        new NetworkProto().Input("ids", [-1, 3], DataType.Int64).Weight("table", 10, 4)
            .Node("Gather", "table ids", "e").Node("Flatten", "e", "f").Dense("f", "y", 12, 2).Output("y"),
        Whole("ids")).Should().Equal(
            "the first block begins at 'e', the first real numbers computed from the input 'ids'",
            "the weight 'table' is in no block, so no figure holds it");

    [Test]
    public void A_list_of_numbers_is_no_trained_weight() => Notes(
        new NetworkProto().Input("ids", [-1, 3], DataType.Int64).Weight("table", 10)
            .Node("Gather", "table ids", "e").Dense("e", "y", 3, 2).Output("y"),
        Whole("ids")).Should().NotContain(note => note.Contains("'table'"));

    [Test]
    public void Weights_from_which_one_of_a_block_is_computed_are_held_by_it() => Notes(
        new NetworkProto().Input("x", [-1, 3]).Weight("left", 3, 5).Weight("right", 5, 2).Node("MatMul", "left right", "w")
            .Node("MatMul", "x w", "y").Output("y"),
        Real("x")).Should().BeEmpty();

    [Test]
    public void Several_tables_are_named_together() => Notes(
        new NetworkProto().Input("ids", [-1, 3], DataType.Int64).Input("kinds", [-1, 3], DataType.Int64)
            .Weight("words", 10, 4).Weight("marks", 10, 4)
            .Node("Gather", "words ids", "w").Node("Gather", "marks kinds", "k").Node("Add", "w k", "e")
            .Node("Flatten", "e", "f").Dense("f", "y", 12, 2).Output("y"),
        Whole("ids"), Whole("kinds")).Should().Contain(
            "the weights 'words', 'marks' are in no block, so no figure holds them")
            .And.Contain(note => note.StartsWith("the first block begins at '") && note.EndsWith("the inputs 'ids', 'kinds'"));

    [Test]
    public void Inputs_that_say_how_the_samples_are_read_are_no_snapshots()
    {
        NetworkProto One(NetworkProto network, string input) => network.Node("Cast", "mask", "m", "", ("to", 1L))
            .Node("Mul", $"{input} m", "p").Dense("p", "y", 3, 2).Output("y");
        Notes(One(new NetworkProto().Input("x", [-1, 3]).Input("mask", [-1, 3], DataType.Int64), "x"), Real("x"), Whole("mask"))
            .Should().Equal("the input 'mask' is not part of the snapshots: it only tells the model how to read the samples");
        NetworkProto two = new NetworkProto().Input("x", [-1, 3]).Input("mask", [-1, 3], DataType.Int64)
            .Input("other", [-1, 3], DataType.Int64).Node("Cast", "other", "o", "", ("to", 1L)).Node("Mul", "x o", "q");
        Notes(One(two, "q"), Real("x"), Whole("mask"), Whole("other")).Should()
            .Equal("the inputs 'mask', 'other' are not part of the snapshots: they only tell the model how to read the samples");
    }

    [Test]
    public void Outputs_that_are_no_real_numbers_lie_behind_the_last_block()
    {
        NetworkProto Network() => new NetworkProto().Input("x", [-1, 3]).Dense("x", "y", 3, 4)
            .Node("ArgMax", "y", "label", "", ("axis", 1L), ("keepdims", 0L))
            .Node("ArgMin", "y", "least", "", ("axis", 1L), ("keepdims", 0L));
        Notes(Network().Output("y", "label"), Real("x")).Should()
            .Equal("the last block ends at 'y': the output 'label' does not hold real numbers with one row per sample");
        Notes(Network().Output("y", "label", "least"), Real("x")).Should()
            .Equal("the last block ends at 'y': the outputs 'label', 'least' do not hold real numbers with one row per sample");
        PartitionRule stated = LoadedNetwork.Layers with { Outputs = ["y"] };
        Notes(stated, Network().Output("y", "label"), Real("x")).Should().BeEmpty();
    }

    private IReadOnlyList<string> Notes(NetworkProto network, params (string Name, byte[] Content)[] samples) =>
        Notes(LoadedNetwork.Layers, network, samples);

    private IReadOnlyList<string> Notes(PartitionRule rule, NetworkProto network, params (string Name, byte[] Content)[] samples)
    {
        string path = _folder.Write(SampleFiles.Npz([.. samples.Select(s => ($"{s.Name}.npy", s.Content))]), "samples.npz");
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), path, 4, rule);
        return PartitionNotes.Collect(loaded.Graph, loaded.Blocks, rule);
    }

    // Four rows of three numbers.
    private static (string Name, byte[] Content) Real(string name) =>
        (name, SampleFiles.Npy("<f4", "(4, 3)", SampleFiles.Bytes<float>(1, -1, 2, 0.5f, 3, -2, 1, 4, 0.1f, -3, 2, 1)));

    private static (string Name, byte[] Content) Whole(string name) =>
        (name, SampleFiles.Npy("<i8", "(4, 3)", SampleFiles.Bytes<long>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1)));
}
