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

    /// <summary>What a rotation may change in a squared norm, relative to it, and be left out.</summary>
    private const double LargeChange = 1.0 / (1L << 44);

    private readonly DenseMatrix _columns;
    private readonly DenseMatrix? _companion;
    private double[] _gram = [];
    private double[] _squares = [];

    private OneSidedJacobi(DenseMatrix columns, DenseMatrix? companion) => (_columns, _companion) = (columns, companion);

    /// <summary>Orthogonalises in place; the companion's columns, if given, take part in every rotation.</summary>
    /// <param name="columns">m-by-n, scaled to entries near 1 or below. Columns of norm below 1e-140 are left alone.</param>
    /// <param name="companion">Any matrix of n columns.</param>
    /// <exception cref="ConvergenceException">60 sweeps were not enough: an internal error.</exception>
    public static void Run(DenseMatrix columns, DenseMatrix companion)
    {
        OneSidedJacobi jacobi = new(columns, companion);
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

    /// <summary>The norms that the columns would have once orthogonal: the singular values, in no order. The columns are rotated in part.</summary>
    /// <param name="columns">As above.</param>
    /// <remarks>
    /// Only pairs are rotated whose rotation changes a squared norm by more than 2⁻⁴⁴ of itself. What the others would change is added
    /// up: rotations that small do not touch each other's inner products to any effect (the third order of perturbation theory).
    /// </remarks>
    /// <exception cref="ConvergenceException">60 sweeps were not enough: an internal error.</exception>
    public static double[] Values(DenseMatrix columns)
    {
        OneSidedJacobi jacobi = new(columns, null);
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            if (jacobi.SweepValues() is { } squares) return Array.ConvertAll(squares, Math.Sqrt);
        }

        throw new ConvergenceException("The one-sided Jacobi method", columns.ColumnCount, MostSweeps);
    }

    /// <summary>One sweep; returns the largest cosine found before it, at most the tolerance if nothing was done.</summary>
    private double Sweep(double tolerance)
    {
        TakeGram();
        double worst = 0;
        fixed (double* start = _columns.Values, companion = _companion?.Values)
        {
            for (int j = 1; j < _columns.ColumnCount; j++)
                worst = Math.Max(worst, SweepColumn(j, tolerance, start, companion));
        }

        return worst;
    }

    /// <summary>One sweep for values alone; returns the squares of the singular values if no pair had to be rotated.</summary>
    private double[]? SweepValues()
    {
        TakeGram();
        double[] squares = [.. _squares];
        bool isSettled = true;
        fixed (double* start = _columns.Values)
        {
            for (int j = 1; j < _columns.ColumnCount; j++)
                isSettled &= SweepValuesColumn(j, squares, start);
        }

        return isSettled ? squares : null;
    }

    private void TakeGram()
    {
        int n = _columns.ColumnCount;
        _gram = GramMatrix.Of(_columns).Values;
        _squares = new double[n];
        for (int j = 0; j < n; j++)
            _squares[j] = _gram[j + (j * n)];
    }

    /// <summary>Rotates column j with the columns before it where the Gram matrix asks for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SweepColumn(int j, double tolerance, double* start, double* companion)
    {
        int n = _columns.ColumnCount;
        double worst = 0, square = _gram[j + (j * n)];
        if (square < Underflow) return 0;
        double norm = Math.Sqrt(square);
        for (int i = 0; i < j; i++)
        {
            double other = _gram[i + (i * n)];
            if (other < Underflow) continue;
            double cosine = Math.Abs(_gram[i + (j * n)]) / (norm * Math.Sqrt(other));
            worst = Math.Max(worst, cosine);
            if (cosine > tolerance) RotatePair(i, j, start, companion);
        }

        return worst;
    }

    /// <summary>Rotates column j with the columns before it where that changes much, and adds up what it would change elsewhere.</summary>
    /// <returns>Whether nothing was rotated.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool SweepValuesColumn(int j, double[] squares, double* start)
    {
        int n = _columns.ColumnCount;
        bool isSettled = true;
        double square = _gram[j + (j * n)];
        if (square < Underflow) return true;
        for (int i = 0; i < j; i++)
        {
            double other = _gram[i + (i * n)], inner = _gram[i + (j * n)];
            if (other < Underflow || inner == 0) continue;
            double change = inner / (other - square) * inner;
            squares[i] += change;
            squares[j] -= change;
            if (Math.Abs(change) <= LargeChange * Math.Min(square, other)) continue;
            RotatePair(i, j, start, null);
            isSettled = false;
        }

        return isSettled;
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
