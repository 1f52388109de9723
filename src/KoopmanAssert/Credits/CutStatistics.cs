using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>What is kept of the snapshots at a cut: it serves the block that ends there and the one that begins.</summary>
/// <param name="Dimension">The dimension of a snapshot.</param>
/// <param name="Centred">The Gram matrix of the centred snapshots.</param>
/// <param name="Observed">The Gram matrix as the observable of the credit asks; null where no credit comes from it.</param>
/// <param name="Level">The root mean square norm of the snapshots.</param>
internal sealed record CutStatistics(int Dimension, DenseMatrix Centred, DenseMatrix? Observed, double Level)
{
    /// <summary>Reads the snapshots.</summary>
    public static CutStatistics Of(Snapshots snapshots, Observable observable, bool givesCredit)
    {
        double[] mean = Centring.Mean(snapshots);
        DenseMatrix centred = GramMatrix.Of(Centring.Around(mean, snapshots));
        DenseMatrix? observed = !givesCredit ? null : observable == Observable.Affine ? centred : GramMatrix.Of(snapshots);
        double level = Math.Sqrt((centred.Trace() / snapshots.Count) + TensorPrimitives.SumOfSquares<double>(mean));
        return new CutStatistics(snapshots.Dimension, centred, observed, level);
    }
}
