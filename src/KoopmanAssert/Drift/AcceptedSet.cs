using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Judges each accepted retrain by the accepted model and the other retrains, so that one that does not belong is found.</summary>
internal static class AcceptedSet
{
    /// <summary>The score of each accepted retrain without itself, in their order; none without a learnt tolerance.</summary>
    public static IReadOnlyList<DriftScore> Scores(CreditBaseline baseline) => baseline.Tolerance.Learnt is not { } learnt ? [] :
    [
        .. baseline.Accepted.Select(one =>
            LearntComparer.Score(baseline.With([.. baseline.Accepted.Where(other => other != one)]), one, learnt)),
    ];

    /// <summary>The note that the accepted retrains disagree, or null.</summary>
    /// <remarks>
    /// The statistic is the largest of the m scores. Each honest one exceeds the limit of a rate α at a rate of at most α, so the largest
    /// of m exceeds the limit of the rate α/m at a rate of at most α (Bonferroni): more is beyond what the size of the set explains.
    /// </remarks>
    public static Finding? Disagreement(CreditBaseline baseline)
    {
        IReadOnlyList<DriftScore> scores = Scores(baseline);
        if (scores.Count == 0)
        {
            return null;
        }

        (AcceptedRetrain worst, DriftScore score) = baseline.Accepted.Zip(scores).MaxBy(pair => pair.Second.Value);
        double limit = RetrainScore.ThresholdOf(
            (double)score.Scored / RetrainScore.Together, baseline.Tolerance.Learnt!.FalseAlarms / scores.Count);
        return score.Value <= limit ? null : new Finding(
            DiagnosticCodes.RetrainRefused,
            FindingSeverity.Note,
            null,
            $"accepted retrain {worst.Sha256[..12]}… disagrees with the other accepted models, which widens the limits: without it, its "
            + $"score is {PlainText.Number(score.Value)}, and the largest of {scores.Count} legitimate scores stays below "
            + $"{PlainText.Number(limit)}; see koopman-assert accept {PlainText.Quoted(PlainText.Safe(baseline.Path))} --list",
            worst.Line,
            worst.Column);
    }
}
