using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The right singular vectors and singular values of a p-by-n snapshot matrix X, from its Gram matrix XᵀX = V S² Vᵀ.</summary>
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

    /// <summary>V, n-by-n, its columns in the order of the singular values.</summary>
    public DenseMatrix V { get; }

    /// <summary>Whether all entries of the Gram matrix were finite; nothing is factored otherwise.</summary>
    public bool IsFinite { get; }

    /// <summary>The number n of snapshots.</summary>
    public int Snapshots => V.RowCount;

    /// <summary>Factors the Gram matrix of snapshots of dimension <paramref name="dimension"/>.</summary>
    public static GramFactor Of(DenseMatrix gram, int dimension)
    {
        if (!AllFinite(gram))
        {
            return new GramFactor(dimension, [], gram, false);
        }

        (double[] squares, DenseMatrix v) = SymmetricEigen.Decompose(gram);
        return new GramFactor(dimension, Roots(squares, dimension), v, true);
    }

    /// <summary>Whether a matrix holds neither NaN nor an infinity.</summary>
    public static bool AllFinite(DenseMatrix matrix) => TensorPrimitives.IsFiniteAll<double>(matrix.Values);

    /// <summary>The singular values of a factor with these eigenvalues of its Gram matrix; a p-by-n factor has at most p of them.</summary>
    public static double[] Roots(double[] eigenvalues, int atMost) =>
        [.. eigenvalues.Take(atMost).Select(e => Math.Sqrt(Math.Max(e, 0)))];
}
