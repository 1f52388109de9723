using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The operator's spectrum from the triangles of a block's inputs X = Q R and outputs F = P T. At one step with the principal
/// alignment BAK = K, and K = F X⁺ = P (T R⁺) Qᵀ: what the decomposition makes of R and T is K in the coordinates of Q and P, with the
/// same singular values, residual and condition. Exact for every shape, and no condition number is squared.
/// </summary>
internal static class TriangleRoute
{
    /// <summary>The estimate of a block.</summary>
    /// <param name="x">R, of min(p, n) rows and n columns (see <see cref="TriangleSum"/>).</param>
    /// <param name="inputs">The dimension p of the inputs.</param>
    /// <param name="f">T, of min(q, n) rows and n columns.</param>
    /// <param name="outputs">The dimension q of the outputs.</param>
    /// <param name="rule">The rank rule.</param>
    /// <param name="tolerance">The fraction of σ₁ below which a singular value is noise.</param>
    /// <param name="keepsOperator">Whether the estimate keeps the operator, PᵀKQ.</param>
    public static KoopmanEstimate Estimate(
        DenseMatrix x,
        int inputs,
        DenseMatrix f,
        int outputs,
        RankCutoff rule,
        double tolerance,
        bool keepsOperator = false)
    {
        int n = x.ColumnCount;
        if (!TensorPrimitives.IsFiniteAll<double>(x.Values) || !TensorPrimitives.IsFiniteAll<double>(f.Values))
        {
            return KoopmanEstimate.Impossible(n, KoopmanRoute.Triangle);
        }

        var fit = DynamicModeDecomposition.Fit(x, f, inputs, rule);
        double[] sigma = ThinSvd.Values(fit.Left);
        var spectrum = new Spectrum(sigma, rule.RankOf(sigma, outputs, inputs), tolerance);
        return new KoopmanEstimate([spectrum], null, fit.SnapshotRank, n, 1, fit.Condition, fit.Residual, KoopmanRoute.Triangle)
        {
            Operator = keepsOperator ? new KoopmanOperator(fit.Left, fit.Right) : null,
        };
    }
}
