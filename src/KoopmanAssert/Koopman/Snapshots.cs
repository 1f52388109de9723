using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The snapshots of one cut tensor: a p-by-n matrix with one snapshot a column, read column by column.</summary>
/// <remarks>
/// Reading through this type keeps the storage (float32 activations, float64 trajectories) apart from the algebra, which is
/// float64 throughout. Implementations are safe for concurrent readers.
/// </remarks>
internal abstract class Snapshots
{
    /// <summary>The dimension p of a snapshot.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number n of snapshots.</summary>
    public abstract int Count { get; }

    /// <summary>Writes the entries <paramref name="first"/>, first+1, … of snapshot <paramref name="snapshot"/>, as many as the destination holds.</summary>
    public abstract void Read(int snapshot, int first, Span<double> destination);

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
}
