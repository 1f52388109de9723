namespace KoopmanAssert.Core.Models;

/// <summary>Consecutive cuts that run together.</summary>
/// <param name="Cuts">Their places.</param>
/// <param name="Bytes">The bytes of their activations.</param>
/// <param name="Bound">The bytes of memory that their activations may take beside the weights from which they are computed.</param>
internal readonly record struct SegmentPlan(Range Cuts, long Bytes, long Bound)
{
    // A session more costs more than it saves where all activations take less than this: a quarter of what an analysis may take by default.
    private const long Small = 1L << 28;

    /// <summary>All cuts in one segment.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="bytes">The bytes of the activations at each cut.</param>
    /// <param name="bound">The bytes of memory for activations beside weights of that many bytes.</param>
    public static SegmentPlan Whole(ModelGraph graph, IReadOnlyList<long> bytes, Func<long, long> bound) =>
        new(Range.All, bytes.Sum(), bound(graph.Model.Bytes));

    /// <summary>
    /// Segments of as many cuts as fit in memory, one at least. Unless they are small, they take no more than the largest cut: the next
    /// segment takes the memory of the one before it, and memory that is used for the first time is slow.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="cuts">The cuts.</param>
    /// <param name="sideCuts">The number of cuts at the end of the list that run with the last segment.</param>
    /// <param name="bytes">The bytes of the activations at each cut.</param>
    /// <param name="bound">The bytes of memory for activations beside weights of that many bytes.</param>
    public static IReadOnlyList<SegmentPlan> Divide(
        ModelGraph graph, IReadOnlyList<Cut> cuts, int sideCuts, IReadOnlyList<long> bytes, Func<long, long> bound)
    {
        var segments = new List<SegmentPlan>();
        long[] weights = Weights(graph, cuts);
        int chained = cuts.Count - sideCuts;
        long most = Math.Max(Small, bytes.Take(chained).DefaultIfEmpty(0).Max());
        for (int first = 0, end; first < chained; first = end)
        {
            end = first + 1;
            long taken = bytes[first], beside = weights[first];
            while (end < chained && taken + bytes[end] <= Math.Min(most, bound(beside + weights[end])))
            {
                taken += bytes[end];
                beside += weights[end];
                end++;
            }

            Range run = first..(end == chained ? cuts.Count : end);
            segments.Add(new(run, bytes.Take(run).Sum(), bound(beside)));
        }

        return segments;
    }

    /// <summary>The bytes of the weights from which each cut is computed, where the cut before it is given.</summary>
    private static long[] Weights(ModelGraph graph, IReadOnlyList<Cut> cuts) =>
    [
        .. cuts.Select((cut, c) => SubModel.Extract(graph, c == 0 ? [] : cuts[c - 1].Tensors, cut.Names).Graph.Initializer
            .Sum(ExternalData.SizeOf)),
    ];
}
