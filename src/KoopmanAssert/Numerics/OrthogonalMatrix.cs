using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>An orthogonal m-by-m matrix Q that is applied without being formed.</summary>
internal abstract class OrthogonalMatrix
{
    /// <summary>Q·[x; 0] for x of c ≤ m rows: the first c columns of Q times x, m-by-n.</summary>
    public abstract DenseMatrix Apply(DenseMatrix x);

    /// <summary>The first <paramref name="rows"/> rows of Qᵀ·y for y of m rows.</summary>
    public abstract DenseMatrix ApplyTranspose(DenseMatrix y, int rows);
}
