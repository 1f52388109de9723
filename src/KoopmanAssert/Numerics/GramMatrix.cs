using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Gram matrices: all inner products of snapshots, or of a matrix's columns, on the calling thread.</summary>
internal static class GramMatrix
{
    /// <summary>G = XᵀX, n-by-n and exactly symmetric, of p-by-n snapshots. p = 0 gives zeros.</summary>
    public static DenseMatrix Compute(Snapshots x)
    {
        GramSum sum = new(x.Count, threads: 1);
        sum.Add(x);
        return sum.ToMatrix();
    }

    /// <summary>G = AᵀA, n-by-n and exactly symmetric, of an m-by-n matrix in memory.</summary>
    public static DenseMatrix Compute(DenseMatrix a) => Compute(new ColumnSnapshots(a));
}
