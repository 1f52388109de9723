using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

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
                return VectorKernels.Current.Dot(values, values, x.Values.Length);
        }
    }

    /// <remarks>The vector of a singular value that is zero is zero: nothing follows from it.</remarks>
    public override (double[] Values, DenseMatrix Vectors) Factor()
    {
        (double[] squares, DenseMatrix u) = SymmetricEigen.Decompose(MatrixProduct.MultiplyTranspose(x, x));
        double[] s = Roots(squares, Snapshots);
        DenseMatrix v = MatrixProduct.TransposeMultiply(x, u);
        for (int j = 0; j < s.Length; j++)
        {
            Span<double> column = v.Values.AsSpan(j * v.RowCount, v.RowCount);
            TensorPrimitives.Multiply(column, s[j] > 0 ? 1 / s[j] : 0, column);
        }

        return (s, v);
    }

    public override DenseMatrix Between(DenseMatrix v)
    {
        DenseMatrix outputs = MatrixProduct.Multiply(x, v);
        return MatrixProduct.TransposeMultiply(outputs, outputs);
    }
}
