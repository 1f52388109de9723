using System.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>
/// Singular values to far more digits than a double has: one-sided Jacobi as the textbook has it, with 1600 bits after the point.
/// </summary>
/// <remarks>For small matrices of entries up to 1; right to a double's last bit down to 1e-120.</remarks>
internal static class PreciseSingularValues
{
    private const int Bits = 1600;

    private static readonly BigInteger One = BigInteger.One << Bits;

    /// <summary>The singular values in descending order of a matrix with no more columns than rows.</summary>
    public static double[] Of(DenseMatrix a)
    {
        BigInteger[][] columns = [.. Enumerable.Range(0, a.ColumnCount).Select(j => a.Column(j).Select(Exactly).ToArray())];
        while (Sweep(columns))
        {
        }

        return [.. columns.Select(c => ToDouble(Sqrt(Dot(c, c)))).OrderDescending()];
    }

    private static bool Sweep(BigInteger[][] columns)
    {
        bool isRotated = false;
        for (int j = 1; j < columns.Length; j++)
        {
            for (int i = 0; i < j; i++)
            {
                isRotated |= Rotate(columns[i], columns[j]);
            }
        }

        return isRotated;
    }

    private static bool Rotate(BigInteger[] x, BigInteger[] y)
    {
        BigInteger inner = Dot(x, y), squareX = Dot(x, x), squareY = Dot(y, y);
        // A column of norm 2⁻⁵⁰⁰ or less is what is left of a zero.
        if (BigInteger.Min(squareX, squareY) << 1000 < One)
        {
            return false;
        }
        // A cosine below 2⁻⁴⁰ changes a norm by less than 2⁻⁸⁰ of it where norms differ, and pairs of equal norms by as little as itself.
        if ((inner * inner) << 160 <= squareX * squareY)
        {
            return false;
        }

        BigInteger cotangent = Divide(squareY - squareX, 2 * inner);
        BigInteger tangent = Divide(One, BigInteger.Abs(cotangent) + Sqrt(One + Multiply(cotangent, cotangent)));
        if (cotangent.Sign < 0)
        {
            tangent = -tangent;
        }

        BigInteger cosine = Divide(One, Sqrt(One + Multiply(tangent, tangent)));
        for (int k = 0; k < x.Length; k++)
        {
            (x[k], y[k]) = (Multiply(cosine, x[k] - Multiply(tangent, y[k])), Multiply(cosine, y[k] + Multiply(tangent, x[k])));
        }

        return true;
    }

    private static BigInteger Dot(BigInteger[] x, BigInteger[] y)
        => x.Zip(y).Aggregate(BigInteger.Zero, (sum, p) => sum + (p.First * p.Second)) >> Bits;

    private static BigInteger Multiply(BigInteger x, BigInteger y) => (x * y) >> Bits;

    private static BigInteger Divide(BigInteger x, BigInteger y) => (x << Bits) / y;

    /// <summary>Newton's method on integers, from above.</summary>
    private static BigInteger Sqrt(BigInteger x)
    {
        if (x.IsZero)
        {
            return x;
        }

        BigInteger square = x << Bits, root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    private static BigInteger Exactly(double value)
        => value == 0 ? 0 : new BigInteger(Math.ScaleB(value, 52 - Math.ILogB(value))) << (Bits - 52 + Math.ILogB(value));

    private static double ToDouble(BigInteger value)
    {
        int excess = (int)Math.Max(0, value.GetBitLength() - 64);
        return Math.ScaleB((double)(value >> excess), excess - Bits);
    }
}
