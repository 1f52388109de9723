using System.Globalization;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Which cuts run together: as many as fit in memory beside the weights between them, and no more than the largest takes.</summary>
[TestFixture]
internal sealed class SegmentPlanTests
{
    private const int Samples = 10;
    private const long CutBytes = Samples * 100 * sizeof(float);
    private const long WeightBytes = ((100 * 100) + 100) * sizeof(float); // of each layer
    private const long Names = 200; // what the file holds of a layer beside them, at most

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Where_all_fits_one_segment_holds_all_cuts() =>
        Divide(room: (4 * CutBytes) + (3 * WeightBytes) + Names).Should().Equal("0..4");

    [Test]
    public void A_cut_that_does_not_fit_beside_the_weights_before_it_begins_another_segment() =>
        Divide(room: (4 * CutBytes) + (3 * WeightBytes) - 1).Should().Equal("0..3", "3..4");

    [Test]
    public void The_weights_of_another_segment_take_nothing() =>
        Divide(room: (2 * CutBytes) + WeightBytes + Names).Should().Equal("0..2", "2..3", "3..4");

    [Test]
    public void A_cut_that_does_not_fit_runs_alone() => Divide(room: 0).Should().Equal("0..1", "1..2", "2..3", "3..4");

    [Test]
    public void Cuts_beside_the_chain_run_with_the_last_segment() =>
        Divide(room: 0, sideCuts: 2).Should().Equal("0..1", "1..4");

    [Test]
    public void Weights_in_a_file_beside_the_model_count_as_those_in_it()
    {
        _folder.Write(new byte[3 * WeightBytes], "weights.bin");
        Divide(room: (4 * CutBytes) + (3 * WeightBytes) - 1, external: "weights.bin").Should().Equal("0..3", "3..4");
    }

    [TestCase("3 1 1 1", "0..1 1..4", TestName = "Cuts_that_take_as_much_as_the_largest_run_together")]
    [TestCase("1 3 3 2", "0..1 1..2 2..3 3..4", TestName = "Two_large_cuts_run_in_two_segments")]
    [TestCase("0.2 0.3 0.2 0.3", "0..4", TestName = "Cuts_that_are_small_together_run_together")]
    public void More_memory_than_the_largest_cut_takes_is_not_used(string quartersOfGibibytes, string segments)
    {
        double[] sizes = [.. quartersOfGibibytes.Split(' ').Select(size => double.Parse(size, CultureInfo.InvariantCulture))];
        long[] bytes = [.. sizes.Select(size => (long)(size * (1 << 28)))];
        Divide(room: long.MaxValue, bytes: bytes).Should().Equal(segments.Split(' '));
    }

    private IEnumerable<string> Divide(long room, int sideCuts = 0, string? external = null, long[]? bytes = null)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 100])
            .Dense("x", "a", 100, 100).Dense("a", "b", 100, 100).Dense("b", "c", 100, 100).Output("c");
        foreach (TensorProto weight in external is null ? [] : network.Graph.Initializer)
        {
            weight.ClearRawData();
            weight.DataLocation = TensorProto.Types.DataLocation.External;
            long length = weight.Dims.Aggregate(sizeof(float), (long bytes, long dim) => bytes * dim);
            weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = external });
            weight.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
        }

        var graph = new ModelGraph(_folder.Load(network.Model), []);
        Cut[] cuts = [.. "xabc".Select(name => BareBlocks.Cut($"{name}", 100))];
        bytes ??= [.. cuts.Select(cut => Activations.SizeInBytes(cut, Samples))];
        return SegmentPlan.Divide(graph, cuts, sideCuts, bytes, weights => room - weights).Select(s => $"{s.Cuts}");
    }
}
