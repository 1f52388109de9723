namespace KoopmanAssert;

/// <summary>What passes the cuts of a network: in memory where it fits within a bound, else in a temporary file.</summary>
internal sealed class CutActivations : IDisposable
{
    // Two of them are in memory at a time: one that is worked on, one that is read.
    private const long PartBytes = 1L << 24;

    private readonly Spool? _spool;

    /// <summary>Room for <paramref name="count"/> snapshots at each cut.</summary>
    /// <exception cref="SettingsException">KOOP4003 when there is no temporary file, or no memory in spite of the bound.</exception>
    public CutActivations(ModelGraph graph, IReadOnlyList<Cut> cuts, int count, long bound)
    {
        Bytes = cuts.Sum(c => Activations.Size(c, count));
        bool isHeld = Bytes <= bound && cuts.All(c => (long)c.Dimension * count <= Array.MaxLength);
        try
        {
            _spool = isHeld ? null : new Spool();
            if (!isHeld)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // a large model leaves copies of its weights behind, which would wait for their turn
            }

            long start = 0;
            At = [.. cuts.Select(cut =>
            {
                Activations activations = isHeld ? new HeldActivations(cut, count) : new SpooledActivations(cut, count, _spool!, start, Math.Min(PartBytes, bound / 4));
                start += Activations.Size(cut, count);
                return activations;
            })];
        }
        catch (OutOfMemoryException cause)
        {
            Cut largest = cuts.MaxBy(c => c.Dimension)!;
            throw new SettingsException(DiagnosticCodes.TooLarge, graph.Model.Path,
                $"needs too much memory: {count} samples of {largest.Dimension} values at '{largest.Names[0]}'.",
                "Take fewer samples with --max-samples, or less memory with --memory.", cause);
        }
    }

    /// <summary>The snapshots at each cut, in the order of the cuts.</summary>
    public IReadOnlyList<Activations> At { get; }

    /// <summary>The bytes that all of them take.</summary>
    public long Bytes { get; }

    /// <summary>Whether they lie in a temporary file.</summary>
    public bool IsSpooled => _spool is not null;

    public void Dispose() => _spool?.Dispose();
}
