using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>
/// The operator's spectrum from two n-by-n Gram matrices, G_X = XᵀX of a block's inputs and G_F = FᵀF of its outputs. At one step
/// with the principal alignment BAK = K, and K = F X⁺ has the squared singular values of S⁻¹ Vᵀ G_F V S⁻¹, where
/// G_X = V S² Vᵀ cut at the effective rank: exact for every shape, and nothing of size p or q is held.
/// </summary>
/// <remarks>A Gram matrix squares the condition number, so the rank tolerance must lie well above 1e-8 (see <see cref="SmallestTolerance"/>).</remarks>
internal static class GramRoute
{
    /// <summary>The least rank tolerance that this route serves: the log-credit's error is 2e-7 there and grows fast below.</summary>
    public const double SmallestTolerance = 1e-5;

    private const double UnitRoundoff = 1.0 / (1L << 52);

    /// <summary>The estimate of a block from p to q dimensions.</summary>
    public static KoopmanEstimate Estimate(DenseMatrix gramOfInputs, DenseMatrix gramOfOutputs, int inputs, int outputs, RankRule rule, double tolerance)
    {
        int n = gramOfInputs.RowCount;
        if (!IsFinite(gramOfInputs) || !IsFinite(gramOfOutputs))
        {
            return KoopmanEstimate.Impossible(n, KoopmanRoute.Gram);
        }

        (double[] squares, DenseMatrix v) = SymmetricEigen.Decompose(gramOfInputs);
        double[] s = Roots(squares, inputs);
        int k = rule.Of(s, inputs, n);
        if (k == 0)
        {
            return new KoopmanEstimate([new Spectrum([], 0, tolerance)], null, 0, n, 1, double.NaN, 1, KoopmanRoute.Gram);
        }

        var kept = new DenseMatrix(n, k, v.Values[..(n * k)]);
        DenseMatrix fitted = MatrixProduct.TransposeMultiply(kept, MatrixProduct.Multiply(gramOfOutputs, kept));
        double explained = fitted.Trace();
        double total = gramOfOutputs.Trace();
        Scale(fitted, s);
        double[] sigma = Roots(SymmetricEigen.Values(fitted), Math.Min(outputs, inputs));
        var spectrum = new Spectrum(sigma, rule.Of(sigma, outputs, inputs), tolerance);
        return new KoopmanEstimate([spectrum], null, k, n, 1, s[0] / s[k - 1], Residual(explained, total, n), KoopmanRoute.Gram);
    }

    /// <summary>Runs the route once on a small matrix, so that its code is compiled while a model still loads.</summary>
    public static void Prepare()
    {
        const int order = 64;
        DenseMatrix gram = DenseMatrix.Create(order, order, (i, j) => 1.0 / (i + j + 1));
        _ = Estimate(MatrixProduct.TransposeMultiply(gram, gram), GramMatrix.Of(gram), order, order, RankRule.Relative(1e-3), 1e-3);
    }

    private static bool IsFinite(DenseMatrix matrix) => TensorPrimitives.IsFiniteAll<double>(matrix.Values);

    /// <summary>The singular values of a factor with these eigenvalues of its Gram matrix; a p-by-n factor has at most p of them.</summary>
    private static double[] Roots(double[] eigenvalues, int atMost) =>
        [.. eigenvalues.Take(atMost).Select(e => Math.Sqrt(Math.Max(e, 0)))];

    private static void Scale(DenseMatrix matrix, double[] s)
    {
        int k = matrix.RowCount;
        for (int j = 0; j < k; j++)
        {
            for (int i = 0; i < k; i++)
            {
                matrix.Values[(j * k) + i] /= s[i] * s[j];
            }
        }
    }

    // What is explained and the total agree to about n roundings where the fit is exact: less than that is no residual.
    private static double Residual(double explained, double total, int n)
    {
        double share = total > 0 ? 1 - (explained / total) : 0;
        return share > n * UnitRoundoff ? Math.Sqrt(share) : 0;
    }
}
