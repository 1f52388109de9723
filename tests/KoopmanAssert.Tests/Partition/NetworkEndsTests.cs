using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Where a network ends: at its outputs of real numbers, or at the last real numbers before the others.</summary>
[TestFixture]
internal sealed class NetworkEndsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("", "y z")]
    [TestCase("y", "y")]
    [TestCase("z", "z")]
    [TestCase("z y", "z y")]
    public void At_the_outputs_that_are_named_or_at_all(string outputs, string ends) =>
        Ends(Two(), "x a y b z", outputs).Should().Be(ends);

    // "label" is a class that follows from y by two operators; "b" and z are computed from a, too.
    [TestCase("label", "y")]
    [TestCase("label z", "y z")]
    [TestCase("", "z")]
    public void At_the_last_real_numbers_before_a_class(string outputs, string ends) => Ends(
        Two(outputs: "z label").Node("ArgMax", "y", "index").Node("Squeeze", "index", "label"), "x a y b z", outputs).Should().Be(ends);

    [Test]
    public void At_all_of_those_where_no_output_has_any() =>
        Ends(Two(outputs: "label").Node("ArgMax", "y", "index").Node("Mul", "index z", "label"), "x a y b z", "").Should().Be("y z");

    [Test]
    public void What_these_are_computed_from_ends_nothing() =>
        Ends(Two(outputs: "label").Node("Concat", "y a", "c").Node("ArgMax", "c", "label"), "x a y b z c", "").Should().Be("c");

    private static NetworkProto Two(string outputs = "y z") => new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 4)
        .Node("Relu", "a", "y").Node("Tanh", "a", "b").Node("Relu", "b", "z").Output(outputs.Split(' '));

    private string Ends(NetworkProto network, string cuttable, string outputs)
    {
        var graph = new ModelGraph(_folder.Load(network.Model), []);
        string[] named = outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var cuts = NetworkCuts.Find(
            graph,
            named,
            cuttable.Split(' ').ToDictionary(name => name, name => new CutTensor(name, TensorElementType.Float, [4])),
            PartitionRule.InsideBranches);
        return string.Join(' ', cuts.Points[^1].Cut.Names);
    }
}
