using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>An orthogonal m-by-m matrix Q that is applied without being formed.</summary>
internal abstract class OrthogonalMatrix
{
    /// <summary>Q·[x; 0] for x of c ≤ m rows: the first c columns of Q times x, m-by-n.</summary>
    public abstract DenseMatrix Apply(DenseMatrix x);

    /// <summary>The first <paramref name="rows"/> rows of Qᵀ·y, rows-by-n, for y of m rows.</summary>
    public abstract DenseMatrix ApplyTranspose(DenseMatrix y, int rows);
}

/// <summary>
/// An orthonormal basis of the range of an m-by-k matrix, completed to an m-by-m orthogonal matrix Q that is never formed: it is
/// kept as k Householder reflectors, O(m·k) numbers.
/// </summary>
/// <remarks>
/// The first k columns of Q span the range; they contain it if the rank is below k. Immutable, so safe for concurrent use.
/// </remarks>
internal sealed unsafe class HouseholderBasis : OrthogonalMatrix
{
    private readonly DenseMatrix _reflectors;
    private readonly double[] _factors;

    /// <summary>Factorises A = Q [R; 0], where A is m-by-k and m ≥ k; A is not changed.</summary>
    /// <exception cref="ArgumentException">A is wider than tall, or holds NaN or an infinity.</exception>
    public HouseholderBasis(DenseMatrix a)
        : this(a, a.ColumnCount)
    {
        if (a.RowCount < a.ColumnCount)
        {
            throw new ArgumentException($"A {a.RowCount}-by-{a.ColumnCount} matrix has no {a.ColumnCount} orthonormal columns.", nameof(a));
        }
    }

    /// <summary>
    /// Factorises the first <paramref name="columns"/> columns of A, at most m of them; if it <paramref name="overwrites"/> A and these are
    /// all of its columns, the basis takes its memory.
    /// </summary>
    internal HouseholderBasis(DenseMatrix a, int columns, bool overwrites = false)
    {
        Magnitude.RequireFinite(a);
        int rows = a.RowCount, k = Math.Min(rows, columns);
        _reflectors = overwrites && k == a.ColumnCount ? a : new DenseMatrix(rows, k, a.Values.AsSpan(0, rows * k).ToArray());
        _factors = new double[k];
        Triangle = UnsetMatrix.Zeros(k, k);
        fixed (double* values = _reflectors.Values, r = Triangle.Values)
        {
            new HouseholderPanels(new(values, rows, k, rows), _factors, new(r, k, k, k)).Factorise();
        }
    }

    /// <summary>The dimension m of the space.</summary>
    public int Rows => _reflectors.RowCount;

    /// <summary>The number k of reflectors.</summary>
    public int Count => _reflectors.ColumnCount;

    /// <summary>R, k-by-k and upper triangular; its diagonal may be negative.</summary>
    public DenseMatrix Triangle { get; }

    /// <summary>Q [X; 0], m-by-n, of a c-by-n matrix X, c ≤ m.</summary>
    /// <exception cref="ArgumentException">X has more than m rows.</exception>
    public override DenseMatrix Apply(DenseMatrix x)
    {
        if (x.RowCount > Rows)
        {
            throw new ArgumentException($"{x.RowCount} rows do not fit a space of dimension {Rows}.", nameof(x));
        }

        return Apply(x, ReflectorTarget.General);
    }

    /// <summary>The first k columns of Q, m-by-k.</summary>
    public DenseMatrix ThinQ() => Apply(DenseMatrix.CreateIdentity(Count), ReflectorTarget.Identity);

    /// <summary>The first <paramref name="rows"/> rows of QᵀY, rows-by-n, of an m-by-n matrix Y.</summary>
    /// <exception cref="ArgumentException">Y does not have m rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative or above m.</exception>
    public override DenseMatrix ApplyTranspose(DenseMatrix y, int rows)
    {
        if (y.RowCount != Rows)
        {
            throw new ArgumentException($"{y.RowCount} rows where the space has dimension {Rows}.", nameof(y));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Rows);
        double[] product = y.Values.AsSpan().ToArray();
        fixed (double* v = _reflectors.Values, values = product)
        {
            Reflectors.ApplyAllTransposed(new(v, Rows, Count, Rows), _factors, new(values, Rows, y.ColumnCount, Rows));
        }

        return CopyTop(product, Rows, rows, y.ColumnCount);
    }

    private DenseMatrix Apply(DenseMatrix x, ReflectorTarget target)
    {
        DenseMatrix product = CopyTop(x.Values, x.RowCount, Rows, x.ColumnCount);
        fixed (double* v = _reflectors.Values, values = product.Values)
        {
            Reflectors.ApplyAll(new(v, Rows, Count, Rows), _factors, new(values, Rows, x.ColumnCount, Rows), target);
        }

        return product;
    }

    /// <summary>Copies columns to a matrix with fewer rows, or with further rows of zeros.</summary>
    private static DenseMatrix CopyTop(double[] source, int sourceRows, int rows, int columns)
    {
        DenseMatrix copy = new(rows, columns);
        int common = Math.Min(sourceRows, rows);
        for (int j = 0; j < columns; j++)
        {
            source.AsSpan(j * sourceRows, common).CopyTo(copy.Values.AsSpan(j * rows, common));
        }

        return copy;
    }
}
