using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The operator's spectrum from the triangles of a block's inputs X = Q R and outputs F = P T.</summary>
/// <remarks>
/// <para>
/// Exact for every shape at one step with the principal alignment, and for square blocks: there BAK = K, and K = F X⁺ = P (T R⁺) Qᵀ.
/// What the decomposition makes of R and T is K in the coordinates of Q and P, with the same singular values, residual and condition.
/// </para>
/// <para>
/// No condition number is squared, so it serves rank tolerances too small for <see cref="GramEstimator"/>. It costs a tall-skinny QR
/// of each cut, O(n²·(p + q)) with a larger constant, and singular value decompositions of order n.
/// </para>
/// </remarks>
internal sealed record QrEstimator : KoopmanEstimator
{
    public override KoopmanRoute Route => KoopmanRoute.Triangle;

    public override KoopmanEstimate Estimate(BlockSnapshots block, bool keepsOperator = false)
    {
        (DenseMatrix x, DenseMatrix f) = block.Triangles;
        (int inputs, int outputs) = block.Dimensions;
        int n = x.ColumnCount;
        if (!TensorPrimitives.IsFiniteAll<double>(x.Values) || !TensorPrimitives.IsFiniteAll<double>(f.Values))
        {
            return KoopmanEstimate.Impossible(n, steps: 1, Route);
        }

        var fit = DynamicModeDecomposition.Fit(x, f, inputs, Rule);
        double[] sigma = ThinSvd.Values(fit.Left);
        var spectrum = new Spectrum(sigma, Rule.RankOf(sigma, outputs, inputs), Tolerance);
        var summary = new OperatorSummary
        {
            SnapshotRank = fit.SnapshotRank,
            Residual = fit.Residual,
            Condition = fit.Condition,
            Steps = 1,
            StepsUsed = 1,
            Snapshots = n,
        };
        return KoopmanEstimate.Create([spectrum], summary, Route) with
        {
            Operator = keepsOperator ? new KoopmanOperator(fit.Left, fit.Right) : null,
        };
    }
}
