namespace KoopmanAssert.Core.Models;

/// <summary>Runs the samples through a network and hands out the activations at each cut, in the order of the cuts.</summary>
/// <remarks>
/// The whole network runs at once where its activations are small. Otherwise it runs in segments (see <see cref="SegmentPlan"/>). A
/// segment starts from the activations at the last cut of the previous segment and releases them batch by batch, so that its own take
/// their memory; a temporary file holds a cut that does not fit alone. The operators and their batches are the same in both cases, and
/// therefore the bits. Networks with 16-bit floats run at once, since the tensors at which the runtime rounds depend on the cuts.
/// </remarks>
internal sealed class ForwardPass : IDisposable
{
    // A run holds what it computes until it ends. Few values at the cuts stay in the caches, and small batches keep all threads busy. The
    // limit depends on the model alone, since the batch size may decide the last bits of a sum.
    private const long MaxValuesPerRun = 1L << 23;

    // Exported networks that squeeze all axes of length one would lose a batch axis of one.
    private const int MinBatch = 2;

    private readonly ModelGraph _graph;
    private readonly ModelInputs _inputs;
    private readonly IReadOnlyList<Cut> _cuts;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;
    private readonly int[][] _batches;
    private readonly Queue<SegmentPlan> _segments;
    private readonly bool _keepsAll;
    private readonly BufferPool _pool;
    private readonly InputActivations? _given;
    private SegmentActivations? _current;
    private SharedArena? _arena;
    private int _firstCut;

    /// <summary>Plans the segments; nothing runs until <see cref="At"/> is called.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="cuts">The cuts; each carries everything that the later ones are computed from.</param>
    /// <param name="sideCuts">The number of cuts at the end of the list that do not follow from the cut before them, such as class
    /// scores; they run with the last segment.</param>
    /// <param name="bound">The bytes of memory that activations may take beside weights of that many bytes.</param>
    /// <param name="keepAll">Whether all cuts stay available; otherwise they can only be read forwards.</param>
    /// <param name="threads">The number of batches that run at the same time.</param>
    /// <param name="cancellation">Cancels the runs.</param>
    public ForwardPass(
        ModelGraph graph,
        ModelInputs inputs,
        IReadOnlyList<Cut> cuts,
        int sideCuts,
        Func<long, long> bound,
        bool keepAll,
        int threads,
        CancellationToken cancellation)
    {
        _graph = graph;
        _inputs = inputs;
        _cuts = cuts;
        _keepsAll = keepAll;
        _pool = new BufferPool(bound(0));
        _threads = threads;
        _cancellation = cancellation;
        _batches = SplitIntoBatches(inputs, cuts.Sum(c => (long)c.Dimension));
        _given = InputActivations.Create(inputs, cuts[0]);
        long[] bytes = [.. cuts.Select((cut, c) => c == 0 && _given is not null ? 0 : Activations.SizeInBytes(cut, inputs.Count))];
        _segments = new(keepAll || graph.UsesHalfPrecision
            ? [SegmentPlan.Whole(graph, bytes, bound)]
            : SegmentPlan.Divide(graph, cuts, sideCuts, bytes, bound));
        Spooled = _segments.Where(segment => segment.Bytes > segment.Bound).Select(segment => segment.Bytes).DefaultIfEmpty(0).Max();
    }

    /// <summary>The size in bytes of the largest temporary file; 0 when all activations are in memory.</summary>
    public long Spooled { get; }

    /// <summary>The samples in one run; the last run may have fewer.</summary>
    public int BatchRows => _batches[0].Length;

    /// <summary>Runs the whole network and returns the activations at each cut, all of them in memory.</summary>
    public static IReadOnlyList<Activations> Run(
        ModelGraph graph,
        ModelInputs inputs,
        IReadOnlyList<Cut> cuts,
        int threads,
        CancellationToken cancellation)
    {
        var pass = new ForwardPass(graph, inputs, cuts, 0, _ => long.MaxValue, keepAll: true, threads, cancellation);
        return [.. cuts.Select((_, c) => pass.At(c))];
    }

    /// <summary>
    /// The activations at a cut. Unless all cuts are kept, this releases the cuts before it and must not be called concurrently.
    /// </summary>
    /// <exception cref="ModelException">KOOP2003 or KOOP2005.</exception>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    /// <exception cref="SettingsException">KOOP4003 when neither memory nor a temporary file can hold them.</exception>
    public Activations At(int cut)
    {
        while (_current is null || cut >= _firstCut + _current.ByCut.Count)
        {
            RunNextSegment();
        }

        if (!_keepsAll && _segments.Count == 0) // before that, the next segment begins with some of them and rents the memory of others
        {
            _current.ReleaseBefore(cut - _firstCut);
            _pool.FreeUnused();
        }

        return _current.ByCut[cut - _firstCut];
    }

    public void Dispose()
    {
        _current?.Dispose();
        _pool.Dispose();
        _arena?.Dispose();
    }

    private void RunNextSegment()
    {
        (Range cuts, _, long bound) = _segments.Dequeue();
        (int first, int length) = cuts.GetOffsetAndLength(_cuts.Count);
        if (_current is null)
        {
            MemoryBound.Free(_graph.Model.Bytes); // what reading the weights left behind
            _arena = _segments.Count > 0 ? SharedArena.Lease() : null;
        }

        SegmentActivations? previous = _current;
        previous?.ReleaseAllButLast();
        var segment = new ForwardSegment(_graph, _inputs, first == 0 ? null : _cuts[first - 1], [.. _cuts.Skip(first).Take(length)]);
        var next = new SegmentActivations(
            _graph.Model.Path, segment.Cuts, first == 0 ? _given : null, _inputs.Count, _batches[0].Length, bound, _pool);
        try
        {
            segment.Run(previous?.ByCut[^1], next.ByCut, _batches, _threads, _arena, _cancellation);
            (_current, _firstCut) = (next, first);
        }
        catch (OutOfMemoryException cause)
        {
            next.Dispose();
            throw TooLarge(segment, cause);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        previous?.Dispose();
        if (_segments.Count == 0)
        {
            _arena?.Dispose();
        }
    }

    private SettingsException TooLarge(ForwardSegment segment, OutOfMemoryException cause)
    {
        Cut largest = segment.Cuts.MaxBy(c => c.Dimension)!;
        return new SettingsException(
            DiagnosticCodes.TooLarge,
            _graph.Model.Path,
            $"needs too much memory: {_inputs.Count} samples of {largest.Dimension} values at '{largest.Names[0]}'.",
            "Use fewer samples (--max-samples), or lower --memory so that more activations go to a temporary file.",
            cause);
    }

    /// <summary>
    /// The samples of each batch. The batch size of the inputs is halved, down to two samples, until the values at all cuts of one run
    /// are below the limit.
    /// </summary>
    private static int[][] SplitIntoBatches(ModelInputs inputs, long valuesPerSample)
    {
        int size = inputs.BatchSize;
        while (!inputs.HasFixedBatch && size > MinBatch && size * valuesPerSample > MaxValuesPerRun)
        {
            size /= 2;
        }

        return [.. Enumerable.Range(0, inputs.Count).Chunk(size)];
    }
}
