using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>One Householder reflector H = I − τ u uᵀ with u₀ = 1 (Golub and Van Loan, 4th ed., 5.1).</summary>
internal static unsafe class Householder
{
    /// <summary>Replaces x by the u for which H x = βe₀, and returns τ; τ = 0 (H = I) if x is zero below its first entry.</summary>
    /// <param name="x">The vector; u on return.</param>
    /// <param name="count">Its length, at least 1.</param>
    /// <param name="beta">±‖x‖, of the sign opposite to x₀; x₀ itself where τ = 0.</param>
    public static double Create(double* x, int count, out double beta)
    {
        double factor = Create(x[0], x + 1, count - 1, out beta);
        x[0] = 1;
        return factor;
    }

    /// <summary>The same where the first entry lies elsewhere: replaces the others by those of u.</summary>
    /// <param name="first">x₀.</param>
    /// <param name="others">The other entries of x; those of u on return.</param>
    /// <param name="count">How many others there are.</param>
    /// <param name="beta">±‖x‖, of the sign opposite to x₀; x₀ itself where τ = 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Create(double first, double* others, int count, out double beta)
    {
        double rest = Norm(others, count);
        beta = first;
        if (rest == 0) return 0;
        beta = -Math.CopySign(Hypotenuse(first, rest), first);
        double pivot = first - beta;
        // A division each, not a product with the reciprocal, which overflows for subnormal vectors.
        for (int i = 0; i < count; i++)
            others[i] /= pivot;
        return -pivot / beta;
    }

    /// <summary>‖x‖, without overflow or underflow in the squares.</summary>
    public static double Norm(double* x, int count)
    {
        double square = VectorKernels.Current.Dot(x, x, count);
        if (square is > 1e-280 and < 1e280) return Math.Sqrt(square);
        double largest = 0;
        for (int i = 0; i < count; i++)
            largest = Math.Max(largest, Math.Abs(x[i]));
        if (largest == 0 || !double.IsFinite(largest)) return largest;
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += x[i] / largest * (x[i] / largest);
        return largest * Math.Sqrt(sum);
    }

    private static double Hypotenuse(double x, double y)
    {
        double large = Math.Max(Math.Abs(x), Math.Abs(y)), small = Math.Min(Math.Abs(x), Math.Abs(y)) / large;
        return large * Math.Sqrt(1 + (small * small));
    }
}
