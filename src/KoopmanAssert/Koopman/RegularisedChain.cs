using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The product K_m … K_1 of the blocks' operators of ridge regression, in units of the inputs' standard deviations: what each input feature
/// weighs in each output, where a feature that hardly varies cannot weigh much.
/// </summary>
/// <remarks>
/// With centred snapshots X_i at cut i and G_i = X_iᵀX_i, K_i = X_{i+1}(G_i + λ_iI)⁻¹X_iᵀ. In the product the snapshots between the ends
/// meet as G_i, so that it is X_{m+1} ∏ (G_i + λ_iI)⁻¹G_i · (G_1 + λ_1I)⁻¹X_1ᵀ: one cut at a time is held, and no operator is formed.
/// </remarks>
internal static class RegularisedChain
{
    /// <summary>The q_m-by-p_1 product, column j times the standard deviation of input feature j.</summary>
    /// <param name="blocks">The number m of blocks.</param>
    /// <param name="cuts">The snapshots at a cut, from 0 for the inputs to m for the outputs.</param>
    public static DenseMatrix InDeviations(int blocks, Func<int, DenseMatrix> cuts)
    {
        DenseMatrix product = Centred(cuts(blocks));
        for (int c = blocks - 1; c > 0; c--)
        {
            product = Filter(product, Centred(cuts(c)), (s, lambda) => s * s / ((s * s) + lambda));
        }

        DenseMatrix inputs = Centred(cuts(0));
        product = MatrixProduct.MultiplyTranspose(Filter(product, inputs, (s, lambda) => 1 / ((s * s) + lambda)), inputs);
        for (int j = 0; j < inputs.RowCount; j++)
        {
            double deviation = Deviation(inputs, j);
            for (int o = 0; o < product.RowCount; o++)
            {
                product.Values[(j * product.RowCount) + o] *= deviation;
            }
        }

        return product;
    }

    // P V f(S) Vᵀ with X = U S Vᵀ.
    private static DenseMatrix Filter(DenseMatrix product, DenseMatrix x, Func<double, double, double> weight)
    {
        DenseMatrix kept = InnerProducts.KeepsSnapshots(x.RowCount, x.ColumnCount) ? x : MatrixProduct.TransposeMultiply(x, x);
        var factor = GramFactor.Compute(InnerProducts.Create(kept, x.RowCount));
        double[] s = factor.SingularValues;
        double lambda = OperatorFigures.Lambda(s, x.ColumnCount);
        var v = (DenseMatrix)factor.V.SubMatrix(0, factor.V.RowCount, 0, s.Length);
        DenseMatrix filtered = MatrixProduct.Multiply(product, v);
        for (int k = 0; k < s.Length; k++)
        {
            double by = lambda > 0 ? weight(s[k], lambda) : 0; // inputs that do not vary explain nothing
            for (int o = 0; o < filtered.RowCount; o++)
            {
                filtered.Values[(k * filtered.RowCount) + o] *= by;
            }
        }

        return MatrixProduct.MultiplyTranspose(filtered, v);
    }

    private static DenseMatrix Centred(DenseMatrix snapshots) => Centring.Apply(Observable.Affine, snapshots);

    private static double Deviation(DenseMatrix centred, int feature)
    {
        double squares = 0;
        for (int i = 0; i < centred.ColumnCount; i++)
        {
            squares += centred.Values[(i * centred.RowCount) + feature] * centred.Values[(i * centred.RowCount) + feature];
        }

        return Math.Sqrt(squares / centred.ColumnCount);
    }
}
