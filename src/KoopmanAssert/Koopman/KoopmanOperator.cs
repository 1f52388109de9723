using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The Koopman operator of a block, q-by-p, kept as the product Left·Rightᵀ of thin factors.</summary>
internal sealed class KoopmanOperator
{
    private readonly DenseMatrix? _right;

    // The inputs, where Right is the first columns of the identity.
    private readonly int? _inputs;

    /// <summary>
    /// An operator of thin factors: <paramref name="left"/> is q-by-k, <paramref name="right"/> p-by-k with orthonormal columns.
    /// </summary>
    public KoopmanOperator(DenseMatrix left, DenseMatrix right)
    {
        Left = left;
        _right = right;
    }

    /// <summary>An operator given as a matrix.</summary>
    public KoopmanOperator(DenseMatrix matrix) => Left = matrix;

    /// <summary>An operator of the first k of <paramref name="inputs"/> inputs: <paramref name="left"/> is q-by-k.</summary>
    public KoopmanOperator(DenseMatrix left, int inputs)
        : this(left) => _inputs = inputs;

    /// <summary>The left factor: it has the singular values of the operator, since the right one is orthonormal.</summary>
    public DenseMatrix Left { get; }

    /// <summary>The dimension q of the outputs.</summary>
    public int Outputs => Left.RowCount;

    /// <summary>The dimension p of the inputs.</summary>
    public int Inputs => _right?.RowCount ?? _inputs ?? Left.ColumnCount;

    /// <summary>The operator as a q-by-p matrix.</summary>
    public DenseMatrix ToMatrix() => TimesRight(Left);

    /// <summary>Rightᵀ·M for a matrix of p rows.</summary>
    public DenseMatrix RightTimes(DenseMatrix matrix) => _right is not null ? MatrixProduct.TransposeMultiply(_right, matrix)
        : Resized(matrix, Left.ColumnCount, matrix.ColumnCount);

    /// <summary>M·Rightᵀ for a matrix of k columns.</summary>
    public DenseMatrix TimesRight(DenseMatrix matrix) => _right is not null ? MatrixProduct.MultiplyTranspose(matrix, _right)
        : Resized(matrix, matrix.RowCount, Inputs);

    // The leading rows and columns, or zeros beyond them.
    private static DenseMatrix Resized(DenseMatrix matrix, int rows, int columns)
    {
        if ((rows, columns) == (matrix.RowCount, matrix.ColumnCount))
        {
            return matrix;
        }

        var resized = new DenseMatrix(rows, columns);
        for (int j = 0; j < Math.Min(columns, matrix.ColumnCount); j++)
        {
            matrix.Values.AsSpan(j * matrix.RowCount, rows).CopyTo(resized.Values.AsSpan(j * rows));
        }

        return resized;
    }

    /// <summary>
    /// The singular values and the effective rank; the moduli of the eigenvalues where the volume asks for them and the operator is square.
    /// </summary>
    public Spectrum Spectrum(RankCutoff rule, double tolerance, Volume volume = Volume.Singular)
    {
        double[] values = volume == Volume.Eigen && Outputs == Inputs ? Moduli() : ThinSvd.Values(Left);
        return new Spectrum(values, rule.RankOf(values, Outputs, Inputs), tolerance);
    }

    // The eigenvalues of L Rᵀ that are not zero are those of the small RᵀL.
    private double[] Moduli() => Left.ColumnCount == 0 ? []
        : [.. RightTimes(Left).Evd().EigenValues.Select(e => e.Magnitude).OrderDescending()];

    /// <summary>The mean matrix of the operators of several repeats (paper, IV.A).</summary>
    public static KoopmanOperator Mean(IReadOnlyList<KoopmanOperator> repeats)
    {
        if (repeats.Count == 1)
        {
            return repeats[0];
        }

        var sum = new DenseMatrix(repeats[0].Outputs, repeats[0].Inputs);
        foreach (KoopmanOperator repeat in repeats)
        {
            TensorPrimitives.Add(sum.Values, repeat.ToMatrix().Values, sum.Values);
        }

        TensorPrimitives.Divide(sum.Values, repeats.Count, sum.Values);
        return new KoopmanOperator(sum);
    }
}
