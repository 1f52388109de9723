using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// What is kept of n snapshots X of dimension p: enough for their n-by-n inner products XᵀX and all that follows from these.
/// </summary>
internal abstract class InnerProducts
{
    /// <summary>The dimension p of a snapshot.</summary>
    public abstract int Dimension { get; }

    /// <summary>The number n of snapshots.</summary>
    public abstract int Snapshots { get; }

    /// <summary>Whether it holds neither NaN nor an infinity.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>What is kept: XᵀX, n-by-n and exactly symmetric, or X, p-by-n.</summary>
    public abstract DenseMatrix Kept { get; }

    /// <summary>‖X‖², the sum of the squared norms of the snapshots.</summary>
    public abstract double Trace { get; }

    /// <summary>
    /// X's singular values in descending order, min(p, n) of them, and its right singular vectors, of n rows and at least as many columns.
    /// </summary>
    public abstract (double[] Values, DenseMatrix Vectors) Factor();

    /// <summary>Vᵀ XᵀX V, k-by-k, of an n-by-k matrix V.</summary>
    public abstract DenseMatrix Between(DenseMatrix v);

    /// <summary>Whether the snapshots are smaller than their products, and kept in their place.</summary>
    public static bool KeepsSnapshots(int dimension, int count) => dimension < count;

    /// <summary>The inner products of n snapshots of a dimension, of which <paramref name="kept"/> was kept.</summary>
    public static InnerProducts Create(DenseMatrix kept, int dimension) =>
        KeepsSnapshots(dimension, kept.ColumnCount) ? new ColumnProducts(kept) : new GramProducts(kept, dimension);

    /// <summary>The singular values of a factor with these eigenvalues of its Gram matrix; a p-by-n factor has at most p of them.</summary>
    public static double[] Roots(double[] eigenvalues, int atMost) =>
        [.. eigenvalues.Take(atMost).Select(e => Math.Sqrt(Math.Max(e, 0)))];
}

/// <summary>The Gram matrix XᵀX itself: the smaller thing to keep where there are fewer snapshots than features.</summary>
/// <param name="gram">XᵀX, n-by-n.</param>
/// <param name="dimension">The dimension p of a snapshot.</param>
internal sealed class GramProducts(DenseMatrix gram, int dimension) : InnerProducts
{
    public override int Dimension => dimension;

    public override int Snapshots => gram.RowCount;

    public override DenseMatrix Kept => gram;

    public override bool IsFinite => TensorPrimitives.IsFiniteAll<double>(gram.Values);

    public override double Trace => gram.Trace();

    public override (double[] Values, DenseMatrix Vectors) Factor()
    {
        (double[] squares, DenseMatrix v) = SymmetricEigen.Decompose(gram);
        return (Roots(squares, dimension), v);
    }

    /// <remarks>Of XᵀX V only a few columns are held at a time.</remarks>
    public override DenseMatrix Between(DenseMatrix v) => MatrixProduct.Congruence(gram, v);
}

/// <summary>The snapshots X themselves: the smaller thing to keep where there are fewer features than snapshots.</summary>
/// <remarks>X = U S Vᵀ comes from the p-by-p matrix XXᵀ = U S² Uᵀ, and V = XᵀU S⁻¹: no n-by-n matrix is decomposed, nor made.</remarks>
/// <param name="x">X, p-by-n.</param>
internal sealed unsafe class ColumnProducts(DenseMatrix x) : InnerProducts
{
    public override int Dimension => x.RowCount;

    public override int Snapshots => x.ColumnCount;

    public override DenseMatrix Kept => x;

    public override bool IsFinite => double.IsFinite(Trace); // and then all products are

    public override double Trace
    {
        get
        {
            fixed (double* values = x.Values)
            {
                return VectorKernels.Current.Dot(values, values, x.Values.Length);
            }
        }
    }

    /// <remarks>The vector of a singular value that is zero is zero: nothing follows from it.</remarks>
    public override (double[] Values, DenseMatrix Vectors) Factor()
    {
        DenseMatrix products = MatrixProduct.MultiplyTranspose(x, x);
        (double[] squares, DenseMatrix u) = SymmetricEigen.Decompose(products);
        UnsetMatrix.LetGo(products);
        double[] s = Roots(squares, Snapshots);
        DenseMatrix v = MatrixProduct.TransposeMultiply(x, u);
        UnsetMatrix.LetGo(u);
        for (int j = 0; j < s.Length; j++)
        {
            Span<double> column = v.Values.AsSpan(j * v.RowCount, v.RowCount);
            TensorPrimitives.Multiply(column, s[j] > 0 ? 1 / s[j] : 0, column);
        }

        return (s, v);
    }

    public override DenseMatrix Between(DenseMatrix v)
    {
        DenseMatrix outputs = MatrixProduct.Multiply(x, v), products = MatrixProduct.TransposeMultiply(outputs, outputs);
        UnsetMatrix.LetGo(outputs);
        return products;
    }
}
