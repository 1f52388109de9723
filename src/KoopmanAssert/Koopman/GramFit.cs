using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The outputs F of a block in the principal coordinates of its inputs X = U S Vᵀ: C = Vᵀ G_F V with G_F = FᵀF. Every figure of the
/// operator K = F X⁺ that does not need its entries follows from S and C, so nothing of size p or q is held.
/// </summary>
internal sealed class GramFit
{
    private const double UnitRoundoff = 1.0 / (1L << 52);

    private readonly double[] _s;
    private readonly double _total;
    private DenseMatrix? _coupling;
    private (int Rank, double[]? Values) _last;

    private GramFit(GramFactor inputs, DenseMatrix coupling, double total, int outputs, bool isFinite)
    {
        _s = inputs.SingularValues;
        _coupling = coupling;
        _total = total;
        Inputs = inputs.Dimension;
        Outputs = outputs;
        Snapshots = inputs.Snapshots;
        IsFinite = isFinite;
    }

    /// <summary>Whether inputs and outputs were finite; there is no operator otherwise.</summary>
    public bool IsFinite { get; }

    /// <summary>The number n of snapshots.</summary>
    public int Snapshots { get; }

    /// <summary>The dimension p of the inputs.</summary>
    public int Inputs { get; }

    /// <summary>The dimension q of the outputs.</summary>
    public int Outputs { get; }

    /// <summary>The singular values of X in descending order.</summary>
    public double[] InputSingularValues => _s;

    /// <summary>Fits outputs.</summary>
    public static GramFit Compute(GramFactor inputs, InnerProducts outputs) =>
        Compute(inputs, outputs, outputs.Dimension, outputs.IsFinite ? outputs.Trace : double.NaN);

    /// <summary>Fits outputs of which a projection was kept that holds all that the inputs explain of them.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="projected">The outputs in orthonormal coordinates of the space that they are projected to.</param>
    /// <param name="dimension">The dimension q of the outputs themselves.</param>
    /// <param name="total">The sum of the squared norms of the outputs themselves.</param>
    public static GramFit Compute(GramFactor inputs, InnerProducts projected, int dimension, double total)
    {
        bool finite = inputs.IsFinite && projected.IsFinite;
        return new GramFit(
            inputs, finite ? projected.Between(inputs.V) : new DenseMatrix(1, 1), finite ? total : double.NaN, dimension, finite);
    }

    /// <summary>
    /// The singular values of K with X cut at rank <paramref name="k"/>, descending: the roots of the eigenvalues of S⁻¹CS⁻¹.
    /// </summary>
    /// <remarks>Kept for the last k: a block's credit and its other figures mostly ask for the same.</remarks>
    public double[] OperatorSingularValues(int k)
    {
        if (_last.Rank != k || _last.Values is null)
        {
            _last = (k, OperatorSingularValues(k, s => 1 / s, Math.Min(Outputs, Inputs)));
        }

        return _last.Values;
    }

    /// <summary>
    /// The singular values of the regularised K = F·diag(s/(s²+λ))·Uᵀ, descending, at most <paramref name="atMost"/> of them.
    /// </summary>
    public double[] RegularisedSingularValues(double lambda, int atMost) =>
        OperatorSingularValues(_s.Length, s => Regularised(s, lambda), atMost);

    /// <summary>The Frobenius norm of the regularised K.</summary>
    public double RegularisedNorm(double lambda)
    {
        double sum = 0;
        for (int j = 0; j < _s.Length; j++)
        {
            double weight = Regularised(_s[j], lambda);
            sum += weight * weight * Coupling[j, j];
        }

        return Math.Sqrt(Math.Max(sum, 0));
    }

    /// <summary>Lets the next fit take the memory of this one, which gives no further figure.</summary>
    public void LetGo()
    {
        UnsetMatrix.LetGo(_coupling);
        _coupling = null;
    }

    /// <summary>The share ‖F − KX‖/‖F‖ that the operator of rank <paramref name="k"/> leaves unexplained.</summary>
    /// <remarks>What is explained and the total agree to about n roundings where the fit is exact: less than that is no residual.</remarks>
    public double Residual(int k)
    {
        double explained = 0;
        for (int j = 0; j < k; j++)
        {
            explained += Coupling[j, j];
        }

        double share = _total > 0 ? 1 - (explained / _total) : 0;
        return share > Snapshots * UnitRoundoff ? Math.Sqrt(share) : 0;
    }

    private DenseMatrix Coupling => _coupling ?? throw new InvalidOperationException("This fit was let go.");

    private static double Regularised(double s, double lambda) => lambda > 0 ? s / ((s * s) + lambda) : 0;

    private double[] OperatorSingularValues(int k, Func<double, double> weight, int atMost)
    {
        double[] weights = [.. _s.Take(k).Select(weight)];
        return InnerProducts.Roots(SymmetricEigen.Values(Coupling, weights), atMost);
    }
}
