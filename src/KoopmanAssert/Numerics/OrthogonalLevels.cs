using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Preconditions the one-sided Jacobi method: A = Q R Wᵀ with orthogonal Q and W and nearly orthogonal rows of R or, if one level is
/// enough, A = C Wᵀ with nearly orthogonal columns of C.
/// </summary>
/// <remarks>
/// The eigenvectors of the Gram matrix of the columns have errors of 2⁻⁵² relative to the largest square. Rotating by them leaves cosines
/// of about 2⁻²⁵ between columns down to 2⁻¹² of the largest norm, and larger cosines between smaller columns. Hence the columns are
/// treated level by level: those down to 2⁻¹⁸ of the largest norm are rotated by the eigenvectors of their own Gram matrix, those down to
/// 2⁻¹² are then reduced to a triangle by reflectors, and the remainder of the other columns is a smaller problem of the same kind. No
/// level mixes columns of scales further apart than that, so each keeps its digits. A row of R holds a column of the level and the
/// components of later columns in its direction, whose ratio is below the cosine between them.
/// </remarks>
internal sealed unsafe class OrthogonalLevels
{
    /// <summary>The smallest norm, relative to the largest, of columns that are rotated together.</summary>
    private const double Window = 1.0 / (1 << 18);

    /// <summary>The smallest norm, relative to the largest, of those of them that are then final.</summary>
    private const double Level = 1.0 / (1 << 12);

    /// <summary>Columns with a smaller norm are not changed: their squares underflow.</summary>
    private const double Underflow = 1e-140;

    private readonly DenseMatrix _columns;
    private readonly DenseMatrix? _rotation;
    private readonly double[] _factors;
    private DenseMatrix? _triangle;

    /// <summary>Factorises A.</summary>
    /// <param name="a">A, m-by-n with m ≥ n and entries near 1 or below; overwritten.</param>
    /// <param name="withRotation">Whether W is wanted.</param>
    /// <exception cref="ConvergenceException">An iteration did not converge: an internal error.</exception>
    public OrthogonalLevels(DenseMatrix a, bool withRotation)
    {
        int n = a.ColumnCount;
        _columns = a;
        _factors = new double[n];
        _rotation = withRotation ? DenseMatrix.CreateIdentity(n) : null;
        for (int first = 0; first < n;)
        {
            int count = RotateLevel(first);
            if (count == n)
            {
                return;
            }

            _triangle ??= UnsetMatrix.Zeros(n, n);
            Reduce(first, count);
            first += count;
        }
    }

    /// <summary>R, n-by-n and upper triangular; null if one level was enough, and <see cref="Columns"/> holds C.</summary>
    public DenseMatrix? Triangle => _triangle;

    /// <summary>C, m-by-n; meaningless if there is an R.</summary>
    public DenseMatrix Columns => _columns;

    /// <summary>W, n-by-n; only if it was asked for.</summary>
    public DenseMatrix Rotation => _rotation ?? throw new InvalidOperationException("The rotation was not asked for.");

    /// <summary>Q X, m-by-c, of an n-by-c matrix X; only if there is an R.</summary>
    public DenseMatrix ApplyQ(DenseMatrix x)
    {
        int m = _columns.RowCount, n = _columns.ColumnCount;
        DenseMatrix product = new(m, x.ColumnCount);
        product.SetSubMatrix(0, 0, x);
        fixed (double* reflectors = _columns.Values, values = product.Values)
        {
            Reflectors.ApplyAll(new(reflectors, m, n, m), _factors, new(values, m, x.ColumnCount, m));
        }

        return product;
    }

    /// <summary>Rotates the columns of the level that starts at <paramref name="first"/> among themselves.</summary>
    /// <returns>The number of columns of the level.</returns>
    private int RotateLevel(int first)
    {
        int rest = _columns.ColumnCount - first;
        double[] norms = ColumnNorms(first);
        int[] order = SortedOrder.SortDescending(norms);
        if (norms[0] < Underflow)
        {
            return rest;
        }

        SortedOrder.MoveColumns(_columns, first, order);
        if (_rotation is not null)
        {
            SortedOrder.MoveColumns(_rotation, first, order);
        }

        int window = Array.FindLastIndex(norms, norm => norm >= Window * norms[0]) + 1;
        (double[] squares, DenseMatrix vectors) = Decompose(Trailing(first, window));
        Rotate(_columns, first, vectors);
        if (_rotation is not null)
        {
            Rotate(_rotation, first, vectors);
        }

        UnsetMatrix.LetGo(vectors);
        return Array.FindLastIndex(squares, square => square >= Level * Level * squares[0]) + 1;
    }

    private (double[] Squares, DenseMatrix Vectors) Decompose(DenseMatrix level)
    {
        DenseMatrix gram = GramMatrix.Compute(level);
        if (!ReferenceEquals(level, _columns))
        {
            UnsetMatrix.LetGo(level);
        }

        (double[] Squares, DenseMatrix Vectors) result = SymmetricEigen.Decompose(gram);
        UnsetMatrix.LetGo(gram);
        return result;
    }

    /// <summary>The norms of the columns from <paramref name="first"/> on, without the rows that belong to R already.</summary>
    private double[] ColumnNorms(int first)
    {
        double[] norms = new double[_columns.ColumnCount - first];
        int m = _columns.RowCount;
        fixed (double* start = _columns.Values)
        {
            for (int j = 0; j < norms.Length; j++)
            {
                norms[j] = Householder.Norm(start + first + ((first + j) * (nint)m), m - first);
            }
        }

        return norms;
    }

    private DenseMatrix Trailing(int first, int count) =>
        first == 0 && count == _columns.ColumnCount
            ? _columns
            : (DenseMatrix)_columns.SubMatrix(first, _columns.RowCount - first, first, count);

    /// <summary>Replaces columns from <paramref name="first"/> on by their products with the vectors.</summary>
    private static void Rotate(DenseMatrix matrix, int first, DenseMatrix vectors)
    {
        int rows = matrix.RowCount, count = vectors.RowCount;
        using AlignedBuffer product = new((long)rows * count, isCleared: false);
        fixed (double* start = matrix.Values, v = vectors.Values)
        {
            double* place = start + (first * (nint)rows);
            PackedProduct.Run(
                new(place, rows, count, rows),
                new(v, count, count, count),
                new(product.Start, rows, count, rows),
                ProductMode.Set);
            new Span<double>(product.Start, rows * count).CopyTo(new Span<double>(place, rows * count));
        }
    }

    /// <summary>Reduces the columns of a level to their part of R, and projects the columns that follow.</summary>
    private void Reduce(int first, int count)
    {
        int m = _columns.RowCount, n = _columns.ColumnCount, next = first + count;
        fixed (double* start = _columns.Values, triangle = _triangle!.Values)
        {
            MatrixView all = new(start, m, n, m), r = new(triangle, n, n, n);
            MatrixView level = all.Part(first, first, m - first, count);
            Span<double> factors = _factors.AsSpan(first, count);
            new HouseholderPanels(level, factors, r.Part(first, first, count, count)).Factorise();
            Reflectors.ApplyAllTransposed(level, factors, all.Part(first, next, m - first, n - next));
            for (int j = first; j < next; j++)
            {
                // As in the factorisation, the entries above move to R, and the reflector has zeros there.
                Span<double> above = new(all.At(0, j), first);
                above.CopyTo(new Span<double>(r.At(0, j), first));
                above.Clear();
            }
        }
    }
}
