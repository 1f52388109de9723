using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Models;

/// <summary>The samples themselves as snapshots: one per sample, the values of some inputs one after the other.</summary>
/// <remarks>They are the snapshots of the first cut of a network that begins at these inputs, without running the network.</remarks>
internal sealed class InputSnapshots : Snapshots
{
    private readonly IReadOnlyList<SampleArray> _arrays;
    private readonly int[] _widths;

    /// <summary>The snapshots of arrays with the same number of rows.</summary>
    public InputSnapshots(IReadOnlyList<SampleArray> arrays)
    {
        _arrays = arrays;
        _widths = [.. arrays.Select(a => checked((int)a.Shape.Skip(1).Aggregate(1L, (product, axis) => product * axis)))];
        Dimension = _widths.Sum();
    }

    public override int Dimension { get; }

    public override int Count => (int)_arrays[0].Shape[0];

    public override void Read(int snapshot, int first, Span<double> destination)
    {
        int start = 0;
        foreach ((SampleArray array, int width) in _arrays.Zip(_widths))
        {
            int from = Math.Max(first, start), to = Math.Min(first + destination.Length, start + width);
            if (from < to)
            {
                array.Rows<double>(snapshot, 1).AsSpan(from - start, to - from).CopyTo(destination[(from - first)..]);
            }

            start += width;
        }
    }
}
