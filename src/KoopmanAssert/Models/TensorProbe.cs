using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>Finds which tensors of a network can be cut, by running it on a few samples.</summary>
/// <remarks>
/// A tensor can be cut when it holds real numbers and its first axis is the batch. Two runs of different batch size tell the batch
/// axis from one that has the same length by chance; a model with a fixed batch gets one run, and so does one that fails on more than one
/// sample.
/// </remarks>
internal static class TensorProbe
{
    /// <summary>The cuttable ones among all tensors that depend on the samples, by name.</summary>
    public static IReadOnlyDictionary<string, CutTensor> Run(ModelGraph graph, ModelInputs inputs, CancellationToken cancellation)
    {
        string[] computed = [.. graph.Nodes.SelectMany(n => n.Outputs).Where(graph.IsData)];
        using ModelSession? session = computed.Length == 0 ? null : ModelSession.Open(graph, SubModel.Extract(graph, [], computed));
        List<Dictionary<string, CutTensor>> runs = Observe(graph, inputs, session, computed, cancellation);
        return runs[0]
            .Where(first => runs.All(
                run => run.TryGetValue(first.Key, out CutTensor? other) && other.SampleShape.SequenceEqual(first.Value.SampleShape)))
            .ToDictionary(StringComparer.Ordinal);
    }

    private static List<Dictionary<string, CutTensor>> Observe(
        ModelGraph graph, ModelInputs inputs, ModelSession? session, string[] computed, CancellationToken cancellation)
    {
        int[] batches = inputs.HasFixedBatch ? [inputs.BatchSize] : [2, 3];
        try
        {
            return [.. batches.Select(batch => Observe(graph, inputs, session, computed, batch, cancellation))];
        }
        catch (RuntimeException) when (!inputs.HasFixedBatch)
        {
            inputs.TakeOneAtATime();
            return [Observe(graph, inputs, session, computed, 1, cancellation)];
        }
    }

    private static Dictionary<string, CutTensor> Observe(
        ModelGraph graph, ModelInputs inputs, ModelSession? session, string[] computed, int batch, CancellationToken cancellation)
    {
        Dictionary<string, OrtValue> fed = inputs.Feed([.. Enumerable.Range(0, Math.Min(batch, inputs.Count))], batch);
        using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(fed, computed, cancellation);
        var found = new Dictionary<string, CutTensor>(StringComparer.Ordinal);
        IEnumerable<(string Name, OrtValue Value)> values = fed.Where(f => graph.IsData(f.Key)).Select(f => (f.Key, f.Value))
            .Concat(computed.Select((name, i) => (name, results![i])));
        foreach ((string name, OrtValue value) in values)
        {
            if (AsCut(name, value, batch) is { } tensor)
            {
                found.Add(name, tensor);
            }
        }

        foreach (OrtValue value in fed.Values)
        {
            value.Dispose();
        }

        return found;
    }

    private static CutTensor? AsCut(string name, OrtValue value, int batch)
    {
        if (!value.IsTensor)
        {
            return null;
        }

        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        long[] shape = info.Shape;
        return TensorRows.IsReal(info.ElementDataType) && shape.Length > 0 && shape[0] == batch && shape.All(dim => dim > 0)
            ? new CutTensor(name, info.ElementDataType, shape[1..])
            : null;
    }
}
