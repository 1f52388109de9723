using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The operator's spectrum from the inner products of a block's inputs X and those of its outputs F.</summary>
/// <remarks>
/// <para>
/// Exact for every shape at one step with the principal alignment, and for square blocks: there BAK = K, and K = F X⁺ has the squared
/// singular values of S⁻¹ Vᵀ G_F V S⁻¹, where G_X = V S² Vᵀ is cut at the effective rank.
/// </para>
/// <para>
/// A Gram matrix squares the condition number, so the rank tolerance must be at least <see cref="SmallestTolerance"/>. It costs
/// O(n²·(p + q)) to sum the inner products of n snapshots and O(n³) here; nothing of size p or q is held.
/// </para>
/// </remarks>
internal sealed record GramEstimator : KoopmanEstimator
{
    /// <summary>The least rank tolerance that Gram matrices serve: the log-credit's error is 2e-7 there and grows fast below.</summary>
    public const double SmallestTolerance = 1e-5;

    public override KoopmanRoute Route => KoopmanRoute.Gram;

    /// <remarks>No operator is kept: <see cref="GramOperator"/> gives it from the factors at both ends.</remarks>
    public override KoopmanEstimate Estimate(BlockSnapshots block, bool keepsOperator = false) =>
        Estimate(block.ObservedFit, Rule, Tolerance);

    /// <summary>The estimate of a block from the fit of its outputs.</summary>
    public static KoopmanEstimate Estimate(GramFit fit, RankCutoff rule, double tolerance) => Estimate(fit, rule, tolerance, (1, 1));

    /// <summary>The same of a fit over trajectories: the steps asked of each, and those of the shortest.</summary>
    public static KoopmanEstimate Estimate(GramFit fit, RankCutoff rule, double tolerance, (int Asked, int Used) steps)
    {
        if (!fit.IsFinite)
        {
            return KoopmanEstimate.Impossible(fit.Snapshots, steps.Asked, KoopmanRoute.Gram);
        }

        double[] s = fit.InputSingularValues;
        int k = rule.RankOf(s, fit.Inputs, fit.Snapshots);
        double[] sigma = k > 0 ? fit.OperatorSingularValues(k) : [];
        var spectrum = new Spectrum(sigma, rule.RankOf(sigma, fit.Outputs, fit.Inputs), tolerance);
        var summary = new OperatorSummary
        {
            SnapshotRank = k,
            Residual = fit.Residual(k),
            Condition = k > 0 ? s[0] / s[k - 1] : null,
            Steps = steps.Asked,
            StepsUsed = steps.Used,
            Snapshots = fit.Snapshots,
        };
        return KoopmanEstimate.Create([spectrum], summary, KoopmanRoute.Gram);
    }

    /// <summary>Runs the estimator once on a small matrix, so that its code is compiled while a model still loads.</summary>
    public static void Prepare()
    {
        const int Order = 64;
        var hilbert = DenseMatrix.Create(Order, Order, (i, j) => 1.0 / (i + j + 1));
        var gram = new GramProducts(GramMatrix.Compute(hilbert), Order);
        _ = Estimate(GramFit.Compute(GramFactor.Compute(gram), gram), RankCutoff.Relative(1e-3), 1e-3);
    }
}
