using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The operator's spectrum from the inner products of a block's inputs and those of its outputs. At one step with the
/// principal alignment BAK = K, and K = F X⁺ has the squared singular values of S⁻¹ Vᵀ G_F V S⁻¹, where G_X = V S² Vᵀ is cut at
/// the effective rank: exact for every shape.
/// </summary>
/// <remarks>
/// A Gram matrix squares the condition number, so the rank tolerance must lie well above 1e-8 (see <see cref="SmallestTolerance"/>).
/// </remarks>
internal static class GramRoute
{
    /// <summary>The least rank tolerance that this route serves: the log-credit's error is 2e-7 there and grows fast below.</summary>
    public const double SmallestTolerance = 1e-5;

    /// <summary>The estimate of a block from the fit of its outputs.</summary>
    public static KoopmanEstimate Estimate(GramFit fit, RankCutoff rule, double tolerance)
    {
        if (!fit.IsFinite)
        {
            return KoopmanEstimate.Impossible(fit.Snapshots, KoopmanRoute.Gram);
        }

        double[] s = fit.InputSingularValues;
        int k = rule.RankOf(s, fit.Inputs, fit.Snapshots);
        if (k == 0)
        {
            return new KoopmanEstimate(
                [new Spectrum([], 0, tolerance)],
                null,
                0,
                fit.Snapshots,
                1,
                double.NaN,
                fit.Residual(0),
                KoopmanRoute.Gram);
        }

        double[] sigma = fit.OperatorSingularValues(k);
        var spectrum = new Spectrum(sigma, rule.RankOf(sigma, fit.Outputs, fit.Inputs), tolerance);
        return new KoopmanEstimate([spectrum], null, k, fit.Snapshots, 1, s[0] / s[k - 1], fit.Residual(k), KoopmanRoute.Gram);
    }

    /// <summary>
    /// The estimate of a block whose inputs and outputs are both reduced to their leading principal components (paper, III.D, Remark).
    /// </summary>
    /// <remarks>The outputs' Gram matrix is cut to its leading eigenvectors; the inputs are cut to as many by the rank.</remarks>
    public static KoopmanEstimate Reduced(InnerProducts inputs, InnerProducts outputs, int dimension, RankCutoff rule, double tolerance)
    {
        GramFactor x = GramFactor.Compute(inputs), f = GramFactor.Compute(outputs);
        if (!x.IsFinite || !f.IsFinite)
        {
            return KoopmanEstimate.Impossible(x.Snapshots, KoopmanRoute.Gram);
        }

        DenseMatrix leading = Scaled(f.V, [.. f.SingularValues.Take(dimension)]);
        var fit = GramFit.Compute(x, new GramProducts(MatrixProduct.MultiplyTranspose(leading, leading), leading.ColumnCount));
        return Estimate(fit, RankCutoff.AtMost(rule, dimension), tolerance);
    }

    private static DenseMatrix Scaled(DenseMatrix vectors, double[] factors)
    {
        var scaled = new DenseMatrix(vectors.RowCount, factors.Length);
        for (int j = 0; j < factors.Length; j++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(
                vectors.Values.AsSpan(j * vectors.RowCount, vectors.RowCount),
                factors[j],
                scaled.Values.AsSpan(j * vectors.RowCount, vectors.RowCount));
        }

        return scaled;
    }

    /// <summary>Runs the route once on a small matrix, so that its code is compiled while a model still loads.</summary>
    public static void Prepare()
    {
        const int order = 64;
        DenseMatrix hilbert = DenseMatrix.Create(order, order, (i, j) => 1.0 / (i + j + 1));
        var gram = new GramProducts(GramMatrix.Compute(hilbert), order);
        _ = Estimate(GramFit.Compute(GramFactor.Compute(gram), gram), RankCutoff.Relative(1e-3), 1e-3);
    }
}
