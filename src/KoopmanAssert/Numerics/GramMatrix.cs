using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Gram matrices in one call, on the calling thread: all inner products of snapshots or of the columns of a matrix.</summary>
internal static class GramMatrix
{
    /// <summary>G = XᵀX, n-by-n and exactly symmetric, of p-by-n snapshots. Zeros for p = 0.</summary>
    public static DenseMatrix Compute(Snapshots x, DenseMatrix? spare = null)
    {
        GramSum sum = new(x.Dimension, x.Count, threads: 1, spare);
        sum.Add(x);
        return sum.ToMatrix();
    }

    /// <summary>G = AᵀA, n-by-n and exactly symmetric, of an m-by-n matrix in memory.</summary>
    public static DenseMatrix Compute(DenseMatrix a, DenseMatrix? spare = null) => Compute(new ColumnSnapshots(a), spare);
}
