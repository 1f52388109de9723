using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Core.Reports;

/// <summary>The history of a baseline in plain text.</summary>
internal static class HistoryText
{
    /// <summary>A row for each block and for the whole network, then what creeps and by which rule.</summary>
    /// <param name="history">The history.</param>
    /// <param name="notes">What the reader should know about how it was read.</param>
    public static string Render(BaselineHistory history, IReadOnlyList<string> notes)
    {
        IReadOnlyList<AcceptedModel> models = history.Models;
        var table = new TextTable("block", "figure", ">models", ">first", ">newest", ">of allowed", ">tau", ">probability", "");
        foreach (FigureHistory f in history.Parts.Select(history.MainOf))
        {
            table.Add(
                f.Block ?? "whole network",
                f.Words,
                $"{f.Values.Count}",
                PlainText.Number(f.Values[0].Value, 3),
                PlainText.Number(f.Values[^1].Value, 3),
                FormattableString.Invariant($"{f.OfAllowed:0%}"),
                PlainText.Signed(f.Trend.Tau),
                PlainText.Digits(f.Trend.Probability),
                f.Creeps ? "creeps" : "");
        }

        string span = FormattableString.Invariant($"{models[0].Version.Date:yyyy-MM-dd} to {models[^1].Version.Date:yyyy-MM-dd}");
        string title = $"{PlainText.Safe(history.Newest.Path)}: {models.Count} accepted models, {span}{Environment.NewLine}";
        string creeping = string.Concat(history.Creeping.Select(f => $"{Sentence(f)}{Environment.NewLine}"));
        string rule = (history.Creeping.Count == 0 ? "No figure creeps. " : "") + Rule(history) + Environment.NewLine;
        return title + table + creeping + rule + string.Concat(notes.Select(n => $"note: {PlainText.Safe(n)}{Environment.NewLine}"));
    }

    /// <summary>What creeps, in one sentence.</summary>
    public static string Sentence(FigureHistory f)
    {
        double change = f.Trend.Slope * (f.Values.Count - 1);
        string where = f.Block is { } block ? $"block '{PlainText.Safe(PlainText.Shortened(block))}'" : "the whole network";
        return $"{where} creeps: its {f.Words} {(change > 0 ? "rose" : "fell")} by {PlainText.Digits(Math.Abs(change))} over "
            + $"{f.Values.Count} models, from {PlainText.Number(f.Values[0].Value, 3)} to {PlainText.Number(f.Values[^1].Value, 3)}";
    }

    /// <summary>The rule by which a figure creeps.</summary>
    public static string Rule(BaselineHistory history) => FormattableString.Invariant(
        $"A figure creeps if Mann and Kendall's test finds a trend that at most {history.FalseAlarms:0.##%} of honest histories show ")
        + $"in any figure; it needs {TrendTest.Fewest} models.";
}
