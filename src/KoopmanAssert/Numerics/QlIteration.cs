using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The implicit QL iteration on a symmetric tridiagonal matrix (Golub and Van Loan, 4th ed., 8.3.5; EISPACK tql2).</summary>
internal static unsafe class QlIteration
{
    /// <summary>The most sweeps per eigenvalue; two are usual.</summary>
    private const int SweepsEach = 60;

    /// <summary>
    /// The number of sweeps after which entries also count as zero if they are rounding noise of the whole matrix.
    /// </summary>
    private const int Patience = 6;

    /// <summary>
    /// Entries beside the diagonal below this count as zero, in a matrix scaled to entries near 1: their squares could underflow.
    /// </summary>
    private const double Tiny = 1e-100;

    /// <summary>Replaces the diagonal by the eigenvalues, in no particular order, and destroys the entries beside it.</summary>
    /// <param name="diagonal">The n diagonal entries.</param>
    /// <param name="beside">The n − 1 entries beside the diagonal and a zero.</param>
    /// <param name="vectors">A matrix with n columns to which every rotation is applied, or null.</param>
    /// <exception cref="ConvergenceException">60 sweeps were not enough for an eigenvalue, which is an internal error.</exception>
    public static void Run(Span<double> diagonal, Span<double> beside, MatrixView? vectors)
    {
        double largest = Largest(diagonal, beside), above = 0;
        for (int first = 0; first < diagonal.Length; first++)
        {
            // As in EISPACK: large values at the top leave rounding noise below them, where no entry passes a test against its neighbours
            // alone, while small values at the top keep their digits. If both kinds alternate, the whole matrix decides after a few sweeps.
            above = Math.Max(above, Math.Abs(diagonal[first]) + Math.Abs(beside[first]));
            int sweeps = 0;
            for (int last = BlockEnd(diagonal, beside, first, above);
                last > first;
                last = BlockEnd(diagonal, beside, first, sweeps < Patience ? above : largest))
            {
                if (sweeps++ == SweepsEach)
                {
                    throw new ConvergenceException("The QL iteration", diagonal.Length, SweepsEach);
                }

                Sweep(diagonal, beside, first, last, vectors);
            }
        }
    }

    private static double Largest(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside)
    {
        double largest = 0;
        for (int i = 0; i < diagonal.Length; i++)
        {
            largest = Math.Max(largest, Math.Max(Math.Abs(diagonal[i]), Math.Abs(beside[i])));
        }

        return largest;
    }

    /// <summary>
    /// The last index of the unreduced block that starts at <paramref name="first"/>: the next entry beside the diagonal is negligible
    /// relative to its neighbours or to a scale.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int BlockEnd(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside, int first, double scale)
    {
        const double Epsilon = 1.0 / (1L << 52);
        for (int m = first; m < diagonal.Length - 1; m++)
        {
            double size = Math.Max(scale, Math.Abs(diagonal[m]) + Math.Abs(diagonal[m + 1]));
            if (Math.Abs(beside[m]) <= Math.Max(Tiny, Epsilon * size))
            {
                return m;
            }
        }

        return diagonal.Length - 1;
    }

    /// <summary>One sweep with Wilkinson's shift, from the end of the block to its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sweep(Span<double> d, Span<double> e, int first, int last, MatrixView? vectors)
    {
        double g = Shifted(d, e, first, last), sine = 1, cosine = 1, p = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double f = sine * e[i], b = cosine * e[i];
            double r = Math.Sqrt((f * f) + (g * g));
            e[i + 1] = r;
            if (r == 0)
            {
                // The matrix splits: the rows below are a block of their own.
                d[i + 1] -= p;
                e[last] = 0;
                return;
            }

            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * sine) + (2 * cosine * b);
            p = sine * r;
            d[i + 1] = g + p;
            g = (cosine * r) - b;
            if (vectors is { } z)
            {
                VectorKernels.Current.Rotate(z.At(0, i), z.At(0, i + 1), cosine, sine, z.Rows);
            }
        }

        d[first] -= p;
        e[first] = g;
        e[last] = 0;
    }

    /// <summary>d_last minus the eigenvalue of the leading 2-by-2 matrix that is nearer to its first entry.</summary>
    private static double Shifted(ReadOnlySpan<double> d, ReadOnlySpan<double> e, int first, int last)
    {
        double g = (d[first + 1] - d[first]) / (2 * e[first]);
        // |g| can be as large as 1e100, whose square is still finite.
        double r = Math.Sqrt((g * g) + 1);
        return d[last] - d[first] + (e[first] / (g + Math.CopySign(r, g)));
    }
}
