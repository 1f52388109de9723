namespace KoopmanAssert.Core.Models;

/// <summary>What passes some consecutive cuts of a network: in memory, or in a temporary file.</summary>
internal sealed class CutActivations : IDisposable
{
    // Two of them are in memory at a time: one that is worked on, one that is read.
    private const long PartBytes = 1L << 24;

    private readonly Spool? _spool;

    /// <summary>Room for <paramref name="count"/> snapshots at each cut.</summary>
    /// <param name="cuts">The cuts.</param>
    /// <param name="count">The number of snapshots.</param>
    /// <param name="batchRows">The snapshots that are written together.</param>
    /// <param name="bound">The memory that they may take; a file holds them where they take more.</param>
    /// <param name="memory">Where the memory comes from.</param>
    /// <exception cref="SettingsException">KOOP4003 when there is no temporary file.</exception>
    public CutActivations(IReadOnlyList<Cut> cuts, int count, int batchRows, long bound, RecycledMemory memory)
    {
        bool isHeld = Bytes(cuts, count) <= bound && cuts.All(c => (long)c.Dimension * batchRows <= Array.MaxLength);
        _spool = isHeld ? null : new Spool();
        long start = 0;
        At = [.. cuts.Select(cut =>
        {
            Activations activations = isHeld
                ? new HeldActivations(cut, count, batchRows, memory)
                : new SpooledActivations(cut, count, _spool!, start, Math.Min(PartBytes, bound / 4));
            start += Activations.Size(cut, count);
            return activations;
        })];
    }

    /// <summary>The snapshots at each cut, in the order of the cuts.</summary>
    public IReadOnlyList<Activations> At { get; }

    /// <summary>The bytes that the snapshots at some cuts take.</summary>
    public static long Bytes(IEnumerable<Cut> cuts, int count) => cuts.Sum(c => Activations.Size(c, count));

    /// <summary>Lets go of the memory of what passes the cuts before the last one.</summary>
    public void ReleaseAllButLast() => Release(At.SkipLast(1));

    public void Dispose()
    {
        Release(At);
        _spool?.Dispose();
    }

    private static void Release(IEnumerable<Activations> all)
    {
        foreach (Activations activations in all)
        {
            activations.Release(0, activations.Count);
        }
    }
}
