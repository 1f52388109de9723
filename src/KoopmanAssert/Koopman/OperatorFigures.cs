namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// Figures of a fitted operator beside its credit: no setting of the credit changes them, so that they stay comparable from one baseline to
/// another.
/// </summary>
internal static class OperatorFigures
{
    /// <summary>The fraction of a largest singular value at or below which one is noise.</summary>
    public const double Tolerance = 1e-3;

    // A direction with a hundredth of the snapshots' variance counts half.
    private const double Regularisation = 0.01;

    /// <summary>The operator's spectrum with the inputs cut at <see cref="Tolerance"/>, and its rank r at the same.</summary>
    public static Spectrum Spectrum(GramFit fit)
    {
        var rule = RankCutoff.Relative(Tolerance);
        // Centred snapshots leave one direction out; what is found there is rounding.
        int k = Math.Min(rule.RankOf(fit.InputSingularValues, fit.Inputs, fit.Snapshots), fit.Snapshots - 1);
        double[] sigma = k > 0 ? fit.OperatorSingularValues(k) : [];
        return new Spectrum(sigma, rule.RankOf(sigma, fit.Outputs, fit.Inputs), Tolerance);
    }

    /// <summary>
    /// The size ‖K_λ‖_F of the operator of ridge regression, λ a hundredth of the mean squared norm of the centred inputs.
    /// </summary>
    public static double Gain(GramFit fit) => fit.RegularisedNorm(Lambda(fit));

    /// <summary>The singular values of K_λ, descending.</summary>
    public static double[] Regularised(GramFit fit, int atMost) => fit.RegularisedSingularValues(Lambda(fit), atMost);

    /// <summary>The ridge λ for centred inputs of these singular values.</summary>
    public static double Lambda(double[] inputs, int snapshots) => Regularisation * inputs.Sum(s => s * s) / snapshots;

    private static double Lambda(GramFit fit) => Lambda(fit.InputSingularValues, fit.Snapshots);
}
