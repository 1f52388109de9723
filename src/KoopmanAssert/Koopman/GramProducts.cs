using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

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

    public override DenseMatrix Between(DenseMatrix v) => MatrixProduct.TransposeMultiply(v, MatrixProduct.Multiply(gram, v));
}
