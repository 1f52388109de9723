using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>One block of a network as a model of its own, which maps snapshots at its input cut to snapshots at its output cut.</summary>
internal sealed class BlockModel : IDisposable
{
    private readonly Cut _from;
    private readonly Cut _to;
    private readonly ModelInputs _inputs;
    private readonly ModelSession _session;
    private readonly string[] _outputs;
    private readonly CancellationToken _cancellation;

    /// <summary>Extracts the block from its network.</summary>
    /// <exception cref="ModelException">KOOP2003 when ONNX Runtime rejects the block.</exception>
    public BlockModel(ModelGraph graph, ModelInputs inputs, Cut from, Cut to, CancellationToken cancellation)
    {
        (_from, _to) = (from, to);
        _inputs = inputs;
        _outputs = [.. to.Names];
        _cancellation = cancellation;
        _session = ModelSession.Open(graph, SubModel.Extract(graph, from.Tensors, _outputs));
    }

    /// <summary>Maps snapshots through the block, in batches of the size that the network runs in.</summary>
    /// <param name="snapshots">The snapshots at the input cut, p-by-n.</param>
    /// <param name="samples">The sample that the trajectory of each column starts from.</param>
    /// <returns>The snapshots at the output cut, q-by-n.</returns>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    public DenseMatrix Map(DenseMatrix snapshots, IReadOnlyList<int> samples)
    {
        var result = new DenseMatrix(_to.Dimension, snapshots.ColumnCount);
        foreach (int[] columns in Enumerable.Range(0, snapshots.ColumnCount).Chunk(_inputs.BatchSize))
        {
            int batch = _inputs.BatchSizeFor(columns.Length);
            // The block may also read the shapes of the network's inputs: feed the samples that these trajectories start from.
            Dictionary<string, OrtValue> feed = _inputs.CreateFeed([.. columns.Select(c => samples[c])], batch);
            AddInputCut(feed, snapshots, columns, batch);
            using (IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(feed, _outputs, _cancellation))
            {
                CopyOutputs(outputs, result, columns);
            }

            foreach (OrtValue value in feed.Values)
            {
                value.Dispose();
            }
        }

        return result;
    }

    public void Dispose() => _session.Dispose();

    private void AddInputCut(Dictionary<string, OrtValue> feed, DenseMatrix snapshots, int[] columns, int batch)
    {
        int offset = 0;
        foreach (CutTensor tensor in _from.Tensors)
        {
            if (feed.Remove(tensor.Name, out OrtValue? sample))
            {
                sample.Dispose();
            }

            feed.Add(tensor.Name, TensorRows.CreateTensor(tensor, snapshots, offset, columns, batch));
            offset += tensor.Dimension;
        }
    }

    private void CopyOutputs(IDisposableReadOnlyCollection<OrtValue> outputs, DenseMatrix result, int[] columns)
    {
        int offset = 0;
        for (int t = 0; t < _to.Tensors.Count; t++)
        {
            int width = _to.Tensors[t].Dimension;
            Span<double> destination = result.Values.AsSpan((columns[0] * result.RowCount) + offset);
            TensorRows.Copy(outputs[t], columns.Length, width, destination, result.RowCount);
            offset += width;
        }
    }
}
