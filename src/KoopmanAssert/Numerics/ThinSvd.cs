using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The thin singular value decomposition A = U diag(σ) Vᵀ of an m-by-n matrix, k = min(m, n).</summary>
/// <remarks>
/// The columns are sorted in descending order of their norms and, if there are many or they are graded, reduced by QR. Then follow
/// <see cref="OrthogonalLevels"/> and one-sided Jacobi on Rᵀ. For A = B·D with a diagonal D and a well-conditioned B, every σ has a
/// relative error of a small multiple of 2⁻⁵², even if D falls to 1e-140 of its largest entry, in any order (Demmel and Veselić 1992; Drmač
/// and Veselić 2008, doi:10.1137/050639193). D is on the right for m ≥ n and on the left for m ≤ n. In general, the error of σ is at most a
/// small multiple of 2⁻⁵²·σ₁, and smaller values are rounding noise. The columns of U or of V that belong to σ = 0 may be zero.
/// </remarks>
internal static unsafe class ThinSvd
{
    /// <summary>Columns count as graded if the smallest norm is below this fraction of the largest.</summary>
    private const double Graded = 1.0 / (1 << 8);

    /// <summary>U, m-by-k; the k singular values in descending order; V, n-by-k.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">An iteration did not converge, which is an internal error.</exception>
    public static (DenseMatrix U, double[] S, DenseMatrix V) Decompose(DenseMatrix a)
    {
        if (IsGradedByRows(a))
        {
            (DenseMatrix right, double[] s, DenseMatrix left) = Decompose(Transposed.Copy(a));
            return (left, s, right);
        }

        double scale = Magnitude.Scale(a);
        DenseMatrix sorted = UnsetMatrix.Copy(a);
        (int[] order, bool isGraded) = Sort(sorted, scale);
        HouseholderBasis? basis = isGraded || IsTall(a) ? new HouseholderBasis(sorted) : null;
        (DenseMatrix u, double[] values, DenseMatrix v) = Orthogonalise(basis is null ? sorted : Transposed.Copy(basis.Triangle));
        // Rᵀ = U Σ Vᵀ gives QR = (Q V) Σ Uᵀ.
        if (basis is not null)
        {
            (u, v) = (basis.Apply(v), u);
        }

        return (u, Unscaled(values, scale), RestoreRows(v, order));
    }

    /// <summary>The k singular values in descending order, by the same method, without U and V.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">An iteration did not converge, which is an internal error.</exception>
    /// <remarks>Each step takes the place of the one before where it has its size: several are computed at a time.</remarks>
    public static double[] Values(DenseMatrix a)
    {
        DenseMatrix columns = IsGradedByRows(a) ? Transposed.Copy(a) : UnsetMatrix.Copy(a);
        double scale = Magnitude.Scale(columns);
        (_, bool isGraded) = Sort(columns, scale);
        if (isGraded || IsTall(columns))
        {
            DenseMatrix r = ThinQr.TriangleInPlace(columns);
            columns = Transposed.Copy(r, columns);
            UnsetMatrix.LetGo(r);
        }

        OrthogonalLevels levels = new(columns, withRotation: false);
        columns = levels.Triangle is { } triangle ? Transposed.Copy(triangle, levels.Columns) : levels.Columns;
        UnsetMatrix.LetGo(levels.Triangle);
        double[] values = OneSidedJacobi.Values(columns);
        UnsetMatrix.LetGo(columns);
        SortedOrder.SortDescending(values);
        return Unscaled(values, scale);
    }

    /// <summary>
    /// Whether to decompose the transpose: the matrix is wider than tall, or it is square and its rows fall further than its columns.
    /// </summary>
    private static bool IsGradedByRows(DenseMatrix a)
    {
        int m = a.RowCount;
        if (m != a.ColumnCount || m == 0)
        {
            return m < a.ColumnCount;
        }

        // Largest entries instead of norms: they are exact, so a matrix and its transpose cannot both be transposed.
        double[] rows = new double[m], columns = new double[m];
        for (int j = 0; j < m; j++)
        {
            ReadOnlySpan<double> column = a.Values.AsSpan(j * m, m);
            columns[j] = Math.Abs(TensorPrimitives.MaxMagnitude(column));
            TensorPrimitives.MaxMagnitude(column, rows, rows);
        }

        return Math.Abs(TensorPrimitives.MinMagnitude<double>(rows)) < TensorPrimitives.Min<double>(columns);
    }

    /// <summary>Whether a QR factorisation costs less than the shorter columns save.</summary>
    private static bool IsTall(DenseMatrix a) => 4L * a.RowCount > 5L * a.ColumnCount;

    /// <summary>Sorts the columns in descending order of their norms and multiplies them by a power of two.</summary>
    /// <returns>The former index of each, and whether the norms differ much.</returns>
    private static (int[] Order, bool IsGraded) Sort(DenseMatrix columns, double scale)
    {
        double[] norms = Norms(columns);
        int[] order = SortedOrder.SortDescending(norms);
        SortedOrder.MoveColumns(columns, 0, order);
        TensorPrimitives.Multiply(columns.Values, scale, columns.Values);
        return (order, norms.Length > 0 && norms[^1] < Graded * norms[0]);
    }

    /// <summary>The decomposition of a matrix whose columns are sorted; overwrites it.</summary>
    private static (DenseMatrix U, double[] S, DenseMatrix V) Orthogonalise(DenseMatrix a)
    {
        OrthogonalLevels levels = new(a, withRotation: true);
        if (levels.Triangle is null)
        {
            return Orthogonalise(levels.Columns, levels.Rotation);
        }

        // Rᵀ = U Σ Vᵀ gives Q R Wᵀ = (Q V) Σ (W U)ᵀ.
        (DenseMatrix u, double[] s, DenseMatrix v) =
            Orthogonalise(Transposed.Copy(levels.Triangle), DenseMatrix.CreateIdentity(a.ColumnCount));
        return (levels.ApplyQ(v), s, MatrixProduct.Multiply(levels.Rotation, u));
    }

    /// <summary>The decomposition of C Vᵀ with the columns of C nearly orthogonal; overwrites both.</summary>
    private static (DenseMatrix U, double[] S, DenseMatrix V) Orthogonalise(DenseMatrix columns, DenseMatrix v)
    {
        OneSidedJacobi.Run(columns, v);
        double[] values = Norms(columns);
        DivideColumns(columns, values);
        int[] order = SortedOrder.SortDescending(values);
        SortedOrder.MoveColumns(columns, 0, order);
        SortedOrder.MoveColumns(v, 0, order);
        return (columns, values, v);
    }

    private static double[] Norms(DenseMatrix columns)
    {
        double[] norms = new double[columns.ColumnCount];
        fixed (double* start = columns.Values)
        {
            for (int j = 0; j < norms.Length; j++)
            {
                norms[j] = Householder.Norm(start + (j * (nint)columns.RowCount), columns.RowCount);
            }
        }

        return norms;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DivideColumns(DenseMatrix columns, double[] norms)
    {
        for (int j = 0; j < norms.Length; j++)
        {
            if (norms[j] == 0)
            {
                continue;
            }

            foreach (ref double entry in columns.Values.AsSpan(j * columns.RowCount, columns.RowCount))
            {
                entry /= norms[j];
            }
        }
    }

    /// <summary>Moves row j to row order[j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static DenseMatrix RestoreRows(DenseMatrix sorted, int[] order)
    {
        DenseMatrix restored = new(sorted.RowCount, sorted.ColumnCount);
        for (int start = 0; start < sorted.Values.Length; start += order.Length)
        {
            for (int j = 0; j < order.Length; j++)
            {
                restored.Values[start + order[j]] = sorted.Values[start + j];
            }
        }

        return restored;
    }

    private static double[] Unscaled(double[] values, double scale)
    {
        for (int j = 0; j < values.Length; j++)
        {
            values[j] /= scale;
        }

        return values;
    }
}
