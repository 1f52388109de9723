using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Snapshots that are written, in any order, before they are read.</summary>
internal abstract class SnapshotStore : Snapshots
{
    /// <summary>Writes all entries of a snapshot.</summary>
    public abstract void Write(int snapshot, ReadOnlySpan<double> values);
}

/// <summary>Some snapshots of several sources of one dimension, in any order, as one matrix.</summary>
/// <param name="sources">The sources; the snapshots of each are counted on from those of the sources before it.</param>
/// <param name="places">The place of each snapshot, counted through all sources.</param>
internal sealed class SelectedSnapshots(IReadOnlyList<Snapshots> sources, IReadOnlyList<int> places) : Snapshots
{
    // Values of a part: 16 MiB as float64.
    private const int PartValues = 1 << 21;

    // A part is a multiple of this many features wide.
    private const int WidthUnit = 256;

    public override int Dimension => sources[0].Dimension;

    public override int Count => places.Count;

    // All or none: snapshots are packed several at a time.
    private readonly bool _areStored = sources.All(s => s.Count > 0 && !s.Stored(0, 0, 1).IsEmpty);

    public override int PartWidth => _areStored ? Dimension
        : Math.Min(Dimension, Math.Max(1, PartValues / Math.Max(1, Count) / WidthUnit) * WidthUnit);

    public override void Read(int snapshot, int first, Span<double> destination)
    {
        (Snapshots source, int place) = Locate(snapshot);
        source.Read(place, first, destination);
    }

    public override ReadOnlySpan<float> Stored(int snapshot, int first, int count)
    {
        if (!_areStored)
        {
            return [];
        }

        (Snapshots source, int place) = Locate(snapshot);
        return source.Stored(place, first, count);
    }

    /// <remarks>Copied unless it is stored in memory: many short reads of a file are slow.</remarks>
    public override Snapshots Part(int first, int width)
    {
        if (_areStored)
        {
            return base.Part(first, width);
        }

        var part = new DenseMatrix(width, Count);
        for (int j = 0; j < Count; j++)
        {
            Read(j, first, part.Values.AsSpan(j * width, width));
        }

        return new ColumnSnapshots(part);
    }

    private (Snapshots Source, int Place) Locate(int snapshot)
    {
        int place = places[snapshot], source = 0;
        while (place >= sources[source].Count)
        {
            place -= sources[source++].Count;
        }

        return (sources[source], place);
    }
}
