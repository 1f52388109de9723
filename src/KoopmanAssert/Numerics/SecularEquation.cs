using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Solves the secular equation 1/ρ + Σ z_i²/(d_i − λ) = 0 of diag(d) + ρ z zᵀ, which has one root after each pole d_i (Li 1993, LAPACK
/// Working Note 89; LAPACK dlaed4).
/// </summary>
/// <remarks>
/// The unknown is the distance τ from the nearer of the two poles around the root, so that every d_i − λ has nearly full relative
/// precision. A step goes to the root of a model with two poles that has the value and the slope of the sum; a bracket safeguards it.
/// </remarks>
/// <param name="poles">d, ascending and distinct.</param>
/// <param name="z">The vector: no entry is 0, ‖z‖ = 1.</param>
/// <param name="count">The number of poles, at least 2.</param>
/// <param name="rho">ρ, positive.</param>
internal readonly unsafe ref struct SecularEquation(double* poles, double* z, int count, double rho)
{
    /// <summary>The most steps; three or four are usual.</summary>
    private const int MostSteps = 100;

    private const double Epsilon = 1.0 / (1L << 53);

    private readonly double* _poles = poles;
    private readonly double* _z = z;
    private readonly int _count = count;
    private readonly double _rho = rho;
    private readonly VectorKernels _kernels = VectorKernels.Current;

    /// <summary>Computes the root λ after a pole.</summary>
    /// <param name="root">The index of the pole.</param>
    /// <param name="differences">Receives all d_i − λ.</param>
    /// <exception cref="ConvergenceException">100 steps were not enough, which is an internal error.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Solve(int root, double* differences)
    {
        bool isLast = root == _count - 1;
        // The last root has no pole to its right: the model has the last two poles.
        int left = isLast ? root - 1 : root;
        Bracket bracket = isLast ? AtEnd() : Between(root);
        double origin = bracket.Origin, before = double.PositiveInfinity;
        bool fitsBothSlopes = isLast;
        for (int step = 0; step < MostSteps; step++)
        {
            SecularSum below = _kernels.SecularSum(_poles, _z, left + 1, origin, bracket.Tau);
            SecularSum above = _kernels.SecularSum(_poles + left + 1, _z + left + 1, _count - left - 1, origin, bracket.Tau);
            double value = (1 / _rho) + below.Value + above.Value, slope = below.Slope + above.Slope;
            double rounding = Epsilon
                * ((1 / _rho) + (8 * Math.Abs(below.Value)) + (8 * Math.Abs(above.Value)) + (Math.Abs(bracket.Tau) * slope));
            // If a model gains less than a digit, the other one is tried next.
            if (!isLast && Math.Abs(value) > before / 10)
            {
                fitsBothSlopes = !fitsBothSlopes;
            }

            before = Math.Abs(value);
            if (before <= rounding || !bracket.Move(value, slope, Step(left, bracket, below, above, fitsBothSlopes)))
            {
                for (int i = 0; i < _count; i++)
                {
                    differences[i] = _poles[i] - origin - bracket.Tau;
                }

                return origin + bracket.Tau;
            }
        }

        throw new ConvergenceException("The secular equation", _count, MostSteps);
    }

    /// <summary>
    /// The start between two poles: the root for these two, with the sum of all others as at the middle, relative to the nearer pole.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Bracket Between(int root)
    {
        double gap = _poles[root + 1] - _poles[root], half = gap / 2, origin = _poles[root];
        double left = _z[root] * _z[root], right = _z[root + 1] * _z[root + 1];
        int next = root + 2;
        double c = (1 / _rho) + _kernels.SecularSum(_poles, _z, root, origin, half).Value
            + _kernels.SecularSum(_poles + next, _z + next, _count - next, origin, half).Value;
        return c + ((right - left) / half) > 0
            ? new(origin, 0, half, NearRoot((c * gap) + left + right, left * gap, c))
            : new(_poles[root + 1], -half, 0, NearRoot(left + right - (c * gap), -right * gap, c));
    }

    /// <summary>The start beyond the last pole, from which the root is at most ρ‖z‖² away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Bracket AtEnd()
    {
        int last = _count - 1;
        double gap = _poles[last] - _poles[last - 1], half = _rho / 2, origin = _poles[last];
        double left = _z[last - 1] * _z[last - 1], right = _z[last] * _z[last];
        double c = (1 / _rho) + _kernels.SecularSum(_poles, _z, last - 1, origin, half).Value;
        double atHalf = c - (left / (gap + half)) - (right / half);
        double tau = FarRoot(left + right - (c * gap), -right * gap, c);
        // The rounding of ‖z‖ can move the root slightly beyond ρ.
        return atHalf > 0 ? new(origin, 0, half, tau) : new(origin, half, _rho * (1 + (16 * Epsilon)), tau);
    }

    /// <summary>The step to the root of the model with the pole <paramref name="left"/> and the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Step(int left, Bracket at, SecularSum below, SecularSum above, bool fitsBothSlopes)
    {
        double value = (1 / _rho) + below.Value + above.Value, slope = below.Slope + above.Slope;
        double toLeft = _poles[left] - at.Origin - at.Tau, toRight = _poles[left + 1] - at.Origin - at.Tau;
        double c = value - (toLeft * below.Slope) - (toRight * above.Slope);
        if (!fitsBothSlopes)
        {
            // The pole at the origin keeps its own weight, and the other one gets the remaining slope.
            bool isLeft = at.Origin == _poles[left];
            double weight = isLeft ? _z[left] / toLeft : _z[left + 1] / toRight, gap = toRight - toLeft;
            c = value - ((isLeft ? toRight : toLeft) * slope) + ((isLeft ? gap : -gap) * weight * weight);
        }

        double product = toLeft * toRight, a = ((toLeft + toRight) * value) - (product * slope), b = product * value;
        return toRight < 0 ? FarRoot(a, b, Math.Abs(c)) : NearRoot(a, b, c);
    }

    /// <summary>The root of cη² − aη + b that lies between the poles of the model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double NearRoot(double a, double b, double c)
    {
        double root = Math.Sqrt(Math.Abs((a * a) - (4 * b * c)));
        return a > 0 ? 2 * b / (a + root) : (a - root) / (2 * c);
    }

    /// <summary>The other root, to the right of both poles.</summary>
    private static double FarRoot(double a, double b, double c) => NearRoot(-a, -b, -c);

    /// <summary>A bracket of the root origin + τ: two bounds of τ.</summary>
    private struct Bracket
    {
        private double _low;
        private double _high;

        public Bracket(double origin, double low, double high, double tau)
        {
            (Origin, _low, _high) = (origin, low, high);
            Tau = Inside(tau);
        }

        public double Origin { get; }

        public double Tau { get; private set; }

        /// <summary>Makes τ a bound and takes a step. A step in the wrong direction or out of the bracket is replaced.</summary>
        /// <returns>Whether τ moved by more than its rounding.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Move(double value, double slope, double step)
        {
            if (value < 0)
            {
                _low = Tau;
            }
            else
            {
                _high = Tau;
            }

            if (!(value * step < 0))
            {
                step = -value / slope;
            }

            double before = Tau;
            Tau = Inside(before + step);
            return Math.Abs(Tau - before) > 2 * Epsilon * Math.Abs(before);
        }

        private readonly double Inside(double tau) => tau > _low && tau < _high ? tau : _low + ((_high - _low) / 2);
    }
}

/// <summary>A part of the sum of the secular equation at one λ.</summary>
/// <param name="Value">Σ z_i²/(d_i − λ).</param>
/// <param name="Slope">Its derivative Σ z_i²/(d_i − λ)².</param>
internal readonly record struct SecularSum(double Value, double Slope);
