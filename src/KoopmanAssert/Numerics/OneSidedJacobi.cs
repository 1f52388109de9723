using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Rotates the columns of a matrix until they are orthogonal (one-sided Jacobi; Golub and Van Loan, 4th ed., 8.6.3).</summary>
/// <remarks>
/// A sweep first takes all cosines from one Gram matrix, the cheap way, and visits only pairs that are not yet orthogonal; what
/// one rotation does to pairs already passed over, the next Gram matrix shows. Each cosine is relative to its two columns, which is
/// what keeps small singular values accurate (Demmel and Veselić 1992, doi:10.1137/0613074).
/// </remarks>
internal sealed unsafe class OneSidedJacobi
{
    /// <summary>Five are usual without preconditioning.</summary>
    private const int MostSweeps = 60;

    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>A squared norm below which a column counts as zero: its inner products underflow.</summary>
    private const double Underflow = 1e-280;

    private readonly DenseMatrix _columns;
    private readonly double[] _negligible;
    private readonly DenseMatrix? _companion;
    private double[] _squares = [];

    private OneSidedJacobi(DenseMatrix columns, double[] noise, DenseMatrix? companion)
    {
        _columns = columns;
        _negligible = Array.ConvertAll(noise, norm => Math.Max(norm * norm, Underflow));
        _companion = companion;
    }

    /// <summary>Orthogonalises in place; the companion's columns, if given, take part in every rotation.</summary>
    /// <param name="columns">m-by-n, scaled to entries near 1 or below. Columns of norm below 1e-140 are left alone.</param>
    /// <param name="noise">For each column the norm below which it is rounding noise: it is left alone, since noise never becomes orthogonal.</param>
    /// <param name="companion">Any matrix of n columns, or null.</param>
    /// <exception cref="ConvergenceException">60 sweeps were not enough: an internal error.</exception>
    public static void Run(DenseMatrix columns, double[] noise, DenseMatrix? companion)
    {
        OneSidedJacobi jacobi = new(columns, noise, companion);
        double tolerance = Epsilon * Math.Max(8, Math.Sqrt(columns.RowCount));
        double before = double.PositiveInfinity;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double worst = jacobi.Sweep(tolerance);
            // Sums of many terms can round to more than the tolerance: a cosine that no longer falls is such noise.
            bool isNoise = worst <= 8 * Epsilon * columns.RowCount && worst >= before / 2;
            if (worst <= tolerance || isNoise) return;
            before = worst;
        }

        throw new ConvergenceException("The one-sided Jacobi method", columns.ColumnCount, MostSweeps);
    }

    /// <summary>One sweep; returns the largest cosine found before it, at most the tolerance if nothing was done.</summary>
    private double Sweep(double tolerance)
    {
        int n = _columns.ColumnCount;
        double[] gram = GramMatrix.Of(_columns).Values;
        _squares = new double[n];
        for (int j = 0; j < n; j++)
            _squares[j] = gram[j + (j * n)];
        double worst = 0;
        fixed (double* start = _columns.Values, companion = _companion?.Values)
        {
            for (int j = 1; j < n; j++)
                worst = Math.Max(worst, SweepColumn(gram, j, tolerance, start, companion));
        }

        return worst;
    }

    /// <summary>Rotates column j with the columns before it where the Gram matrix asks for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SweepColumn(double[] gram, int j, double tolerance, double* start, double* companion)
    {
        int n = _columns.ColumnCount;
        double worst = 0, square = gram[j + (j * n)];
        if (square < _negligible[j]) return 0;
        double norm = Math.Sqrt(square);
        for (int i = 0; i < j; i++)
        {
            double other = gram[i + (i * n)];
            if (other < _negligible[i]) continue;
            double cosine = Math.Abs(gram[i + (j * n)]) / (norm * Math.Sqrt(other));
            worst = Math.Max(worst, cosine);
            if (cosine > tolerance) RotatePair(i, j, start, companion);
        }

        return worst;
    }

    private void RotatePair(int i, int j, double* start, double* companion)
    {
        VectorKernels kernels = VectorKernels.Current;
        int rows = _columns.RowCount;
        double* x = start + (i * (nint)rows), y = start + (j * (nint)rows);
        double inner = kernels.Dot(x, y, rows);
        double tangent = Tangent(_squares[i], _squares[j], inner);
        if (tangent == 0) return;
        double c = 1 / Math.Sqrt(1 + (tangent * tangent)), s = c * tangent;
        kernels.Rotate(x, y, c, s, rows);
        _squares[i] = Square(x, _squares[i], -tangent * inner);
        _squares[j] = Square(y, _squares[j], tangent * inner);
        if (companion is null) return;
        int order = _companion!.RowCount;
        kernels.Rotate(companion + (i * (nint)order), companion + (j * (nint)order), c, s, order);
    }

    /// <summary>The tangent of the smaller angle that makes two columns orthogonal.</summary>
    private static double Tangent(double squareX, double squareY, double inner)
    {
        if (inner == 0) return 0;
        double cotangent = (squareY - squareX) / (2 * inner);
        // Beyond 1e8 the square root is |cotangent| to the last bit, and the square may overflow.
        return Math.Abs(cotangent) > 1e8
            ? 0.5 / cotangent
            : Math.CopySign(1, cotangent) / (Math.Abs(cotangent) + Math.Sqrt(1 + (cotangent * cotangent)));
    }

    /// <summary>The squared norm after a rotation; summed anew where the change cancels most of it.</summary>
    private double Square(double* column, double before, double change)
    {
        double after = before + change;
        return after > before / 2 ? after : VectorKernels.Current.Dot(column, column, _columns.RowCount);
    }
}
