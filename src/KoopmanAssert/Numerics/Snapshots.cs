using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The snapshots of one cut tensor: a p-by-n matrix with one snapshot per column, read column by column.</summary>
/// <remarks>
/// This type separates the storage (float32 activations in memory or on disk, float64 trajectories) from the algebra, which is float64
/// throughout. Implementations are safe for concurrent readers.
/// </remarks>
internal abstract class Snapshots
{
    /// <summary>The dimension p of a snapshot.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number n of snapshots.</summary>
    public abstract int Count { get; }

    /// <summary>The number of features of a part that is cheap to read: a multiple of 256, or all features.</summary>
    public virtual int PartWidth => Dimension;

    /// <summary>
    /// Copies entries of a snapshot, from <paramref name="first"/> on, until <paramref name="destination"/> is full.
    /// </summary>
    public abstract void Read(int snapshot, int first, Span<double> destination);

    /// <summary>The same entries if they are stored in memory as float32; empty otherwise.</summary>
    /// <remarks>Valid as long as the caller keeps the snapshots alive and does not dispose of them.</remarks>
    public virtual ReadOnlySpan<float> Stored(int snapshot, int first, int count) => [];

    /// <summary>
    /// <paramref name="width"/> features of all snapshots, from <paramref name="first"/> on, in memory: a width-by-n matrix.
    /// </summary>
    /// <remarks>Dispose the result if it is disposable: it may hold a large buffer.</remarks>
    public virtual Snapshots Part(int first, int width) => width == Dimension ? this : new Features(this, first, width);

    /// <summary>All snapshots as a p-by-n matrix.</summary>
    public DenseMatrix ToMatrix()
    {
        var matrix = new DenseMatrix(Dimension, Count);
        for (int j = 0; j < Count; j++)
        {
            Read(j, 0, matrix.Values.AsSpan(j * Dimension, Dimension));
        }

        return matrix;
    }

    private sealed class Features(Snapshots source, int offset, int width) : Snapshots
    {
        public override int Dimension => width;

        public override int Count => source.Count;

        public override void Read(int snapshot, int first, Span<double> destination) => source.Read(snapshot, offset + first, destination);

        public override ReadOnlySpan<float> Stored(int snapshot, int first, int count) => source.Stored(snapshot, offset + first, count);
    }
}

/// <summary>The columns of a matrix in memory, read as snapshots.</summary>
internal sealed class ColumnSnapshots(DenseMatrix matrix) : Snapshots
{
    public override int Dimension => matrix.RowCount;

    public override int Count => matrix.ColumnCount;

    public override void Read(int snapshot, int first, Span<double> destination) =>
        matrix.Values.AsSpan((snapshot * matrix.RowCount) + first, destination.Length).CopyTo(destination);
}
