using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert;

/// <summary>Runs the samples through a network once and keeps what passes each cut.</summary>
internal static class ForwardPass
{
    // The runtime holds the values at all cuts until a run ends; it depends on the model alone, since the batch may decide a sum's last bits.
    private const long MostValues = 1L << 26;

    /// <summary>The snapshots at each cut, in the order of the cuts, all of them in memory.</summary>
    public static IReadOnlyList<Activations> Run(ModelGraph graph, ModelInputs inputs, IReadOnlyList<Cut> cuts, int threads, CancellationToken cancellation)
    {
        IReadOnlyList<Activations> kept = new CutActivations(graph, cuts, inputs.Count, long.MaxValue).At;
        Run(graph, inputs, cuts, kept, threads, cancellation);
        return kept;
    }

    /// <summary>Fills the snapshots at each cut, in the order of the cuts; batches run in parallel, each writes its own rows.</summary>
    public static void Run(ModelGraph graph, ModelInputs inputs, IReadOnlyList<Cut> cuts, IReadOnlyList<Activations> kept, int threads, CancellationToken cancellation)
    {
        string[] names = [.. cuts.SelectMany(c => c.Names).Distinct()];
        string[] computed = [.. names.Where(n => graph.Producer(n) is not null)];
        using ModelSession? session = computed.Length == 0 ? null : ModelSession.Open(graph, SubModel.Extract(graph, [], computed));
        int[][] batches = Batches(inputs, cuts.Sum(c => (long)c.Dimension));
        InParallel.For(batches.Length, threads, batch =>
        {
            int[] samples = batches[batch];
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
    }

    /// <summary>The batches of the inputs; of a network with very many values at its cuts, halved until a run holds no more of them than is sensible.</summary>
    private static int[][] Batches(ModelInputs inputs, long valuesEach)
    {
        int size = inputs.BatchSize;
        while (!inputs.HasFixedBatch && size > 1 && size * valuesEach > MostValues)
        {
            size /= 2;
        }

        return [.. Enumerable.Range(0, inputs.Count).Chunk(size)];
    }

    private static void Dispose(Dictionary<string, OrtValue> values)
    {
        foreach (OrtValue value in values.Values)
        {
            value.Dispose();
        }
    }
}
