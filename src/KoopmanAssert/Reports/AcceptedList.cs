using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Core.Reports;

/// <summary>The accepted retrains of a baseline in plain text.</summary>
internal static class AcceptedList
{
    /// <summary>Each with its score and the limit by the other accepted models, and how it was accepted.</summary>
    public static string Render(CreditBaseline baseline)
    {
        string title = $"{PlainText.Safe(baseline.Path)}: {Count(baseline)}{Environment.NewLine}";
        if (baseline.Accepted.Count == 0)
        {
            return title;
        }

        IReadOnlyList<DriftScore> scores = AcceptedSet.Scores(baseline);
        var table = new TextTable("accepted retrain", ">score", ">limit", "", ">score then", "how it was accepted");
        foreach ((AcceptedRetrain retrain, int i) in baseline.Accepted.Select((retrain, i) => (retrain, i)))
        {
            DriftScore? score = i < scores.Count ? scores[i] : null;
            table.Add(
                retrain.Sha256,
                PlainText.Number(score?.Value),
                PlainText.Number(score?.Threshold),
                score is { Exceeds: true } ? "beyond" : "",
                PlainText.Number(retrain.Score),
                How(retrain));
        }

        return title + table;
    }

    /// <summary>How many there are, in words.</summary>
    public static string Count(CreditBaseline baseline)
        => baseline.Accepted.Count == 1 ? "1 accepted retrain" : $"{baseline.Accepted.Count} accepted retrains";

    private static string How(AcceptedRetrain retrain) => retrain.Reason is { } reason ? $"forced: {reason}"
        : retrain.Generation is { } generation ? $"generation {generation}"
        : "by accept";
}
