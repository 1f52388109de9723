using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>What becomes of the accepted retrains when a baseline is updated.</summary>
internal enum RetrainHandling
{
    /// <summary>They stay if the model holds; if it has drifted, they go.</summary>
    Auto,

    /// <summary>They stay, also if the model has drifted.</summary>
    Keep,

    /// <summary>They go, also if the model holds.</summary>
    Reset,
}

/// <summary>A baseline updated to a new analysis of its model.</summary>
/// <param name="Baseline">The baseline; it is not saved.</param>
/// <param name="Dropped">How many accepted retrains it no longer has.</param>
/// <param name="Joined">Whether the model that was replaced has joined them.</param>
internal sealed record BaselineUpdate(CreditBaseline Baseline, int Dropped, bool Joined)
{
    /// <summary>Updates a baseline, and keeps its file as the generation before.</summary>
    /// <param name="old">The baseline, as it was read from its file.</param>
    /// <param name="report">The analysis of the model that it names, made with <see cref="AnalysisOptions.MeasureNoise"/>.</param>
    /// <param name="handling">What becomes of the accepted retrains.</param>
    /// <exception cref="BaselineException">KOOP1011: retrains are to be kept that do not fit the model.</exception>
    /// <exception cref="KoopmanAssertException">What <see cref="CreditBaseline.Create"/> throws.</exception>
    public static BaselineUpdate Create(CreditBaseline old, CreditReport report, RetrainHandling handling)
    {
        report = ReportAlignment.KeepWeightOrder(old, report);
        var names = new NewNames(old, report);
        Tolerance tolerance = names.Follow(old.Tolerance);
        bool isSame = old.Model.Sha256 == report.Model.Sha256, keeps = Keeps(old, report, handling);
        report = report.With(report.Settings with { Kernels = names.Follow(report.Settings.Kernels) });
        CreditBaseline updated = keeps
            ? Generations.Renew(old, report, tolerance)
            : CreditBaseline.Create(report, old.Path, tolerance);
        if (!isSame || !keeps || !old.HasLabels(report.Labels))
        {
            updated = updated.With(updated.Accepted, PreviousGeneration.Of(old));
        }

        return new BaselineUpdate(
            updated, old.Accepted.Count(a => !updated.Knows(a.Sha256)), !isSame && updated.Accepted.Any(a => a.Sha256 == old.Model.Sha256));
    }

    private static bool Keeps(CreditBaseline old, CreditReport report, RetrainHandling handling)
    {
        bool fits = Generations.Fit(old, report);
        if (handling == RetrainHandling.Keep && !fits)
        {
            throw new BaselineException(
                DiagnosticCodes.NotARetrain,
                old.Path,
                "cannot keep its accepted retrains: the samples, or the blocks, weights or classes of the model, are no longer the same.",
                $"Start over without them: koopman-assert update {PlainText.Quoted(PlainText.Safe(old.Path))} --reset");
        }

        return handling == RetrainHandling.Keep
            || (handling == RetrainHandling.Auto && fits && (old.Model.Sha256 == report.Model.Sha256 || !Drifted(old, report)));
    }

    // With other labels, what does not follow from them decides.
    private static bool Drifted(CreditBaseline old, CreditReport report) =>
        (old.HasLabels(report.Labels) ? old.Compare(report) : old.WithoutLabels().Compare(report.WithoutLabels())).HasDrifted;
}
