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
    /// <exception cref="KoopmanAssertException">Any other failure: see <see cref="CreditAnalysis.Run"/> and <see cref="Compare"/>; also
    /// KOOP2009, if the samples cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static BaselineComparison Check(
        this CreditBaseline baseline,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return baseline.Hold(CreditAnalysis.Run(baseline.ModelPath, baseline.SamplesPath, baseline.Settings, options, cancellation));
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
    /// <exception cref="BaselineException">KOOP1007: a tolerance rule matches no block, or no rule a block; KOOP1008: other samples;
    /// KOOP1009: other settings.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below six noise floors.</exception>
    public static BaselineComparison Compare(this CreditBaseline baseline, CreditReport report)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(report);
        return BaselineComparer.Compare(baseline, report);
    }

    /// <summary>Returns a copy of the baseline with one more accepted retrain; it is not saved.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="retrain">The analysis of a retrain of the same network, made with the baseline's samples and settings.</param>
    /// <returns>The baseline with the retrain, or <paramref name="baseline"/> itself if the model is already among the accepted
    /// ones.</returns>
    /// <exception cref="BaselineException">KOOP1011: the retrain has other blocks, weights or classes, a rank that changed too far or an
    /// unreliable credit, or the tolerance is not learnt; KOOP1007 to KOOP1009: as by <see cref="Compare"/>.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below six noise floors.</exception>
    public static CreditBaseline Accept(this CreditBaseline baseline, CreditReport retrain)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(retrain);
        if (baseline.Tolerance.Learnt is null)
        {
            throw new BaselineException(
                DiagnosticCodes.NotARetrain,
                baseline.Path,
                "has a stated tolerance, which does not learn from retrains.",
                "Add \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"fresh\" } to its tolerance, "
                + "or delete the baseline and create it again with koopman-assert init.");
        }

        if (baseline.Knows(retrain.Model.Sha256))
        {
            return baseline;
        }

        BaselineComparison comparison = baseline.Compare(retrain);
        if (comparison.Findings.FirstOrDefault(IsMisfit) is { } misfit)
        {
            throw new BaselineException(
                DiagnosticCodes.NotARetrain,
                retrain.Model.Path,
                $"cannot be accepted as a retrain of '{baseline.Path}': {misfit.Message}.",
                DiagnosticRule.Find(DiagnosticCodes.NotARetrain).WayOutFor(baseline.Path));
        }

        return baseline.With([.. baseline.Accepted, LearntComparer.Retrain(baseline, comparison.Report)]);
    }

    /// <summary>Compares an analysis that was made for the baseline, by this process or another.</summary>
    /// <exception cref="SamplesException">KOOP2009: the samples cannot be used.</exception>
    internal static BaselineComparison Hold(this CreditBaseline baseline, CreditReport report)
    {
        ReliabilityCheck.VerifySamples(report);
        return baseline.Compare(report);
    }

    // Drift is what an accepted retrain may show.
    private static bool IsMisfit(Finding finding) => finding.Severity == FindingSeverity.Error
        && finding.Code is not (DiagnosticCodes.CreditDrift or DiagnosticCodes.OutputBehaviour);
}
