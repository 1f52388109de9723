using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>A stretch of a network from the inputs, or from a cut, through some consecutive cuts.</summary>
internal sealed class ForwardSegment
{
    private readonly ModelGraph _graph;
    private readonly ModelInputs _inputs;
    private readonly Cut? _from;
    private readonly string[] _names;
    private readonly HashSet<string> _given;
    private readonly string[] _computed;

    /// <summary>Names what is computed.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="from">The cut before, or null for the inputs.</param>
    /// <param name="cuts">The cuts.</param>
    public ForwardSegment(ModelGraph graph, ModelInputs inputs, Cut? from, IReadOnlyList<Cut> cuts)
    {
        _graph = graph;
        _inputs = inputs;
        _from = from;
        Cuts = cuts;
        _names = [.. cuts.SelectMany(c => c.Names).Distinct()];
        _given = [.. from?.Names ?? []];
        _computed = [.. _names.Where(n => graph.Producer(n) is not null && !_given.Contains(n))];
    }

    /// <summary>The cuts.</summary>
    public IReadOnlyList<Cut> Cuts { get; }

    /// <summary>Fills the snapshots at the cuts; batches run in parallel, each writes its own rows.</summary>
    /// <param name="before">The snapshots at the cut before, let go batch by batch; null for the inputs.</param>
    /// <param name="kept">The snapshots at the cuts.</param>
    /// <param name="batches">The samples of each batch.</param>
    /// <param name="threads">How many batches run at a time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ModelException">KOOP2003 or KOOP2005.</exception>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    public void Run(Activations? before, IReadOnlyList<Activations> kept, int[][] batches, int threads, CancellationToken cancellation)
    {
        using ModelSession? session = _computed.Length == 0
            ? null
            : ModelSession.Open(_graph, SubModel.Extract(_graph, _from?.Tensors ?? [], _computed));
        HashSet<string> needed = [.. _names, .. session?.Inputs ?? []];
        needed.ExceptWith(_given);
        InParallel.For(batches.Length, threads, batch =>
        {
            int[] samples = batches[batch];
            Dictionary<string, OrtValue> fed = _inputs.Feed(samples, _inputs.BatchFor(samples.Length), needed);
            Add(fed, before, samples);
            RunBatch(session, fed, kept, samples, cancellation);
            foreach (OrtValue value in fed.Values)
            {
                value.Dispose();
            }

            before?.Release(samples[0], samples.Length);
        }, cancellation);
    }

    private void Add(Dictionary<string, OrtValue> fed, Activations? before, int[] samples)
    {
        int offset = 0;
        foreach (CutTensor tensor in _from?.Tensors ?? [])
        {
            fed.Add(tensor.Name, before!.Tensor(tensor, offset, samples[0], samples.Length, _inputs.BatchFor(samples.Length)));
            offset += tensor.Dimension;
        }
    }

    // The runtime writes what it can to where the snapshots are; the rest is copied.
    private void RunBatch(
        ModelSession? session,
        Dictionary<string, OrtValue> fed,
        IReadOnlyList<Activations> kept,
        int[] samples,
        CancellationToken cancellation)
    {
        Dictionary<string, OrtValue> room = Room(kept, samples);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(fed, _computed, room, cancellation);
            Keep(kept, samples, fed, results, room.Keys);
        }
        catch (RuntimeException) when (room.Count > 0)
        {
            // Perhaps an output has another shape than it had; that is told when it is there.
            using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(fed, _computed, cancellation);
            Keep(kept, samples, fed, results, []);
        }
        finally
        {
            foreach (OrtValue value in room.Values)
            {
                value.Dispose();
            }
        }
    }

    private Dictionary<string, OrtValue> Room(IReadOnlyList<Activations> kept, int[] samples)
    {
        var room = new Dictionary<string, OrtValue>();
        for (int c = 0; c < Cuts.Count; c++)
        {
            if (Cuts[c].Tensors is [var only] && _computed.Contains(only.Name) && !room.ContainsKey(only.Name)
                && kept[c].Room(only, samples[0], samples.Length, _inputs.BatchFor(samples.Length)) is { } place)
            {
                room.Add(only.Name, place);
            }
        }

        return room;
    }

    private void Keep(
        IReadOnlyList<Activations> kept, int[] samples, Dictionary<string, OrtValue> fed, IReadOnlyList<OrtValue>? results, IEnumerable<string> inPlace)
    {
        HashSet<string> there = [.. inPlace];
        for (int c = 0; c < Cuts.Count; c++)
        {
            int offset = 0;
            foreach (CutTensor tensor in Cuts[c].Tensors)
            {
                if (!there.Remove(tensor.Name)) // the first of several cuts that it is all of
                {
                    OrtValue value = fed.TryGetValue(tensor.Name, out OrtValue? given)
                        ? given
                        : results![Array.IndexOf(_computed, tensor.Name)];
                    TensorRows.CheckShape(_graph, tensor, value);
                    kept[c].Write(value, samples[0], samples.Length, offset, tensor.Dimension);
                }

                offset += tensor.Dimension;
            }
        }
    }
}
