using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Range checks and exact scalings of whole matrices.</summary>
internal static class Magnitude
{
    /// <summary>
    /// The power of two s for which the largest |s·a_ij| lies in [1, 2). Squares of scaled entries cannot overflow, and those that
    /// underflow are negligible.
    /// </summary>
    /// <returns>A power of two within 2^±1000, so that 1/s is finite; 1 for a zero or empty matrix.</returns>
    /// <exception cref="ArgumentException">An entry is NaN or infinite.</exception>
    public static double Scale(DenseMatrix matrix) => Scale(Largest(matrix.Values), matrix);

    /// <summary>The same of a matrix whose largest absolute value is known: NaN if an entry is.</summary>
    /// <exception cref="ArgumentException">It is NaN or infinite.</exception>
    public static double Scale(double largest, DenseMatrix matrix)
    {
        if (!double.IsFinite(largest))
        {
            throw new ArgumentException($"The {matrix.RowCount}-by-{matrix.ColumnCount} matrix holds NaN or an infinity.", nameof(matrix));
        }

        return largest == 0 ? 1 : Math.ScaleB(1, Math.Clamp(-Math.ILogB(largest), -1000, 1000));
    }

    /// <summary>Throws unless all entries are finite.</summary>
    /// <exception cref="ArgumentException">An entry is NaN or infinite.</exception>
    public static void RequireFinite(DenseMatrix matrix) => _ = Scale(matrix);

    /// <summary>factor·A, a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DenseMatrix Scaled(DenseMatrix matrix, double factor)
    {
        double[] scaled = new double[matrix.Values.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = factor * matrix.Values[i];
        }

        return new DenseMatrix(matrix.RowCount, matrix.ColumnCount, scaled);
    }

    /// <summary>The largest absolute value; NaN if an entry is NaN or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Largest(double[] values)
    {
        double largest = 0, poison = 0;
        foreach (double value in values)
        {
            double size = Math.Abs(value);
            largest = size > largest ? size : largest;
            // 0·∞ and 0·NaN are NaN; a comparison alone would skip a NaN.
            poison += size * 0;
        }

        return largest + poison;
    }
}
