using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>A random orthogonal matrix of any order m, close to Haar-distributed, in O(m) memory and O(m log m) time per column.</summary>
/// <remarks>
/// Three rounds of random signs, a fast Walsh-Hadamard transform and a random permutation (after Ailon and Chazelle 2009). An
/// order that is not a power of two is transformed in blocks whose sizes are powers of two; the permutations mix the blocks.
/// </remarks>
internal sealed class RandomRotation : OrthogonalMatrix
{
    private const int Rounds = 3;
    private readonly int _order;
    private readonly (double[] Signs, int[] Permutation)[] _rounds;

    /// <summary>Draws a rotation.</summary>
    public RandomRotation(int order, Random random)
    {
        _order = order;
        _rounds = [.. Enumerable.Range(0, Rounds).Select(_ => (
            Enumerable.Range(0, order).Select(_ => random.Next(2) == 0 ? -1.0 : 1.0).ToArray(),
            Combinatorics.GeneratePermutation(order, random)))];
    }

    public override DenseMatrix Apply(DenseMatrix x)
    {
        var result = new DenseMatrix(_order, x.ColumnCount);
        double[] scratch = new double[_order];
        for (int column = 0; column < x.ColumnCount; column++)
        {
            Span<double> y = result.Values.AsSpan(column * _order, _order);
            x.Values.AsSpan(column * x.RowCount, x.RowCount).CopyTo(y);
            foreach ((double[] signs, int[] permutation) in _rounds)
            {
                System.Numerics.Tensors.TensorPrimitives.Multiply(y, signs, y);
                Transform(y);
                y.CopyTo(scratch);
                for (int i = 0; i < _order; i++)
                {
                    y[permutation[i]] = scratch[i];
                }
            }
        }

        return result;
    }

    public override DenseMatrix ApplyTranspose(DenseMatrix y, int rows)
    {
        var result = new DenseMatrix(rows, y.ColumnCount);
        double[] scratch = new double[_order];
        double[] x = new double[_order];
        for (int column = 0; column < y.ColumnCount; column++)
        {
            y.Values.AsSpan(column * _order, _order).CopyTo(x);
            foreach ((double[] signs, int[] permutation) in _rounds.Reverse())
            {
                x.CopyTo(scratch, 0);
                for (int i = 0; i < _order; i++)
                {
                    x[i] = scratch[permutation[i]];
                }

                Transform(x);
                System.Numerics.Tensors.TensorPrimitives.Multiply(x, signs, x);
            }

            x.AsSpan(0, rows).CopyTo(result.Values.AsSpan(column * rows, rows));
        }

        return result;
    }

    // The transform is its own inverse.
    private void Transform(Span<double> values)
    {
        for (int start = 0; start < _order;)
        {
            int size = (int)(BitOperations.RoundUpToPowerOf2((uint)(_order - start) + 1) / 2);
            WalshHadamard(values.Slice(start, size));
            start += size;
        }
    }

    private static void WalshHadamard(Span<double> values)
    {
        for (int half = 1; half < values.Length; half *= 2)
        {
            for (int start = 0; start < values.Length; start += 2 * half)
            {
                for (int i = start; i < start + half; i++)
                {
                    (values[i], values[i + half]) = (values[i] + values[i + half], values[i] - values[i + half]);
                }
            }
        }

        System.Numerics.Tensors.TensorPrimitives.Multiply(values, 1 / Math.Sqrt(values.Length), values);
    }
}
