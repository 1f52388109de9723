using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The thin QR factorisation A = Q R of an m-by-n matrix by Householder reflectors, k = min(m, n).</summary>
/// <remarks>
/// Backward stable column by column: the error of a column is a small multiple of 2⁻⁵² of its norm, however the columns are graded. The
/// diagonal of R may be negative. Rank-deficient, zero and empty matrices are allowed.
/// </remarks>
internal static class ThinQr
{
    /// <summary>Q, m-by-k with orthonormal columns, and R, k-by-n and upper trapezoidal.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    public static (DenseMatrix Q, DenseMatrix R) Decompose(DenseMatrix a)
    {
        HouseholderBasis basis = new(a, Math.Min(a.RowCount, a.ColumnCount));
        return (basis.ThinQ(), Widen(basis, a));
    }

    /// <summary>R alone, k-by-n; for a tall matrix slice by slice (see <see cref="TriangleSum"/>), in less than half of the time.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    public static DenseMatrix Triangle(DenseMatrix a)
    {
        if (a.RowCount <= a.ColumnCount)
        {
            return Widen(new HouseholderBasis(a, a.RowCount), a);
        }

        Magnitude.RequireFinite(a);
        TriangleSum sum = new(a.RowCount, a.ColumnCount, threads: 1);
        sum.Add(new ColumnSnapshots(a), 0);
        return sum.ToMatrix();
    }

    /// <summary>R alone, of a matrix that is no longer needed: a square one is overwritten.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    public static DenseMatrix TriangleInPlace(DenseMatrix a) =>
        a.RowCount == a.ColumnCount ? new HouseholderBasis(a, a.RowCount, overwrites: true).Triangle : Triangle(a);

    /// <summary>[R, QᵀA₂], where A₂ holds the columns after the k-th.</summary>
    private static DenseMatrix Widen(HouseholderBasis basis, DenseMatrix a)
    {
        int k = basis.Count, rest = a.ColumnCount - k;
        if (rest == 0)
        {
            return basis.Triangle;
        }

        DenseMatrix right = new(k, rest, a.Values.AsSpan(k * k, k * rest).ToArray());
        double[] left = basis.Triangle.Values;
        return new DenseMatrix(k, a.ColumnCount, [.. left, .. basis.ApplyTranspose(right, k).Values]);
    }
}
