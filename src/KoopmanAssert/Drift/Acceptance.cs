using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Adds retrains to the accepted ones of a baseline, each judged by the models that were accepted before.</summary>
internal static class Acceptance
{
    // Two decimals, as every message shows a score.
    private const int Digits = 2;

    /// <summary>The baseline with the retrains, or itself if it knows all of them.</summary>
    /// <exception cref="BaselineException">KOOP0007, KOOP1011, or what the comparison throws.</exception>
    public static CreditBaseline Accept(CreditBaseline baseline, IReadOnlyList<CreditReport> retrains, string? reason)
    {
        RefuseStated(baseline);
        List<CreditReport> candidates = [.. retrains.DistinctBy(r => r.Model.Sha256).Where(r => IsNews(baseline, r))];
        List<(CreditReport Report, DriftScore? Score)> judged = [.. candidates.Select(r => Judge(baseline, r))];
        List<(CreditReport Report, DriftScore? Score)> beyond = judged.FindAll(c => c.Score is { Exceeds: true });
        return beyond.Count > 0 && reason is null ? throw Refused(baseline, beyond!)
            : candidates.Count == 0 ? baseline
            : baseline.With([.. baseline.Accepted.Where(a => !candidates.Exists(r => r.Model.Sha256 == a.Sha256)),
                .. judged.Select(c => Accepted(baseline, c.Report, c.Score, reason))]);
    }

    // A retrain of a file of version 1, or from before the labels, is accepted again, with all that is kept of it now.
    private static bool IsNews(CreditBaseline baseline, CreditReport retrain) => !baseline.Knows(retrain.Model.Sha256)
        || baseline.Accepted.Any(a => a.Sha256 == retrain.Model.Sha256
            && (a.Evidence is null || a.Network.Count < baseline.Network.Figures.Count));

    // The analysis in the terms of the baseline, and the score of a model that is not known yet.
    private static (CreditReport Report, DriftScore? Score) Judge(CreditBaseline baseline, CreditReport retrain)
    {
        BaselineComparison comparison = baseline.Compare(retrain);
        return comparison.Findings.FirstOrDefault(IsMisfit) is { } misfit
            ? throw new BaselineException(
                DiagnosticCodes.NotARetrain,
                retrain.Model.Path,
                $"cannot be accepted as a retrain of '{baseline.Path}': {misfit.Message}.",
                DiagnosticRule.Find(DiagnosticCodes.NotARetrain).WayOutFor(baseline.Path))
            : (comparison.Report, baseline.Knows(retrain.Model.Sha256) ? null : comparison.Score);
    }

    private static AcceptedRetrain Accepted(CreditBaseline baseline, CreditReport retrain, DriftScore? score, string? reason)
    {
        AcceptedRetrain? known = baseline.Accepted.FirstOrDefault(a => a.Sha256 == retrain.Model.Sha256);
        return LearntComparer.Retrain(baseline, retrain) with
        {
            Generation = known?.Generation,
            Score = score is null ? known?.Score : Math.Round(score.Value, Digits),
            Reason = score is { Exceeds: true } ? reason : known?.Reason,
        };
    }

    private static BaselineException Refused(CreditBaseline baseline, List<(CreditReport Report, DriftScore Score)> beyond)
    {
        (CreditReport first, DriftScore score) = beyond[0];
        string others = string.Concat(beyond.Skip(1)
            .Select(c => $"; so does '{c.Report.Model.Path}', with a score of {PlainText.Number(c.Score.Value)}"));
        return new BaselineException(
            DiagnosticCodes.RetrainRefused,
            first.Model.Path,
            $"differs from the accepted models of '{baseline.Path}' by more than legitimate retrains do: score "
            + $"{PlainText.Number(score.Value)}, limit {PlainText.Number(score.Threshold)}; it changed most in "
            + $"{string.Join(", ", score.Furthest.Select(f => f.Words))}{others}. Nothing was accepted.",
            DiagnosticRule.Find(DiagnosticCodes.RetrainRefused).WayOutFor(baseline.Path));
    }

    private static void RefuseStated(CreditBaseline baseline)
    {
        if (baseline.Tolerance.Learnt is null)
        {
            throw new BaselineException(
                DiagnosticCodes.NotARetrain,
                baseline.Path,
                "has a stated tolerance, which does not learn from retrains.",
                "Add \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"auto\" } to its tolerance, "
                + "or delete the baseline and create it again with koopman-assert init.");
        }
    }

    // Drift is what an accepted retrain may show.
    private static bool IsMisfit(Finding finding) => finding.Severity == FindingSeverity.Error
        && finding.Code is not (DiagnosticCodes.CreditDrift or DiagnosticCodes.OutputBehaviour);
}
