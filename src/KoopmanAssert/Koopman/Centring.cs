using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Takes the mean snapshot out: the linear part of an affine fit is the linear fit of centred snapshots.</summary>
internal static class Centring
{
    /// <summary>A p-by-n matrix with the mean of its columns taken from each, as the observable asks.</summary>
    public static DenseMatrix For(Observable observable, DenseMatrix snapshots)
    {
        if (observable == Observable.Identity || snapshots.ColumnCount == 0)
        {
            return snapshots;
        }

        int p = snapshots.RowCount;
        var mean = new double[p];
        for (int j = 0; j < snapshots.ColumnCount; j++)
        {
            TensorPrimitives.Add(mean, snapshots.Values.AsSpan(j * p, p), mean);
        }

        TensorPrimitives.Divide(mean, snapshots.ColumnCount, mean);
        var centred = new DenseMatrix(p, snapshots.ColumnCount);
        for (int j = 0; j < snapshots.ColumnCount; j++)
        {
            TensorPrimitives.Subtract(snapshots.Values.AsSpan(j * p, p), mean, centred.Values.AsSpan(j * p, p));
        }

        return centred;
    }

    /// <summary>The same for snapshots that are read in parts.</summary>
    public static Snapshots For(Observable observable, Snapshots snapshots) =>
        observable == Observable.Identity || snapshots.Count == 0 ? snapshots : new Centred(snapshots);

    private sealed class Centred : Snapshots
    {
        private readonly Snapshots _source;
        private readonly double[] _mean;

        public Centred(Snapshots source)
        {
            _source = source;
            _mean = new double[source.Dimension];
            var snapshot = new double[source.Dimension];
            for (int j = 0; j < source.Count; j++)
            {
                source.Read(j, 0, snapshot);
                TensorPrimitives.Add(_mean, snapshot, _mean);
            }

            TensorPrimitives.Divide(_mean, source.Count, _mean);
        }

        public override int Dimension => _source.Dimension;

        public override int Count => _source.Count;

        public override void Read(int snapshot, int first, Span<double> destination)
        {
            _source.Read(snapshot, first, destination);
            TensorPrimitives.Subtract(destination, _mean.AsSpan(first, destination.Length), destination);
        }
    }
}
