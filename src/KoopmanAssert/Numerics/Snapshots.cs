using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The snapshots of one cut tensor: a p-by-n matrix with one snapshot a column, read column by column.</summary>
/// <remarks>
/// Reading through this type keeps the storage (float32 activations in memory or outside it, float64 trajectories) apart from the
/// algebra, which is float64 throughout. Implementations are safe for concurrent readers.
/// </remarks>
internal abstract class Snapshots
{
    /// <summary>The dimension p of a snapshot.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number n of snapshots.</summary>
    public abstract int Count { get; }

    /// <summary>The number of features in one part that is cheap to read, a multiple of 256 unless it is all of them.</summary>
    public virtual int PartWidth => Dimension;

    /// <summary>
    /// Writes the entries <paramref name="first"/>, first+1, … of snapshot <paramref name="snapshot"/>, as many as the destination holds.
    /// </summary>
    public abstract void Read(int snapshot, int first, Span<double> destination);

    /// <summary>The same entries as they are stored, where that is float32 in memory; empty where it is not.</summary>
    /// <remarks>Valid as long as the snapshots are held and not let go.</remarks>
    public virtual ReadOnlySpan<float> Stored(int snapshot, int first, int count) => [];

    /// <summary>
    /// The features <paramref name="first"/> up to <paramref name="first"/> + <paramref name="width"/> of all snapshots, in memory: a
    /// width-by-n matrix.
    /// </summary>
    /// <remarks>Dispose it where it can be: it may hold a large buffer.</remarks>
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
