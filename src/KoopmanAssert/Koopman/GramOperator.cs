using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

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
    public static KoopmanOperator Between(GramFactor inputs, GramFactor outputs, RankCutoff rule)
    {
        double[] s = inputs.SingularValues, t = outputs.SingularValues;
        int k = rule.RankOf(s, inputs.Dimension, inputs.Snapshots);
        DenseMatrix angles = MatrixProduct.TransposeMultiply(outputs.V, inputs.V);
        return new KoopmanOperator(DenseMatrix.Create(t.Length, k, (i, j) => t[i] * angles[i, j] / s[j]), s.Length);
    }
}
