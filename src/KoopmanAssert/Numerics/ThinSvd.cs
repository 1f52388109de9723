using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The thin singular value decomposition A = U diag(σ) Vᵀ of an m-by-n matrix, k = min(m, n).</summary>
/// <remarks>
/// QR where A is tall, eigenvectors V of RᵀR, then one-sided Jacobi on R·V. For A = B·D with D diagonal and B well-conditioned,
/// D falling however far or in any order down to 1e-16, every σ is right to a small multiple of 2⁻⁵² of itself (Demmel and Veselić
/// 1992; Drmač and Veselić 2008, doi:10.1137/050639193); D stands on the right for m ≥ n and on the left otherwise. In general σ is off by a small multiple
/// of 2⁻⁵²·σ₁ at most. Singular values below 2⁻⁵²·σ₁ are not resolved: rounding cannot be told from them, so columns that
/// belong to them need not be orthogonal, and those that belong to σ = 0 may be zero in U (V for m &lt; n).
/// </remarks>
internal static unsafe class ThinSvd
{
    /// <summary>U, m-by-k; the k singular values in descending order; V, n-by-k.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">An iteration did not converge: an internal error.</exception>
    public static (DenseMatrix U, double[] S, DenseMatrix V) Decompose(DenseMatrix a)
    {
        if (a.RowCount < a.ColumnCount)
        {
            (DenseMatrix right, double[] s, DenseMatrix left) = Decompose((DenseMatrix)a.Transpose());
            return (left, s, right);
        }

        double scale = Magnitude.Scale(a);
        DenseMatrix scaled = Magnitude.Scaled(a, scale);
        HouseholderBasis? basis = IsTall(a) ? new HouseholderBasis(scaled) : null;
        (DenseMatrix columns, DenseMatrix v) = Orthogonalise(basis?.Triangle ?? scaled, withVectors: true);
        double[] values = Norms(columns);
        DivideColumns(columns, values);
        int[] order = Descending.Sort(values);
        DenseMatrix u = Reorder(columns, order);
        return (basis?.Apply(u) ?? u, Unscaled(values, scale), Reorder(v, order));
    }

    /// <summary>The k singular values in descending order, by the same method, without U and V.</summary>
    /// <exception cref="ArgumentException">The matrix holds NaN or an infinity.</exception>
    /// <exception cref="ConvergenceException">An iteration did not converge: an internal error.</exception>
    public static double[] Values(DenseMatrix a)
    {
        if (a.RowCount < a.ColumnCount) return Values((DenseMatrix)a.Transpose());
        double scale = Magnitude.Scale(a);
        DenseMatrix scaled = Magnitude.Scaled(a, scale);
        DenseMatrix square = IsTall(a) ? ThinQr.Triangle(scaled) : scaled;
        double[] values = Norms(Orthogonalise(square, withVectors: false).Columns);
        Descending.Sort(values);
        return Unscaled(values, scale);
    }

    /// <summary>Whether a QR factorisation costs less than what the shorter columns save.</summary>
    private static bool IsTall(DenseMatrix a) => 4L * a.RowCount > 5L * a.ColumnCount;

    /// <summary>A·V with orthogonal columns, and V where it is asked for.</summary>
    private static (DenseMatrix Columns, DenseMatrix V) Orthogonalise(DenseMatrix a, bool withVectors)
    {
        DenseMatrix v = SymmetricEigen.Decompose(GramMatrix.Of(a)).Vectors;
        DenseMatrix columns = MatrixProduct.Multiply(a, v);
        OneSidedJacobi.Run(columns, Noise(a, v), withVectors ? v : null);
        return (columns, v);
    }

    /// <summary>What rounding alone makes of each column of A·V: 2⁻⁵² times the norm of its terms ‖A_k‖·V_kj. One no larger belongs to σ = 0.</summary>
    /// <remarks>Relative to the columns that V takes, so that the small columns of a graded matrix are no noise.</remarks>
    private static double[] Noise(DenseMatrix a, DenseMatrix v)
    {
        double[] norms = Norms(a), noise = new double[v.ColumnCount];
        for (int j = 0; j < noise.Length; j++)
        {
            double sum = 0;
            for (int k = 0; k < norms.Length; k++)
                sum += Math.Pow(norms[k] * v.Values[k + (j * v.RowCount)], 2);
            noise[j] = Math.Sqrt(sum) / (1L << 52);
        }

        return noise;
    }

    private static double[] Norms(DenseMatrix columns)
    {
        double[] norms = new double[columns.ColumnCount];
        fixed (double* start = columns.Values)
        {
            for (int j = 0; j < norms.Length; j++)
                norms[j] = Householder.Norm(start + (j * (nint)columns.RowCount), columns.RowCount);
        }

        return norms;
    }

    private static void DivideColumns(DenseMatrix columns, double[] norms)
    {
        for (int j = 0; j < norms.Length; j++)
        {
            if (norms[j] == 0) continue;
            foreach (ref double entry in columns.Values.AsSpan(j * columns.RowCount, columns.RowCount))
                entry /= norms[j];
        }
    }

    private static DenseMatrix Reorder(DenseMatrix columns, int[] order)
    {
        DenseMatrix sorted = new(columns.RowCount, order.Length);
        for (int j = 0; j < order.Length; j++)
            columns.Values.AsSpan(order[j] * columns.RowCount, columns.RowCount).CopyTo(sorted.Values.AsSpan(j * columns.RowCount));
        return sorted;
    }

    private static double[] Unscaled(double[] values, double scale)
    {
        for (int j = 0; j < values.Length; j++)
            values[j] /= scale;
        return values;
    }
}
