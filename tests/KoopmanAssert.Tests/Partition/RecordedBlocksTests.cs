using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A network whose modules were renamed is divided where the blocks of its baseline are.</summary>
[TestFixture]
internal sealed class RecordedBlocksTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_names_are_those_of_blocks_of_the_same_dimensions()
    {
        var recorded = RecordedBlocks.Create([("first one", 4, 8, 1), ("second", 8, 3, 1)]);
        recorded.Text.Should().Be("4 8 1 first one\n8 3 1 second");
        recorded.NamesOf([Cut(4), Cut(8), Cut(3)]).Should().Equal("first one", "second");
        recorded.NamesOf([Cut(4), Cut(8), Cut(3), Cut(2)]).Should().BeNull();
        recorded.NamesOf([Cut(4), Cut(8)]).Should().BeNull();
        recorded.NamesOf([Cut(5), Cut(8), Cut(3)]).Should().BeNull();
        recorded.NamesOf([Cut(4), Cut(7), Cut(3)]).Should().BeNull();
        recorded.NamesOf([Cut(4), Cut(8), Cut(2)]).Should().BeNull();
    }

    // Points: before the first operator, then after each. The dimension is that of the operator's output.
    [TestCase("4 8 1 a;8 3 1 b", "-1 1 3")]
    [TestCase("4 8 0 a;8 3 2 b", "-1 1 3")]
    [TestCase("4 3 2 a", "-1 3")]
    [TestCase("4 8 1 a;8 5 1 b", null)]
    [TestCase("5 8 1 a;8 3 1 b", null)]
    [TestCase("4 9 1 a;9 3 1 b", null)]
    public void It_is_divided_into_blocks_of_the_recorded_dimensions(string blocks, string? ends) =>
        Find(blocks, new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 8).Node("Relu", "a", "b").Dense("b", "c", 8, 3)
            .Node("Relu", "c", "y"), "4 8 8 3 3", layers: "1 3").Should().Be(ends);

    // Among equal dimensions the number of weights decides, then the ends of layers, then the earliest.
    [TestCase("4 4 1 a;4 4 3 b", "2 5 8", "-1 2 8")]
    [TestCase("4 4 2 a;4 4 2 b", "2 5 8", "-1 5 8")]
    [TestCase("4 4 3 a;4 4 1 b", "2 5 8", "-1 6 8")]
    [TestCase("4 4 4 a;4 4 0 b", "2 5 8", "-1 7 8")]
    [TestCase("4 4 2 a;4 4 2 b", "", "-1 3 8")]
    [TestCase("4 4 2 a;4 4 2 b", "4", "-1 4 8")]
    [TestCase("4 4 9 a;4 4 9 b", "2 5 8", "-1 2 8")]
    [TestCase("4 4 1 a;4 4 1 b;4 4 1 c;4 4 1 d", "", "-1 0 3 6 8")]
    [TestCase("4 4 1 a;4 4 1 b;4 4 1 c;4 4 1 d", "2 4 6", "-1 2 4 6 8")]
    public void Where_the_weights_are_as_recorded(string blocks, string layers, string ends)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "a", 4, 4).Node("Relu", "a", "b").Node("Tanh", "b", "c")
            .Dense("c", "d", 4, 4).Node("Relu", "d", "e").Node("Tanh", "e", "f")
            .Dense("f", "g", 4, 4).Dense("g", "h", 4, 4).Node("Relu", "h", "y");
        Find(blocks, network, "4 4 4 4 4 4 4 4 4 4", layers).Should().Be(ends);
    }

    private static Cut Cut(int dimension) => BareBlocks.Cut("t", dimension);

    // Where the network is divided: the indices of the operators before, −1 for the input.
    private string? Find(string blocks, NetworkProto network, string dimensions, string layers)
    {
        int[] sizes = [.. dimensions.Split(' ').Select(int.Parse)];
        (ModelGraph graph, NetworkCuts cuts, _) = CutGraph.Create(_folder, network, dimension: tensor =>
            sizes[tensor == "x" ? 0 : 1 + network.Graph.Node.ToList().FindIndex(n => n.Output[0] == tensor)]);
        int[] ends = [.. layers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        IReadOnlyList<CutPoint>? found = new RecordedBlocks(blocks.Replace(';', '\n')).Find(
            graph, cuts, cuts.Points, [.. cuts.Points.Where(p => ends.Contains(p.After))]);
        return found is null ? null : string.Join(' ', found.Select(p => p.After));
    }
}
