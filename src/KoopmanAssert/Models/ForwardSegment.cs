using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// A segment of a network: the part that computes some consecutive cuts from the cut before them, or from the network's inputs.
/// </summary>
internal sealed class ForwardSegment
{
    private readonly ModelGraph _graph;
    private readonly ModelInputs _inputs;
    private readonly Cut? _start;
    private readonly string[] _names;
    private readonly HashSet<string> _given;
    private readonly string[] _computed;

    /// <summary>Prepares a segment.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="start">The cut before the segment; null when it starts at the inputs.</param>
    /// <param name="cuts">The cuts to compute.</param>
    public ForwardSegment(ModelGraph graph, ModelInputs inputs, Cut? start, IReadOnlyList<Cut> cuts)
    {
        _graph = graph;
        _inputs = inputs;
        _start = start;
        Cuts = cuts;
        _names = [.. cuts.SelectMany(c => c.Names).Distinct()];
        _given = [.. start?.Names ?? []];
        _computed = [.. _names.Where(n => graph.Producer(n) is not null && !_given.Contains(n))];
    }

    /// <summary>The cuts that the segment computes.</summary>
    public IReadOnlyList<Cut> Cuts { get; }

    /// <summary>Computes the activations at the cuts. Batches run in parallel; each writes its own rows.</summary>
    /// <param name="source">The activations at the cut before the segment, released batch by batch; null for the inputs.</param>
    /// <param name="targets">The activations to fill, one per cut, unless they are given.</param>
    /// <param name="batches">The samples of each batch.</param>
    /// <param name="threads">The number of batches that run at the same time.</param>
    /// <param name="arena">Memory that the runtime computes in; null for memory of its own.</param>
    /// <param name="cancellation">Cancels the run.</param>
    /// <exception cref="ModelException">KOOP2003 or KOOP2005.</exception>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    public void Run(
        Activations? source,
        IReadOnlyList<Activations> targets,
        int[][] batches,
        int threads,
        SharedArena? arena,
        CancellationToken cancellation)
    {
        using ModelSession? session = _computed.Length == 0
            ? null
            : ModelSession.Open(_graph, SubModel.Extract(_graph, _start?.Tensors ?? [], _computed), arena);
        HashSet<string> needed = [.. _names, .. session?.Inputs ?? []];
        needed.ExceptWith(_given);
        InParallel.For(batches.Length, threads, batch =>
        {
            int[] samples = batches[batch];
            Dictionary<string, OrtValue> feed = _inputs.CreateFeed(samples, _inputs.BatchSizeFor(samples.Length), needed);
            AddStart(feed, source, samples);
            RunBatch(session, feed, targets, samples, cancellation);
            foreach (OrtValue value in feed.Values)
            {
                value.Dispose();
            }

            source?.Release(samples[0], samples.Length);
        }, cancellation);
    }

    private void AddStart(Dictionary<string, OrtValue> feed, Activations? source, int[] samples)
    {
        int offset = 0, batch = _inputs.BatchSizeFor(samples.Length);
        foreach (CutTensor tensor in _start?.Tensors ?? [])
        {
            feed.Add(tensor.Name, source!.ToTensor(tensor, offset, samples[0], samples.Length, batch));
            offset += tensor.Dimension;
        }
    }

    // Where it can, the runtime writes its outputs into the memory of the activations; the other outputs are copied.
    private void RunBatch(
        ModelSession? session,
        Dictionary<string, OrtValue> feed,
        IReadOnlyList<Activations> targets,
        int[] samples,
        CancellationToken cancellation)
    {
        Dictionary<string, OrtValue> bound = CreateOutputs(targets, samples);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(feed, _computed, bound, cancellation);
            CopyOutputs(targets, samples, feed, results, bound.Keys);
        }
        catch (RuntimeException) when (bound.Count > 0)
        {
            // An output may have another shape than in the first batch. Run again without bound outputs: the copy reports the shapes.
            using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(feed, _computed, cancellation);
            CopyOutputs(targets, samples, feed, results, []);
        }
        finally
        {
            foreach (OrtValue value in bound.Values)
            {
                value.Dispose();
            }
        }
    }

    private Dictionary<string, OrtValue> CreateOutputs(IReadOnlyList<Activations> targets, int[] samples)
    {
        int batch = _inputs.BatchSizeFor(samples.Length);
        var outputs = new Dictionary<string, OrtValue>();
        for (int c = 0; c < Cuts.Count; c++)
        {
            if (Cuts[c].Tensors is [var tensor] && _computed.Contains(tensor.Name) && !outputs.ContainsKey(tensor.Name)
                && targets[c].CreateOutput(tensor, samples[0], samples.Length, batch) is { } output)
            {
                outputs.Add(tensor.Name, output);
            }
        }

        return outputs;
    }

    private void CopyOutputs(
        IReadOnlyList<Activations> targets,
        int[] samples,
        Dictionary<string, OrtValue> feed,
        IReadOnlyList<OrtValue>? results,
        IEnumerable<string> bound)
    {
        HashSet<string> written = [.. bound];
        for (int c = 0; c < Cuts.Count; c++)
        {
            if (targets[c].AreGiven)
            {
                continue;
            }

            int offset = 0;
            foreach (CutTensor tensor in Cuts[c].Tensors)
            {
                if (!written.Remove(tensor.Name)) // a bound output is in the first cut that consists of it; later cuts get a copy
                {
                    OrtValue value = feed.TryGetValue(tensor.Name, out OrtValue? given)
                        ? given
                        : results![Array.IndexOf(_computed, tensor.Name)];
                    TensorRows.CheckShape(_graph, tensor, value);
                    targets[c].Write(value, samples[0], samples.Length, offset, tensor.Dimension);
                }

                offset += tensor.Dimension;
            }
        }
    }
}
