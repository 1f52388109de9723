using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The operator between the leading principal components of a block's inputs and outputs (paper, III.D, Remark).</summary>
/// <remarks>
/// The block becomes square without an alignment. The outputs' Gram matrix is cut to its leading eigenvectors, and the inputs are cut to
/// as many by their rank. It is another operator than that of the whole block. It costs what <see cref="GramEstimator"/> does, and one
/// more decomposition of order n.
/// </remarks>
internal sealed record ReducedEstimator : KoopmanEstimator
{
    /// <summary>The dimension that both sides are reduced to.</summary>
    public required int Dimension { get; init; }

    public override KoopmanRoute Route => KoopmanRoute.Gram;

    public override KoopmanEstimate Estimate(BlockSnapshots block, bool keepsOperator = false) =>
        Estimate(block.ObservedInputs, GramFactor.Compute(block.ObservedOutputs));

    /// <summary>The estimate of a block from the factors x of its inputs and f of its outputs.</summary>
    public KoopmanEstimate Estimate(GramFactor x, GramFactor f)
    {
        if (!x.IsFinite || !f.IsFinite)
        {
            return KoopmanEstimate.Impossible(x.Snapshots, steps: 1, Route);
        }

        DenseMatrix leading = Scale(f.V, [.. f.SingularValues.Take(Dimension)]);
        var fit = GramFit.Compute(x, new GramProducts(MatrixProduct.MultiplyTranspose(leading, leading), leading.ColumnCount));
        return GramEstimator.Estimate(fit, RankCutoff.AtMost(Rule, Dimension), Tolerance);
    }

    private static DenseMatrix Scale(DenseMatrix vectors, double[] factors)
    {
        int rows = vectors.RowCount;
        var scaled = new DenseMatrix(rows, factors.Length);
        for (int j = 0; j < factors.Length; j++)
        {
            TensorPrimitives.Multiply(vectors.Values.AsSpan(j * rows, rows), factors[j], scaled.Values.AsSpan(j * rows, rows));
        }

        return scaled;
    }
}
