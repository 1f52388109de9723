using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>Takes the mean snapshot out: the linear part of an affine fit is the linear fit of centred snapshots.</summary>
internal static class Centring
{
    /// <summary>A p-by-n matrix with the mean of its columns taken from each, as the observable asks.</summary>
    public static DenseMatrix Apply(Observable observable, DenseMatrix snapshots)
    {
        if (observable == Observable.Identity || snapshots.ColumnCount == 0)
        {
            return snapshots;
        }

        int p = snapshots.RowCount;
        double[] mean = new double[p];
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
    public static Snapshots Apply(Observable observable, Snapshots snapshots) =>
        observable == Observable.Identity || snapshots.Count == 0 ? snapshots : Around(Mean(snapshots), snapshots);

    /// <summary>The mean snapshot.</summary>
    public static double[] Mean(Snapshots snapshots)
    {
        double[] mean = new double[snapshots.Dimension];
        double[] snapshot = new double[snapshots.Dimension];
        for (int j = 0; j < snapshots.Count; j++)
        {
            snapshots.Read(j, 0, snapshot);
            TensorPrimitives.Add(mean, snapshot, mean);
        }

        TensorPrimitives.Divide(mean, snapshots.Count, mean);
        return mean;
    }

    /// <summary>The snapshots with their mean taken from each.</summary>
    public static Snapshots Around(ReadOnlyMemory<double> mean, Snapshots snapshots) => new Centred(mean, snapshots);

    private sealed class Centred(ReadOnlyMemory<double> mean, Snapshots source) : Snapshots
    {
        public override int Dimension => source.Dimension;

        public override int Count => source.Count;

        public override void Read(int snapshot, int first, Span<double> destination)
        {
            source.Read(snapshot, first, destination);
            TensorPrimitives.Subtract(destination, mean.Span.Slice(first, destination.Length), destination);
        }
    }
}
