using KoopmanAssert.Core.Numerics;
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

/// <summary>
/// The operator of a block in the principal coordinates of the snapshots at its two ends, so that nothing of size p or q is held.
/// </summary>
/// <remarks>
/// With X = U S Vᵀ at a block's inputs and F = W T Zᵀ at its outputs, K = F X⁺ = W (T ZᵀV_k S_k⁻¹) U_kᵀ, X cut at rank k. W and U have
/// orthonormal columns and are the same for the blocks on both sides of a cut, so they drop out of products, ranks and volumes.
/// </remarks>
internal static class GramOperator
{
    /// <summary>WᵀKU, min(q, n)-by-min(p, n): T ZᵀV_k S_k⁻¹ times the first k rows of the identity.</summary>
    /// <param name="inputs">The factor of the Gram matrix of the inputs, as the observable sees them.</param>
    /// <param name="outputs">The same of the outputs.</param>
    /// <param name="rule">The rank rule that cuts X.</param>
    /// <param name="threads">The threads of the product.</param>
    public static KoopmanOperator Between(GramFactor inputs, GramFactor outputs, RankCutoff rule, int threads = 1)
    {
        double[] s = inputs.SingularValues, t = outputs.SingularValues;
        int k = rule.RankOf(s, inputs.Dimension, inputs.Snapshots);
        DenseMatrix angles = MatrixProduct.TransposeMultiply(outputs.V, inputs.V, threads);
        DenseMatrix left = UnsetMatrix.Create(t.Length, k);
        for (int j = 0; j < k; j++)
        {
            for (int i = 0; i < t.Length; i++)
            {
                left.Values[i + (j * t.Length)] = t[i] * angles.Values[i + (j * angles.RowCount)] / s[j];
            }
        }

        UnsetMatrix.LetGo(angles);
        return new KoopmanOperator(left, s.Length);
    }
}
