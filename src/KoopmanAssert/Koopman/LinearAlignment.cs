using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// A minimal linear composition and decomposition of a block from R^p to R^q (paper, III.B): A is p-by-q, B is q-by-p, A = B⁺.
/// </summary>
/// <remarks>With rank B = min(p, q), ‖BA − I‖ reaches its least value √max(q−p, 0) (Theorem 4).</remarks>
internal abstract class LinearAlignment
{
    /// <summary>A·F: the outputs of a block, q-by-n, made to have its inputs' dimension, p-by-n.</summary>
    public abstract DenseMatrix Compose(DenseMatrix outputs);

    /// <summary>B·Y: the alignment taken out again, p-by-n to q-by-n.</summary>
    public abstract DenseMatrix Decompose(DenseMatrix aligned);
}

/// <summary>A = B = I, for blocks that are square already.</summary>
internal sealed class IdentityAlignment : LinearAlignment
{
    public override DenseMatrix Compose(DenseMatrix outputs) => outputs;

    public override DenseMatrix Decompose(DenseMatrix aligned) => aligned;
}

/// <summary>An alignment by an explicit q-by-p matrix B of full rank; A is its Moore-Penrose inverse.</summary>
internal sealed class ExplicitAlignment : LinearAlignment
{
    private readonly DenseMatrix _b;
    private readonly DenseMatrix _a;

    /// <summary>Checks the rank and inverts.</summary>
    /// <exception cref="ArgumentException">B has less than full rank, so Theorem 4 does not hold.</exception>
    public ExplicitAlignment(DenseMatrix b)
    {
        (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(b);
        if (s.Length == 0 || s[^1] <= s[0] * 1e-12)
        {
            throw new ArgumentException("The alignment matrix does not have full rank (paper, Theorem 4).", nameof(b));
        }

        for (int j = 0; j < s.Length; j++)
        {
            Span<double> column = v.Values.AsSpan(j * v.RowCount, v.RowCount);
            System.Numerics.Tensors.TensorPrimitives.Divide(column, s[j], column);
        }

        _b = b;
        _a = MatrixProduct.MultiplyTranspose(v, u);
    }

    public override DenseMatrix Compose(DenseMatrix outputs) => MatrixProduct.Multiply(_a, outputs);

    public override DenseMatrix Decompose(DenseMatrix aligned) => MatrixProduct.Multiply(_b, aligned);
}

/// <summary>
/// An alignment by orthonormal columns (S2L) or rows (L2S): the leading part of an orthogonal matrix that is never formed.
/// </summary>
/// <param name="basis">An orthogonal matrix Q of order max(p, q).</param>
/// <param name="inputs">The dimension p.</param>
/// <param name="outputs">The dimension q.</param>
internal sealed class OrthogonalAlignment(OrthogonalMatrix basis, int inputs, int outputs) : LinearAlignment
{
    // S2L: B = the first p columns of Q, A = Bᵀ. L2S: A = the first q columns of Q, B = Aᵀ.
    public override DenseMatrix Compose(DenseMatrix outputSnapshots) =>
        inputs < outputs ? basis.ApplyTranspose(outputSnapshots, inputs) : basis.Apply(outputSnapshots);

    public override DenseMatrix Decompose(DenseMatrix aligned) =>
        inputs < outputs ? basis.Apply(aligned) : basis.ApplyTranspose(aligned, outputs);
}
