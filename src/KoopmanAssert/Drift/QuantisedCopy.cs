using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Judges a copy of the accepted model in fewer bits by what it does: rounding moves figures further than retrains may.</summary>
internal static class QuantisedCopy
{
    // The share of samples that may change their class, and how far the outputs may grow or shrink: more is noticed by users, less is
    // what converters to 8 bits usually cost.
    private const double MostReclassified = 0.02, MostMoved = 0.1;

    /// <summary>A note on such a copy; null for another model, or for a copy that rounding has broken.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="report">The analysis.</param>
    /// <param name="score">The score of the model.</param>
    public static Finding? Find(CreditBaseline baseline, CreditReport report, DriftScore score)
    {
        if (baseline.Knows(report.Model.Sha256) || !IsOne(baseline, report)
            || Output(baseline, report, score) is not { } output)
        {
            return null;
        }

        FigureComparison furthest = score.Furthest[0];
        return new Finding(DiagnosticCodes.QuantisedCopy, FindingSeverity.Note, null,
            $"the model is a copy of the accepted one in {report.Bits} bits: {output}; the figure that moved furthest is {furthest.Words}, "
            + $"{PlainText.Number(furthest.Accepted.Value, 3)} → {PlainText.Number(furthest.Figure.Value, 3)}",
            baseline.Network.Line,
            baseline.Network.Column);
    }

    /// <summary>Whether a model is the accepted one in 8 or 16 bits.</summary>
    public static bool IsOne(CreditBaseline baseline, CreditReport report) => report.Bits is not null && HasSameWeights(baseline, report);

    /// <summary>The block of such a copy: a rank that rounding took is a note.</summary>
    public static BlockComparison Excuse(BlockComparison block) => block with
    {
        Findings = [.. block.Findings.Select(f => f.Code == DiagnosticCodes.RankDrift ? f with { Severity = FindingSeverity.Note } : f)],
    };

    // Also those of blocks that cannot be compared, since rounding may leave a block without any variation.
    private static bool HasSameWeights(CreditBaseline baseline, CreditReport report) =>
        baseline.Blocks.Any(b => b.WeightShapes.Count > 0) && baseline.Blocks.All(b =>
        {
            double[] accepted = [.. b.Figures.Where(f => f.Kind == FigureKind.WeightNorm).Select(f => f.Value)];
            return report.Blocks.FirstOrDefault(r => r.Name == b.Name)?.Profile?.Weights is { } weights
                && weights.Count == accepted.Length
                && weights.Zip(accepted).All(pair => Math.Abs(pair.First.Norm - pair.Second) < WeightMatching.Rounding);
        });

    // What became of the outputs, in words; null if they moved too far.
    private static string? Output(CreditBaseline baseline, CreditReport report, DriftScore score)
    {
        if (report.Network?.Profile.Classes is { } classes && classes.Count == baseline.Network.Classes)
        {
            int changed = classes.Predictions.Zip(baseline.Network.Predictions).Count(pair => pair.First != pair.Second);
            return changed <= MostReclassified * classes.Predictions.Count
                ? $"{changed} of {classes.Predictions.Count} samples change their class"
                : null;
        }

        if (score.Outputs is { } outputs)
        {
            double change = LearntComparer.Retrain(baseline, report).Outputs!.Value.Change;
            return change <= MostMoved ? $"its outputs change by {PlainText.Number(100 * change, 1)} % of their variation" : null;
        }

        return score.Figures.LastOrDefault(f => f.Figure.Kind == FigureKind.ActivationLevel) is { } level
            && Math.Exp(Math.Abs(level.Figure.Value - level.Accepted.Value)) <= 1 + MostMoved
            ? $"its outputs are {PlainText.Number(100 * (Math.Exp(level.Figure.Value - level.Accepted.Value) - 1), 1)} % larger"
            : null;
    }
}
