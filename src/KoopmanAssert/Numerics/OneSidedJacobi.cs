using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Rotates the columns of a matrix until they are orthogonal: the one-sided Jacobi method (Golub and Van Loan, 4th ed., 8.6.3).
/// </summary>
/// <remarks>
/// A sweep first computes all cosines from one Gram matrix, which is cheap, and rotates only pairs that are not yet orthogonal. What a
/// rotation does to pairs that were already visited shows in the next Gram matrix. Each cosine is relative to the norms of its two columns,
/// which keeps small singular values accurate (Demmel and Veselić 1992, doi:10.1137/0613074).
/// </remarks>
internal sealed unsafe class OneSidedJacobi
{
    /// <summary>The most sweeps; five are usual without preconditioning.</summary>
    private const int MostSweeps = 60;

    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>Columns with a smaller norm count as zero: their inner products underflow.</summary>
    private const double SmallestNorm = 1e-140;

    /// <summary>The largest tangent of a rotation that may be skipped.</summary>
    private const double SmallTangent = 1.0 / (1 << 8);

    /// <summary>The largest relative change of a squared norm by such a rotation.</summary>
    private const double SmallChange = 1.0 / (1L << 44);

    private readonly DenseMatrix _columns;
    private readonly DenseMatrix? _companion;
    private readonly double _tolerance;
    private DenseMatrix? _products;
    private double[] _gram = [];
    private double[] _norms = [];
    private double[] _squares = [];

    // The changes of the squared norms by skipped rotations; null if no rotation may be skipped.
    private double[]? _changes;

    private OneSidedJacobi(DenseMatrix columns, DenseMatrix? companion)
    {
        (_columns, _companion) = (columns, companion);
        _tolerance = Epsilon * Math.Max(8, Math.Sqrt(columns.RowCount));
    }

    /// <summary>Orthogonalises in place and applies every rotation to the columns of the companion too.</summary>
    /// <param name="columns">An m-by-n matrix, scaled to entries near 1 or below. Columns of norm below 1e-140 are not changed.</param>
    /// <param name="companion">Any matrix with n columns.</param>
    /// <exception cref="ConvergenceException">60 sweeps were not enough, which is an internal error.</exception>
    public static void Run(DenseMatrix columns, DenseMatrix companion) => new OneSidedJacobi(columns, companion).Run();

    /// <summary>The singular values, in no particular order: the norms that the columns have once they are orthogonal.</summary>
    /// <param name="columns">An m-by-n matrix as above; some of the rotations are applied to it.</param>
    /// <remarks>
    /// Small rotations that change little are skipped, and their changes of the squared norms are summed instead. Skipped rotations affect
    /// each other only in the third order of perturbation theory.
    /// </remarks>
    /// <exception cref="ConvergenceException">60 sweeps were not enough, which is an internal error.</exception>
    public static double[] Values(DenseMatrix columns)
    {
        OneSidedJacobi jacobi = new(columns, null) { _changes = new double[columns.ColumnCount] };
        jacobi.Run();
        UnsetMatrix.LetGo(jacobi._products);
        return [.. Enumerable.Range(0, columns.ColumnCount).Select(jacobi.Norm)];
    }

    private void Run()
    {
        double before = double.PositiveInfinity;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double worst = Sweep();
            // The rounding of long sums can exceed the tolerance: a cosine that no longer decreases is such noise.
            bool isNoise = worst <= 8 * Epsilon * _columns.RowCount && worst >= before / 2;
            if (worst == 0 || isNoise)
            {
                return;
            }

            before = worst;
        }

        throw new ConvergenceException("The one-sided Jacobi method", _columns.ColumnCount, MostSweeps);
    }

    private double Norm(int column)
    {
        int rows = _columns.RowCount;
        double square = _squares[column] + _changes![column];
        if (square >= SmallestNorm * SmallestNorm)
        {
            return Math.Sqrt(square);
        }

        fixed (double* start = _columns.Values)
        {
            return Householder.Norm(start + (column * (nint)rows), rows);
        }
    }

    /// <summary>Makes one sweep. Returns the largest cosine of a pair before its rotation; 0 if no pair was rotated.</summary>
    private double Sweep()
    {
        int n = _columns.ColumnCount;
        _products = GramMatrix.Compute(_columns, _products);
        _gram = _products.Values;
        _squares = [.. Enumerable.Range(0, n).Select(j => _gram[j + (j * n)])];
        _norms = Array.ConvertAll(_squares, Math.Sqrt);
        _changes?.AsSpan().Clear();
        double worst = 0;
        fixed (double* start = _columns.Values, companion = _companion?.Values)
        {
            for (int j = 1; j < n; j++)
            {
                worst = Math.Max(worst, SweepColumn(j, start, companion));
            }
        }

        return worst;
    }

    /// <summary>Rotates column j with those earlier columns that are not orthogonal to it according to the Gram matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SweepColumn(int j, double* start, double* companion)
    {
        int n = _columns.ColumnCount;
        double worst = 0, limit = _tolerance * _norms[j];
        if (_norms[j] < SmallestNorm)
        {
            return 0;
        }

        for (int i = 0; i < j; i++)
        {
            double inner = _gram[i + (j * n)];
            if (Math.Abs(inner) <= limit * _norms[i] || _norms[i] < SmallestNorm)
            {
                continue;
            }

            if (_changes is not null && Skips(i, j, inner))
            {
                continue;
            }

            worst = Math.Max(worst, Math.Abs(inner) / (_norms[j] * _norms[i]));
            RotatePair(i, j, start, companion);
        }

        return worst;
    }

    /// <summary>Whether a rotation is small and changes little; if so, adds its changes of the squared norms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Skips(int i, int j, double inner)
    {
        int n = _columns.ColumnCount;
        double x = _gram[i + (i * n)], y = _gram[j + (j * n)], tangent = inner / (x - y), change = tangent * inner;
        if (!(Math.Abs(tangent) <= SmallTangent && Math.Abs(change) <= SmallChange * Math.Min(x, y)))
        {
            return false;
        }

        _changes![i] += change;
        _changes[j] -= change;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RotatePair(int i, int j, double* start, double* companion)
    {
        VectorKernels kernels = VectorKernels.Current;
        int rows = _columns.RowCount;
        double* x = start + (i * (nint)rows), y = start + (j * (nint)rows);
        double inner = kernels.Dot(x, y, rows);
        double tangent = Tangent(_squares[i], _squares[j], inner);
        if (tangent == 0)
        {
            return;
        }

        double c = 1 / Math.Sqrt(1 + (tangent * tangent)), s = c * tangent;
        kernels.Rotate(x, y, c, s, rows);
        _squares[i] = Square(x, _squares[i], -tangent * inner);
        _squares[j] = Square(y, _squares[j], tangent * inner);
        if (companion is null)
        {
            return;
        }

        int order = _companion!.RowCount;
        kernels.Rotate(companion + (i * (nint)order), companion + (j * (nint)order), c, s, order);
    }

    /// <summary>The tangent of the smaller angle that makes two columns orthogonal.</summary>
    private static double Tangent(double squareX, double squareY, double inner)
    {
        if (inner == 0)
        {
            return 0;
        }

        double cotangent = (squareY - squareX) / (2 * inner);
        // Beyond 1e8 the square root is |cotangent| to the last bit, and the square may overflow.
        return Math.Abs(cotangent) > 1e8
            ? 0.5 / cotangent
            : Math.CopySign(1, cotangent) / (Math.Abs(cotangent) + Math.Sqrt(1 + (cotangent * cotangent)));
    }

    /// <summary>The squared norm after a rotation; summed again if the change cancels most of it.</summary>
    private double Square(double* column, double before, double change)
    {
        double after = before + change;
        return after > before / 2 ? after : VectorKernels.Current.Dot(column, column, _columns.RowCount);
    }
}
