using System.Numerics.Tensors;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>The figures of one weight tensor W, taken as a matrix of its first axis by all others.</summary>
/// <param name="Shape">The axes of the tensor, the output units first.</param>
/// <param name="Norm">ln ‖W‖_F in nats.</param>
/// <param name="Volume">The mean of ln max(w_j, 1e-6·w₁) over the singular values w of W, in nats.</param>
/// <param name="Fingerprint">What tells its values from those of another model.</param>
internal sealed record WeightProfile(IReadOnlyList<long> Shape, double Norm, double Volume, WeightFingerprint Fingerprint)
{
    private const double Smallest = 1e-6;

    /// <summary>
    /// The profile of the tensor as the model stores it, where W has the factors of its output units (<see cref="UnitScale"/>) folded
    /// into it; else null. Baselines from before they were folded hold this one.
    /// </summary>
    public WeightProfile? Stored { get; init; }

    /// <summary>Whether it is read in the body of an If, Loop or Scan, where baselines of 0.1.0 saw none.</summary>
    public bool IsInner { get; init; }

    /// <summary>Computes the figures of a weight with the factors of its output units, if it has any.</summary>
    public static WeightProfile Compute(Weight weight, double[]? factors) => factors is not null && weight.Times(factors) is { } folded
        ? Compute(folded) with { Stored = Compute(weight) }
        : Compute(weight);

    /// <summary>Computes the figures.</summary>
    public static WeightProfile Compute(Weight weight)
    {
        double[] w = SingularValues(weight);
        double floor = w.Length > 0 ? Smallest * w[0] : 0;
        return new WeightProfile(
            weight.UnitsFirst,
            Nats.Log(TensorPrimitives.Norm<double>(weight.Values)),
            w.Average(value => Nats.Log(Math.Max(value, floor))),
            WeightFingerprint.Create(weight));
    }

    private static double[] SingularValues(Weight weight)
    {
        double scale = Math.Abs(TensorPrimitives.MaxMagnitude<double>(weight.Values));
        if (!double.IsFinite(scale) || scale == 0)
        {
            return [scale];
        }

        DenseMatrix tall = Tall(weight), gram = GramMatrix.Compute(new Quotients(tall, scale));
        double[] squares = SymmetricEigen.Values(gram);
        UnsetMatrix.LetGo(gram);
        if (tall.Values != weight.Values)
        {
            UnsetMatrix.LetGo(tall);
        }

        return [.. InnerProducts.Roots(squares, tall.ColumnCount).Select(w => w * scale)];
    }

    // Row-major storage is the transpose in column-major order; the shorter side becomes the columns, of which the Gram matrix is made.
    private static DenseMatrix Tall(Weight weight)
    {
        int rows = (int)weight.Shape[0], columns = weight.Values.Length / rows;
        var transposed = new DenseMatrix(columns, rows, weight.Values);
        return rows <= columns ? transposed : Transposed.Copy(transposed);
    }

    // The columns of a matrix, divided by a number where they are read: no second matrix is made.
    private sealed class Quotients(DenseMatrix matrix, double divisor) : Snapshots
    {
        public override int Dimension => matrix.RowCount;

        public override int Count => matrix.ColumnCount;

        public override void Read(int snapshot, int first, Span<double> destination) => TensorPrimitives.Divide(
            matrix.Values.AsSpan((snapshot * matrix.RowCount) + first, destination.Length), divisor, destination);
    }
}
