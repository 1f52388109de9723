using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>One Householder reflector H = I − τ u uᵀ with u₀ = 1 (Golub and Van Loan, 4th ed., 5.1).</summary>
internal static unsafe class Householder
{
    /// <summary>Replaces x by the u for which H x = βe₀. H = I if x is zero below its first entry.</summary>
    /// <param name="x">The vector; u on return.</param>
    /// <param name="count">Its length, at least 1.</param>
    /// <param name="beta">±‖x‖, with the sign opposite to that of x₀; x₀ itself if τ = 0.</param>
    /// <returns>τ; 0 for H = I.</returns>
    public static double Create(double* x, int count, out double beta)
    {
        double factor = Create(x[0], x + 1, count - 1, out beta);
        x[0] = 1;
        return factor;
    }

    /// <summary>The same for a vector whose first entry is stored elsewhere: replaces the other entries by those of u.</summary>
    /// <param name="first">x₀.</param>
    /// <param name="others">The other entries of x; those of u on return.</param>
    /// <param name="count">The number of other entries.</param>
    /// <param name="beta">±‖x‖, with the sign opposite to that of x₀; x₀ itself if τ = 0.</param>
    /// <returns>τ; 0 for H = I.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Create(double first, double* others, int count, out double beta)
    {
        double rest = Norm(others, count);
        beta = first;
        if (rest == 0)
        {
            return 0;
        }

        beta = -Math.CopySign(Hypotenuse(first, rest), first);
        double pivot = first - beta;
        // Divides each entry: the reciprocal would overflow for subnormal vectors.
        for (int i = 0; i < count; i++)
        {
            others[i] /= pivot;
        }

        return -pivot / beta;
    }

    /// <summary>‖x‖, safe from overflow and underflow of the squares.</summary>
    public static double Norm(double* x, int count)
    {
        double square = VectorKernels.Current.Dot(x, x, count);
        if (square is > 1e-280 and < 1e280)
        {
            return Math.Sqrt(square);
        }

        double largest = 0;
        for (int i = 0; i < count; i++)
        {
            largest = Math.Max(largest, Math.Abs(x[i]));
        }

        if (largest == 0 || !double.IsFinite(largest))
        {
            return largest;
        }

        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += x[i] / largest * (x[i] / largest);
        }

        return largest * Math.Sqrt(sum);
    }

    private static double Hypotenuse(double x, double y)
    {
        double large = Math.Max(Math.Abs(x), Math.Abs(y)), small = Math.Min(Math.Abs(x), Math.Abs(y)) / large;
        return large * Math.Sqrt(1 + (small * small));
    }
}
