using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// What the Gram route keeps of n snapshots X of dimension p: enough for the n-by-n inner products XᵀX and all that follows from them.
/// </summary>
internal abstract class InnerProducts
{
    /// <summary>The dimension p of a snapshot.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number n of snapshots.</summary>
    public abstract int Snapshots { get; }

    /// <summary>Whether it holds neither NaN nor an infinity.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>What is kept: XᵀX, n-by-n and exactly symmetric, or X, p-by-n.</summary>
    public abstract DenseMatrix Kept { get; }

    /// <summary>‖X‖², the sum of the squared norms of the snapshots.</summary>
    public abstract double Trace { get; }

    /// <summary>
    /// X's singular values in descending order, min(p, n) of them, and its right singular vectors, of n rows and at least as many columns.
    /// </summary>
    public abstract (double[] Values, DenseMatrix Vectors) Factor();

    /// <summary>Vᵀ XᵀX V, k-by-k, of an n-by-k matrix V.</summary>
    public abstract DenseMatrix Between(DenseMatrix v);

    /// <summary>Whether the snapshots are smaller than their products, and kept in their place.</summary>
    public static bool KeepsSnapshots(int dimension, int count) => dimension < count;

    /// <summary>The inner products of n snapshots of a dimension, of which <paramref name="kept"/> was kept.</summary>
    public static InnerProducts Create(DenseMatrix kept, int dimension) =>
        KeepsSnapshots(dimension, kept.ColumnCount) ? new ColumnProducts(kept) : new GramProducts(kept, dimension);

    /// <summary>The singular values of a factor with these eigenvalues of its Gram matrix; a p-by-n factor has at most p of them.</summary>
    public static double[] Roots(double[] eigenvalues, int atMost) =>
        [.. eigenvalues.Take(atMost).Select(e => Math.Sqrt(Math.Max(e, 0)))];
}
