using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// Dynamic mode decomposition: the linear map K̃ that best takes each snapshot to the next (paper, III.C; Kutz et al. 2016).
/// </summary>
/// <remarks>K̃ = Y X⁺ with the pseudo-inverse cut at the effective rank k of X, kept as the product Left·Rightᵀ.</remarks>
internal sealed class DynamicModeDecomposition
{
    private DynamicModeDecomposition(DenseMatrix left, DenseMatrix right, double condition, double residual)
    {
        Left = left;
        Right = right;
        Condition = condition;
        Residual = residual;
    }

    /// <summary>Y V S⁻¹, p-by-k.</summary>
    public DenseMatrix Left { get; }

    /// <summary>The leading left singular vectors U of X, p-by-k with orthonormal columns.</summary>
    public DenseMatrix Right { get; }

    /// <summary>The effective rank k of the snapshot matrix.</summary>
    public int SnapshotRank => Right.ColumnCount;

    /// <summary>The ratio s₁/s_k of the singular values of X that are kept.</summary>
    public double Condition { get; }

    /// <summary>‖Y − K̃X‖/‖Y‖ over the aligned snapshots.</summary>
    public double Residual { get; }

    /// <summary>Fits K̃ to snapshot pairs, both p-by-n, as the observable sees them.</summary>
    public static DynamicModeDecomposition Fit(DenseMatrix before, DenseMatrix after, Observable observable, RankCutoff rule) =>
        Fit(Centring.Apply(observable, before), Centring.Apply(observable, after), before.RowCount, rule);

    /// <summary>Fits K̃ to X and Y in any orthonormal coordinates, such as their triangles: Left and Right come out in the same.</summary>
    /// <param name="x">X as the observable sees it.</param>
    /// <param name="y">Y likewise.</param>
    /// <param name="dimension">The dimension p of a snapshot of X, which the rank rule asks for.</param>
    /// <param name="rule">The rank rule that cuts X.</param>
    public static DynamicModeDecomposition Fit(DenseMatrix x, DenseMatrix y, int dimension, RankCutoff rule)
    {
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(x);
        int k = rule.RankOf(s, dimension, x.ColumnCount);
        if (k == 0)
        {
            double unexplained = Relative(y, new DenseMatrix(y.RowCount, y.ColumnCount));
            return new DynamicModeDecomposition(new DenseMatrix(y.RowCount, 0), new DenseMatrix(x.RowCount, 0), double.NaN, unexplained);
        }

        var kept = (DenseMatrix)v.SubMatrix(0, v.RowCount, 0, k);
        DenseMatrix projected = MatrixProduct.Multiply(y, kept);
        double residual = Relative(y, MatrixProduct.MultiplyTranspose(projected, kept));
        for (int j = 0; j < k; j++)
        {
            Span<double> column = projected.Values.AsSpan(j * projected.RowCount, projected.RowCount);
            TensorPrimitives.Divide(column, s[j], column);
        }

        return new DynamicModeDecomposition(projected, (DenseMatrix)u.SubMatrix(0, u.RowCount, 0, k), s[0] / s[k - 1], residual);
    }

    /// <summary>‖Y − Ŷ‖/‖Y‖, 0 where Y is zero.</summary>
    public static double Relative(DenseMatrix actual, DenseMatrix fitted)
    {
        double norm = TensorPrimitives.Norm<double>(actual.Values);
        return norm == 0 ? 0 : TensorPrimitives.Distance<double>(actual.Values, fitted.Values) / norm;
    }
}
