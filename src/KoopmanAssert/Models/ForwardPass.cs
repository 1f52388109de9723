using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert;

/// <summary>Runs the samples through a network once and keeps what passes each cut.</summary>
internal static class ForwardPass
{
    /// <summary>The snapshots at each cut, in the order of the cuts; batches run in parallel, each writes its own rows.</summary>
    /// <exception cref="SettingsException">KOOP4003 when a cut holds more values than memory can address.</exception>
    public static IReadOnlyList<Activations> Run(ModelGraph graph, ModelInputs inputs, IReadOnlyList<Cut> cuts, int threads, CancellationToken cancellation)
    {
        IReadOnlyList<Activations> kept = Allocate(graph, inputs, cuts);
        string[] names = [.. cuts.SelectMany(c => c.Names).Distinct()];
        string[] computed = [.. names.Where(n => graph.Producer(n) is not null)];
        using ModelSession? session = computed.Length == 0 ? null : ModelSession.Open(graph, SubModel.Extract(graph, [], computed));
        InParallel.For(inputs.Batches.Count, threads, batch =>
        {
            int[] samples = inputs.Batches[batch];
            Dictionary<string, OrtValue> fed = inputs.Feed(samples, inputs.BatchFor(samples.Length));
            using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(fed, computed, cancellation);
            OrtValue Value(string name) => graph.Producer(name) is null ? fed[name] : results![Array.IndexOf(computed, name)];
            for (int c = 0; c < cuts.Count; c++)
            {
                int offset = 0;
                foreach (CutTensor tensor in cuts[c].Tensors)
                {
                    TensorRows.CheckShape(graph, tensor, Value(tensor.Name));
                    kept[c].Write(Value(tensor.Name), samples[0], samples.Length, offset, tensor.Dimension);
                    offset += tensor.Dimension;
                }
            }

            Dispose(fed);
        }, cancellation);
        return kept;
    }

    private static IReadOnlyList<Activations> Allocate(ModelGraph graph, ModelInputs inputs, IReadOnlyList<Cut> cuts)
    {
        try
        {
            return [.. cuts.Select(c => new Activations(c, inputs.Count))];
        }
        catch (Exception cause) when (cause is OverflowException or OutOfMemoryException)
        {
            Cut largest = cuts.MaxBy(c => c.Dimension)!;
            throw new SettingsException(DiagnosticCodes.TooLarge, graph.Model.Path,
                $"needs too much memory: {inputs.Count} samples of {largest.Dimension} values at '{largest.Names[0]}'.",
                "Take fewer samples with --max-samples.", cause);
        }
    }

    private static void Dispose(Dictionary<string, OrtValue> values)
    {
        foreach (OrtValue value in values.Values)
        {
            value.Dispose();
        }
    }
}
