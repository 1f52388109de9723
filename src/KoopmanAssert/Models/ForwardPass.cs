namespace KoopmanAssert.Core.Models;

/// <summary>Runs the samples through a network and hands out what passes each cut, in the order of the cuts.</summary>
/// <remarks>
/// In one go where all of it fits in memory. Else in legs of as many cuts as fit: a leg begins with what passed the last cut of the leg
/// before, batch by batch, and lets go of it; a temporary file holds the cut that does not fit alone. The operators and their batches
/// are the same, and so are the bits. Networks that round to 16 bits go in one go, since where they round depends on where they are cut.
/// </remarks>
internal sealed class ForwardPass : IDisposable
{
    // A run holds what it computes until it ends: few enough values at the cuts stay in the caches, and every thread gets as much to do. It
    // depends on the model alone, since the batch may decide a sum's last bits.
    private const long MostValues = 1L << 23;

    // Exported networks that squeeze axes of length one lose a batch of one.
    private const int LeastBatch = 2;

    private readonly ModelGraph _graph;
    private readonly ModelInputs _inputs;
    private readonly IReadOnlyList<Cut> _cuts;
    private readonly long _bound;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;
    private readonly int[][] _batches;
    private readonly Queue<Range> _legs;
    private readonly RecycledMemory _memory;
    private CutActivations? _current;
    private int _first;

    /// <summary>Plans the legs; the first <see cref="At"/> runs.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="cuts">The cuts, each of which carries all that those after it need.</param>
    /// <param name="beside">How many cuts there are at the end which do not carry what the one before them does, such as class
    /// scores.</param>
    /// <param name="bound">The memory in bytes that activations may take.</param>
    /// <param name="keepsAll">Whether every cut can be asked for at any time, not only forwards.</param>
    /// <param name="threads">How many batches run at a time.</param>
    /// <param name="cancellation">Stops it.</param>
    public ForwardPass(
        ModelGraph graph,
        ModelInputs inputs,
        IReadOnlyList<Cut> cuts,
        int beside,
        long bound,
        bool keepsAll,
        int threads,
        CancellationToken cancellation)
    {
        _graph = graph;
        _inputs = inputs;
        _cuts = cuts;
        _bound = bound;
        _memory = new RecycledMemory(bound);
        _threads = threads;
        _cancellation = cancellation;
        _batches = Batches(inputs, cuts.Sum(c => (long)c.Dimension));
        _legs = new(keepsAll || graph.HoldsHalves ? [Range.All] : Legs(cuts, beside, inputs.Count, bound));
        Spooled = _legs.Select(leg => CutActivations.Bytes(_cuts.Take(leg), inputs.Count)).Where(bytes => bytes > bound).DefaultIfEmpty(0)
            .Max();
    }

    /// <summary>The most bytes that a temporary file holds at a time; 0 where all is in memory.</summary>
    public long Spooled { get; }

    /// <summary>Rows in one run; the last run may have fewer.</summary>
    public int BatchRows => _batches[0].Length;

    /// <summary>The snapshots at each cut, all of them in memory.</summary>
    public static IReadOnlyList<Activations> Run(
        ModelGraph graph,
        ModelInputs inputs,
        IReadOnlyList<Cut> cuts,
        int threads,
        CancellationToken cancellation)
    {
        var pass = new ForwardPass(graph, inputs, cuts, 0, long.MaxValue, keepsAll: true, threads, cancellation);
        return [.. cuts.Select((_, c) => pass.At(c))];
    }

    /// <summary>
    /// The snapshots at a cut; those at cuts before it are gone unless all are kept. For one caller at a time while it goes forwards.
    /// </summary>
    /// <exception cref="ModelException">KOOP2003 or KOOP2005.</exception>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    /// <exception cref="SettingsException">KOOP4003 when there is neither memory nor a temporary file.</exception>
    public Activations At(int cut)
    {
        while (_current is null || cut >= _first + _current.At.Count)
        {
            Advance();
        }

        return _current.At[cut - _first];
    }

    public void Dispose()
    {
        _current?.Dispose();
        _memory.Dispose();
    }

    private static List<Range> Legs(IReadOnlyList<Cut> cuts, int beside, int count, long bound)
    {
        var legs = new List<Range>();
        int chained = cuts.Count - beside;
        for (int first = 0; first < chained;)
        {
            int end = first + 1;
            for (long bytes = Activations.Size(cuts[first], count); end < chained
                && (bytes += Activations.Size(cuts[end], count)) <= bound;)
            {
                end++;
            }

            legs.Add(first..(end == chained ? cuts.Count : end));
            first = end;
        }

        return legs;
    }

    private void Advance()
    {
        (int first, int length) = _legs.Dequeue().GetOffsetAndLength(_cuts.Count);
        if (_current is null && (_legs.Count > 0 || Spooled > 0))
        {
            // A large model leaves copies of its weights behind, which would wait for their turn.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }

        CutActivations? before = _current;
        before?.ReleaseAllButLast();
        var leg = new ForwardSegment(_graph, _inputs, first == 0 ? null : _cuts[first - 1], [.. _cuts.Skip(first).Take(length)]);
        var next = new CutActivations(leg.Cuts, _inputs.Count, _batches[0].Length, _bound, _memory);
        try
        {
            leg.Run(before?.At[^1], next.At, _batches, _threads, _cancellation);
            (_current, _first) = (next, first);
        }
        catch (OutOfMemoryException cause)
        {
            next.Dispose();
            Cut largest = leg.Cuts.MaxBy(c => c.Dimension)!;
            throw new SettingsException(DiagnosticCodes.TooLarge, _graph.Model.Path,
                $"needs too much memory: {_inputs.Count} samples of {largest.Dimension} values at '{largest.Names[0]}'.",
                "Take fewer samples with --max-samples, or less memory with --memory.", cause);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        before?.Dispose();
    }

    /// <summary>
    /// The batches of the inputs; of a network with very many values at its cuts, halved until a run holds no more of them than is
    /// sensible, or two samples.
    /// </summary>
    private static int[][] Batches(ModelInputs inputs, long valuesEach)
    {
        int size = inputs.BatchSize;
        while (!inputs.HasFixedBatch && size > LeastBatch && size * valuesEach > MostValues)
        {
            size /= 2;
        }

        return [.. Enumerable.Range(0, inputs.Count).Chunk(size)];
    }
}
