using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>One block of a network as a model of its own: a map from snapshots at its input cut to snapshots at its output cut.</summary>
internal sealed class BlockModel : IDisposable
{
    private readonly Cut _from;
    private readonly Cut _to;
    private readonly ModelInputs _inputs;
    private readonly ModelSession _session;
    private readonly string[] _outputs;
    private readonly CancellationToken _cancellation;

    /// <summary>Cuts the block out of its network.</summary>
    /// <exception cref="ModelException">KOOP2003 when ONNX Runtime refuses the part.</exception>
    public BlockModel(ModelGraph graph, ModelInputs inputs, Cut from, Cut to, CancellationToken cancellation)
    {
        (_from, _to) = (from, to);
        _inputs = inputs;
        _outputs = [.. to.Names];
        _cancellation = cancellation;
        _session = ModelSession.Open(graph, SubModel.Extract(graph, from.Tensors, _outputs));
    }

    /// <summary>Runs snapshots, p-by-n, through the block, q-by-n, in batches of the size that the network runs in.</summary>
    public DenseMatrix Map(DenseMatrix snapshots, IReadOnlyList<int> samples)
    {
        var result = new DenseMatrix(_to.Dimension, snapshots.ColumnCount);
        foreach (int[] columns in Enumerable.Range(0, snapshots.ColumnCount).Chunk(_inputs.BatchSize))
        {
            int batch = _inputs.BatchFor(columns.Length);
            // What the block reads beside its cut is the shape of the samples: the rows that these trajectories began with.
            Dictionary<string, OrtValue> fed = _inputs.Feed([.. columns.Select(c => samples[c])], batch);
            AddCut(fed, snapshots, columns, batch);
            using (IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(fed, _outputs, _cancellation))
            {
                Collect(outputs, result, columns);
            }

            foreach (OrtValue value in fed.Values)
            {
                value.Dispose();
            }
        }

        return result;
    }

    public void Dispose() => _session.Dispose();

    private void AddCut(Dictionary<string, OrtValue> fed, DenseMatrix snapshots, int[] columns, int batch)
    {
        int offset = 0;
        foreach (CutTensor tensor in _from.Tensors)
        {
            if (fed.Remove(tensor.Name, out OrtValue? sample))
            {
                sample.Dispose();
            }

            fed.Add(tensor.Name, TensorRows.From(tensor, snapshots, offset, columns, batch));
            offset += tensor.Dimension;
        }
    }

    private void Collect(IDisposableReadOnlyCollection<OrtValue> outputs, DenseMatrix result, int[] columns)
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
