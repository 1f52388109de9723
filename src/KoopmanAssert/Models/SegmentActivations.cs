namespace KoopmanAssert.Core.Models;

/// <summary>The activations at the consecutive cuts of one <see cref="ForwardSegment"/>: all in memory, or all in one file.</summary>
internal sealed class SegmentActivations : IDisposable
{
    // Two tiles are in memory at a time: one in use, one being read.
    private const long TileBytes = 1L << 24;

    private readonly TemporaryFile? _file;

    /// <summary>Prepares the storage of <paramref name="count"/> snapshots per cut.</summary>
    /// <param name="model">The path of the model that they are from.</param>
    /// <param name="cuts">The cuts.</param>
    /// <param name="given">The snapshots at the first of them, where they are there without a run.</param>
    /// <param name="count">The number of snapshots.</param>
    /// <param name="batchRows">The snapshots that are written together.</param>
    /// <param name="bound">The bytes of memory that they may take; where they take more, a temporary file holds them.</param>
    /// <param name="pool">Where the memory comes from.</param>
    /// <exception cref="SettingsException">KOOP4003 when a temporary file is needed and cannot be created.</exception>
    public SegmentActivations(
        string model, IReadOnlyList<Cut> cuts, Activations? given, int count, int batchRows, long bound, BufferPool pool)
    {
        Cut[] stored = [.. cuts.Skip(given is null ? 0 : 1)];
        bool isInMemory = stored.Sum(c => Activations.SizeInBytes(c, count)) <= bound
            && stored.All(c => (long)c.Dimension * batchRows <= Array.MaxLength);
        _file = isInMemory ? null : new TemporaryFile(model);
        long start = 0;
        IEnumerable<Activations> created = stored.Select(cut =>
        {
            Activations activations = isInMemory
                ? new MemoryActivations(cut, count, batchRows, pool)
                : new FileActivations(cut, count, _file!, start, Math.Min(TileBytes, bound / 4));
            start += Activations.SizeInBytes(cut, count);
            return activations;
        });
        ByCut = given is null ? [.. created] : [given, .. created];
    }

    /// <summary>The snapshots at each cut, in the order of the cuts.</summary>
    public IReadOnlyList<Activations> ByCut { get; }

    /// <summary>Releases the memory of all cuts but the last, at which the next segment begins.</summary>
    public void ReleaseAllButLast() => ReleaseBefore(ByCut.Count - 1);

    /// <summary>Releases the memory of the cuts before one of them.</summary>
    public void ReleaseBefore(int cut) => Release(ByCut.Take(cut));

    public void Dispose()
    {
        Release(ByCut);
        _file?.Dispose();
    }

    private static void Release(IEnumerable<Activations> all)
    {
        foreach (Activations activations in all)
        {
            activations.Release(0, activations.Count);
        }
    }
}
