using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The halves of a merge in which a vector has nonzero entries.</summary>
internal enum VectorHalves
{
    /// <summary>The first half only.</summary>
    Upper,

    /// <summary>Both halves, after a rotation.</summary>
    Both,

    /// <summary>The second half only.</summary>
    Lower,
}

/// <summary>
/// Splits the eigenpairs of D + ρ z zᵀ into those that the rank-one term moves by no more than rounding, which stay, and those that
/// move (LAPACK dlaed2).
/// </summary>
/// <remarks>
/// A pair stays if its entry of z is negligible. Of two values that are so close that their vectors may be rotated, one stays: the
/// rotation makes its entry of z zero.
/// </remarks>
internal sealed unsafe class Deflation(int order)
{
    private const double Epsilon = 1.0 / (1L << 53);

    /// <summary>Changes below this are ignored, in a matrix scaled to entries near 1: squares of quotients could overflow.</summary>
    private const double Tiny = 1e-100;

    private readonly List<int> _moving = new(order);
    private readonly List<int> _settled = new(order);

    /// <summary>ρ, for a z of norm 1.</summary>
    public double Rho { get; private set; }

    /// <summary>The entry of z for each column.</summary>
    public double[] Z { get; } = new double[order];

    /// <summary>The halves in which each column has nonzero entries.</summary>
    public VectorHalves[] Halves { get; } = new VectorHalves[order];

    /// <summary>The columns that move, in ascending order of their values, which are distinct.</summary>
    public IReadOnlyList<int> Moving => _moving;

    /// <summary>The columns that stay, in no particular order.</summary>
    public IReadOnlyList<int> Settled => _settled;

    /// <summary>
    /// Splits the columns. Rotates pairs of columns of <paramref name="q"/>, and their values, if that settles one of them.
    /// </summary>
    /// <param name="q">The vectors of both halves, block diagonal.</param>
    /// <param name="values">The values of the columns.</param>
    /// <param name="ascending">The columns in ascending order of their values.</param>
    /// <param name="half">The order of the first half.</param>
    /// <param name="tear">The entry of the tridiagonal matrix that was torn out, ±ρ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(MatrixView q, Span<double> values, ReadOnlySpan<int> ascending, int half, double tear)
    {
        FormZ(q, half, tear);
        double largest = 0, largestZ = 0;
        for (int j = 0; j < q.Columns; j++)
        {
            (largest, largestZ) = (Math.Max(largest, Math.Abs(values[j])), Math.Max(largestZ, Math.Abs(Z[j])));
        }

        double tolerance = Math.Max(Tiny, 8 * Epsilon * Math.Max(largest, Rho * largestZ));
        _moving.Clear();
        _settled.Clear();
        int candidate = -1;
        foreach (int column in ascending)
        {
            if (Rho * Math.Abs(Z[column]) <= tolerance)
            {
                _settled.Add(column);
                continue;
            }

            if (candidate >= 0)
            {
                (TryRotate(q, values, candidate, column, tolerance) ? _settled : _moving).Add(candidate);
            }

            candidate = column;
        }

        if (candidate >= 0)
        {
            _moving.Add(candidate);
        }
    }

    /// <summary>z: the last row of the first half's vectors, and the first row of the second half's with the sign of the tear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FormZ(MatrixView q, int half, double tear)
    {
        Rho = 2 * Math.Abs(tear);
        double scale = Math.Sqrt(0.5);
        for (int j = 0; j < q.Columns; j++)
        {
            Z[j] = j < half ? scale * *q.At(half - 1, j) : Math.CopySign(scale, tear) * *q.At(half, j);
            Halves[j] = j < half ? VectorHalves.Upper : VectorHalves.Lower;
        }
    }

    /// <summary>Makes the entry of z of <paramref name="low"/> zero if the entry that this leaves off the diagonal is negligible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRotate(MatrixView q, Span<double> values, int low, int high, double tolerance)
    {
        double norm = Math.Sqrt((Z[low] * Z[low]) + (Z[high] * Z[high])), cosine = Z[high] / norm, sine = Z[low] / norm;
        double gap = values[high] - values[low];
        if (Math.Abs(gap * cosine * sine) > tolerance)
        {
            return false;
        }

        Z[high] = norm;
        VectorKernels.Current.Rotate(q.At(0, low), q.At(0, high), cosine, sine, q.Rows);
        if (Halves[low] != Halves[high])
        {
            Halves[low] = Halves[high] = VectorHalves.Both;
        }

        values[high] -= gap * sine * sine;
        values[low] += gap * sine * sine;
        return true;
    }
}
