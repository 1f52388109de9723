using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert;

/// <summary>Compares models with a baseline. Every method is safe for concurrent use: baselines are immutable.</summary>
public static class CreditBaselineExtensions
{
    /// <summary>Analyses the model at the baseline's path on the baseline's samples with its settings, and compares the result.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="options">How the analysis runs; the defaults when null.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <returns>What changed and by how much. Drift, unreliable credits (KOOP2010) and another environment (KOOP3003) are part of the
    /// result: see <see cref="BaselineComparison.ThrowIfUnusable"/>.</returns>
    /// <exception cref="KoopmanAssertException">Any other failure: see <c>CreditAnalysis.Run</c> and <see cref="Compare"/>; also
    /// KOOP2009, if the samples cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static BaselineComparison Check(
        this CreditBaseline baseline,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return baseline.Hold(NamedFiles.Use(baseline, () => CreditAnalysis.Run(
            baseline.ModelPath, baseline.SamplesPath, baseline.Settings, baseline.WithLabels(options), cancellation)));
    }

    /// <summary>The same as <see cref="Check"/>, without blocking the caller.</summary>
    /// <inheritdoc cref="Check"/>
    public static Task<BaselineComparison> CheckAsync(
        this CreditBaseline baseline,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default) =>
        Task.Run(() => baseline.Check(options, cancellation), cancellation);

    /// <summary>Compares an analysis with the baseline.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="report">The analysis, made with the baseline's samples and settings.</param>
    /// <returns>What changed and by how much. Drift, unreliable credits (KOOP2010) and another environment (KOOP3003) are part of the
    /// result: see <see cref="BaselineComparison.ThrowIfUnusable"/>.</returns>
    /// <exception cref="BaselineException">KOOP1007: a tolerance rule matches no block, or a block has no rule; KOOP1008: other samples;
    /// KOOP1009: other settings; KOOP1013: other labels.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below six noise floors.</exception>
    public static BaselineComparison Compare(this CreditBaseline baseline, CreditReport report)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(report);
        return BaselineComparer.Compare(baseline, report);
    }

    /// <summary>Returns a copy of the baseline with one more accepted retrain; it is not saved.</summary>
    /// <inheritdoc cref="Accept(CreditBaseline, IReadOnlyList{CreditReport}, string?)"/>
    /// <param name="baseline">The baseline.</param>
    /// <param name="retrain">The analysis of a retrain of the same network, made with the baseline's samples and settings.</param>
    /// <param name="reason">Why it is accepted even if its score is beyond the limit; null to refuse it then.</param>
    public static CreditBaseline Accept(this CreditBaseline baseline, CreditReport retrain, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(retrain);
        return baseline.Accept([retrain], reason);
    }

    /// <summary>
    /// Returns a copy of the baseline with more accepted retrains; it is not saved. Each is judged by the models accepted before: those of
    /// one call do not vouch for each other.
    /// </summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="retrains">The analyses of retrains of the same network, made with the baseline's samples and settings.</param>
    /// <param name="reason">Why they are accepted even if their scores are beyond the limit; null to refuse them then. It is kept with each
    /// retrain that needs it.</param>
    /// <returns>The baseline with the retrains, or <paramref name="baseline"/> itself if all models are already among the accepted
    /// ones.</returns>
    /// <exception cref="BaselineException">KOOP0007: the score of a retrain is beyond the limit, and no reason is given; KOOP1011: a
    /// retrain has other blocks, weights or classes, a rank that changed too far or an unreliable credit, or the tolerance is not learnt;
    /// KOOP1007 to KOOP1009: as by <see cref="Compare"/>.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below six noise floors.</exception>
    public static CreditBaseline Accept(this CreditBaseline baseline, IReadOnlyList<CreditReport> retrains, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(retrains);
        return Acceptance.Accept(baseline, retrains, reason);
    }

    /// <summary>Compares an analysis that was made for the baseline, by this process or another.</summary>
    /// <exception cref="SamplesException">KOOP2009: the samples cannot be used.</exception>
    internal static BaselineComparison Hold(this CreditBaseline baseline, CreditReport report)
    {
        ReliabilityCheck.VerifySamples(report);
        return baseline.Compare(report);
    }
}
