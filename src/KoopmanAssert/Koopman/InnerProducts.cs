using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>What the Gram route keeps of n snapshots X of dimension p: enough for the n-by-n inner products XᵀX and all that follows from them.</summary>
internal abstract class InnerProducts
{
    /// <summary>The dimension p of a snapshot.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number n of snapshots.</summary>
    public abstract int Snapshots { get; }

    /// <summary>Whether it holds neither NaN nor an infinity.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>‖X‖², the sum of the squared norms of the snapshots.</summary>
    public abstract double Trace { get; }

    /// <summary>X's singular values in descending order, min(p, n) of them, and its right singular vectors, of n rows and at least as many columns.</summary>
    public abstract (double[] Values, DenseMatrix Vectors) Factor();

    /// <summary>Vᵀ XᵀX V, k-by-k, of an n-by-k matrix V.</summary>
    public abstract DenseMatrix Between(DenseMatrix v);

    /// <summary>The singular values of a factor with these eigenvalues of its Gram matrix; a p-by-n factor has at most p of them.</summary>
    public static double[] Roots(double[] eigenvalues, int atMost) =>
        [.. eigenvalues.Take(atMost).Select(e => Math.Sqrt(Math.Max(e, 0)))];
}
