using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>Finds which tensors of a network can be cut: from its shapes where they are certain, else by a run on a few samples.</summary>
/// <remarks>
/// A tensor can be cut when it holds real numbers and its first axis is the batch. Two runs with different batch sizes distinguish the
/// batch axis from an axis that happens to have its length. A model with a fixed batch gets one run, as does one that fails on several
/// samples.
/// </remarks>
internal static class TensorProbe
{
    /// <summary>The tensors that depend on the samples and can be cut, by name.</summary>
    /// <exception cref="ModelException">KOOP2003 when ONNX Runtime rejects the model.</exception>
    /// <exception cref="RuntimeException">KOOP3002 when the model cannot run on one sample either.</exception>
    public static IReadOnlyDictionary<string, CutTensor> FindCuttable(
        ModelGraph graph, ModelInputs inputs, CancellationToken cancellation) =>
        ShapeInference.FindCuttable(graph, inputs) ?? Run(graph, inputs, cancellation);

    /// <summary>The same from runs alone.</summary>
    internal static IReadOnlyDictionary<string, CutTensor> Run(
        ModelGraph graph, ModelInputs inputs, CancellationToken cancellation)
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
            inputs.FixBatchAtOne();
            return [Observe(graph, inputs, session, computed, 1, cancellation)];
        }
    }

    private static Dictionary<string, CutTensor> Observe(
        ModelGraph graph, ModelInputs inputs, ModelSession? session, string[] computed, int batch, CancellationToken cancellation)
    {
        Dictionary<string, OrtValue> feed = inputs.CreateFeed([.. Enumerable.Range(0, Math.Min(batch, inputs.Count))], batch);
        using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(feed, computed, cancellation);
        var found = new Dictionary<string, CutTensor>(StringComparer.Ordinal);
        IEnumerable<(string Name, OrtValue Value)> values = feed.Where(f => graph.IsData(f.Key)).Select(f => (f.Key, f.Value))
            .Concat(computed.Select((name, i) => (name, results![i])));
        foreach ((string name, OrtValue value) in values)
        {
            if (ToCutTensor(name, value, batch, inputs.HasBatchAxis) is { } tensor)
            {
                found.Add(name, tensor);
            }
        }

        foreach (OrtValue value in feed.Values)
        {
            value.Dispose();
        }

        return found;
    }

    private static CutTensor? ToCutTensor(string name, OrtValue value, int batch, bool hasBatchAxis)
    {
        if (!value.IsTensor)
        {
            return null;
        }

        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return CutTensor.Create(name, info.ElementDataType, info.Shape, info.Shape is [var first, ..] && first == batch, hasBatchAxis);
    }
}
