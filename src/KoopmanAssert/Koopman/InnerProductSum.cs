using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>Inner products of snapshots whose features come part by part.</summary>
internal abstract class InnerProductSum
{
    /// <summary>Keeps whichever is smaller: the n-by-n products, or the snapshots.</summary>
    /// <param name="dimension">The dimension p of a snapshot.</param>
    /// <param name="count">The number n of snapshots.</param>
    /// <param name="threads">The threads that work on one part.</param>
    public static InnerProductSum Create(int dimension, int count, int threads) =>
        InnerProducts.KeepsSnapshots(dimension, count)
            ? new Columns(dimension, count)
            : new Gram(dimension, new GramSum(dimension, count, threads));

    /// <summary>Adds the features from <paramref name="first"/> on.</summary>
    /// <param name="part">The features.</param>
    /// <param name="first">The place of the first.</param>
    /// <param name="mean">Receives the mean of each feature, which is then taken out of the snapshots; empty to leave them as they
    /// are.</param>
    public abstract void Add(Snapshots part, int first, Memory<double> mean);

    /// <summary>What was added.</summary>
    public abstract InnerProducts Products();

    private sealed class Gram(int dimension, GramSum sum) : InnerProductSum
    {
        public override void Add(Snapshots part, int first, Memory<double> mean) => sum.Add(part, mean);

        public override InnerProducts Products() => new GramProducts(sum.ToMatrix(), dimension);
    }

    private sealed class Columns(int dimension, int count) : InnerProductSum
    {
        private readonly DenseMatrix _snapshots = new(dimension, count);

        public override void Add(Snapshots part, int first, Memory<double> mean)
        {
            Span<double> sum = mean.Span;
            sum.Clear();
            for (int j = 0; j < count; j++)
            {
                part.Read(j, 0, Entries(j, first, part.Dimension));
                if (!sum.IsEmpty)
                {
                    TensorPrimitives.Add(sum, Entries(j, first, sum.Length), sum);
                }
            }

            if (sum.IsEmpty)
            {
                return;
            }

            TensorPrimitives.Divide(sum, count, sum);
            for (int j = 0; j < count; j++)
            {
                TensorPrimitives.Subtract(Entries(j, first, sum.Length), sum, Entries(j, first, sum.Length));
            }
        }

        public override InnerProducts Products() => new ColumnProducts(_snapshots);

        private Span<double> Entries(int snapshot, int first, int length)
            => _snapshots.Values.AsSpan((snapshot * dimension) + first, length);
    }
}
