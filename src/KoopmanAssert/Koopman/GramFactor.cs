using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The right singular vectors and singular values of a p-by-n snapshot matrix X, from its inner products XᵀX = V S² Vᵀ.</summary>
internal sealed class GramFactor
{
    private GramFactor(int dimension, double[] s, DenseMatrix v, bool isFinite)
    {
        Dimension = dimension;
        SingularValues = s;
        V = v;
        IsFinite = isFinite;
    }

    /// <summary>The dimension p of a snapshot.</summary>
    public int Dimension { get; }

    /// <summary>The singular values in descending order, min(p, n) of them.</summary>
    public double[] SingularValues { get; }

    /// <summary>V, of n rows, its columns in the order of the singular values, at least as many of them.</summary>
    public DenseMatrix V { get; }

    /// <summary>Whether all that was kept of the snapshots was finite; nothing is factored otherwise.</summary>
    public bool IsFinite { get; }

    /// <summary>The number n of snapshots.</summary>
    public int Snapshots => V.RowCount;

    /// <summary>Factors what is kept of snapshots.</summary>
    public static GramFactor Compute(InnerProducts snapshots)
    {
        bool isFinite = snapshots.IsFinite;
        (double[] s, DenseMatrix v) = isFinite ? snapshots.Factor() : ([], new DenseMatrix(snapshots.Snapshots, 1));
        return new GramFactor(snapshots.Dimension, s, v, isFinite);
    }
}
