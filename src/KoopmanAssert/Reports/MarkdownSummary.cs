using System.Text;
using System.Text.RegularExpressions;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>A run in Markdown, for the summary of a build: one table per baseline, and what to do if it does not hold.</summary>
internal static partial class MarkdownSummary
{
    /// <summary>The beginning of the text, by which a file is recognised.</summary>
    public const string Beginning = $"\n### {CheckReport.Tool}: ";

    private const int MostRows = 50; // per baseline: build servers do not show a summary that is too large

    /// <summary>The text, which can be appended to other text, with or without a final line break, and be followed by more.</summary>
    public static string Render(CheckReport report)
    {
        var text = new StringBuilder();
        text.Append($"{Beginning}{ChoiceText.Name(report.Verdict)}\n\n");
        foreach (CheckedBaseline baseline in report.Baselines)
        {
            text.Append($"**{Plain(ReportPath.Shorten(baseline.Path))}** – {Plain(baseline.Summary)}\n\n");
            text.Append(Table(baseline)).Append(Deciding(baseline)).Append(WaysOut(baseline));
        }

        return text.ToString();
    }

    private static string Table(CheckedBaseline baseline)
    {
        if (baseline.Comparison is not { Blocks: { Count: > 0 } blocks } comparison)
        {
            return "";
        }

        // Blocks with an error, and then those that moved, come first if not all can be shown.
        List<BlockComparison> shown = blocks.Count <= MostRows
            ? [.. blocks]
            : [.. blocks.OrderByDescending(b => b.Findings.Any(f => f.Severity == FindingSeverity.Error))
                .ThenByDescending(b => ComparisonText.Mark(b.Name, comparison).Length > 0)
                .Take(MostRows)];
        bool stated = blocks.Any(b => b.Rule is not null), scored = comparison.Score is not null;
        string[] columns = ["block", "kind", "inputs", "outputs", "rank", "log-credit", "accepted", "change",
            .. stated ? ["allowed"] : Array.Empty<string>(), .. scored ? ["z"] : Array.Empty<string>()];
        var text = new StringBuilder();
        text.Append($"| {string.Join(" | ", columns)} | |\n");
        text.Append($"|---|---|{string.Concat(columns.Skip(2).Select(_ => "--:|"))}---|\n");
        foreach (BlockComparison block in shown)
        {
            (int inputs, int outputs) = block.Shape;
            string[] cells = [Plain(PlainText.Shortened(block.Name)), $"{Block.KindOf(inputs, outputs)}", $"{inputs}", $"{outputs}",
                ComparisonText.Rank(block), PlainText.Number(block.CurrentLogCredit), PlainText.Number(block.Accepted?.LogCredit),
                PlainText.Signed(block.Difference), .. stated ? [ComparisonText.Allowed(block)] : Array.Empty<string>(),
                .. comparison.Score is { } score ? [PlainText.Signed(score.FurthestOf(block.Name)?.Z, 1)] : Array.Empty<string>()];
            text.Append($"| {string.Join(" | ", cells)} | {Mark(block.Name, comparison)} |\n");
        }

        if (comparison.Score is { } whole)
        {
            string empty = string.Concat(Enumerable.Repeat(" |", columns.Length - 2));
            string z = PlainText.Signed(whole.FurthestOf(null)?.Z, 1);
            text.Append($"| whole network |{empty} {z} | {Mark(null, comparison)} |\n");
        }

        text.Append(blocks.Count > shown.Count ? $"\nand {blocks.Count - shown.Count} more blocks\n" : "");
        return text.Append('\n').ToString();
    }

    // The figures behind a verdict, as text and page show them.
    private static string Deciding(CheckedBaseline baseline)
    {
        if (baseline.Comparison is not { Score: { } score, Verdict: not null })
        {
            return "";
        }

        var text = new StringBuilder();
        text.Append("The figures that decided:\n\n");
        text.Append("| block | figure | value | accepted mean | allowed | z | |\n|---|---|--:|--:|--:|--:|---|\n");
        foreach (FigureComparison f in score.Deciding)
        {
            string[] cells = [f.Block is { } block ? Plain(PlainText.Shortened(block)) : "whole network", f.FigureWords,
                PlainText.Number(f.Figure.Value, 3), PlainText.Number(f.Mean, 3),
                $"{PlainText.Number(f.Lowest, 3)} to {PlainText.Number(f.Highest, 3)}", PlainText.Signed(f.Z, 1),
                f.IsBeyond ? "beyond" : "within"];
            text.Append($"| {string.Join(" | ", cells)} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Mark(string? block, BaselineComparison comparison) => ComparisonText.Mark(block, comparison) switch
    {
        "" => "",
        var mark => comparison.Holds ? mark : $"❌ {mark}",
    };

    // Failures that prevented a comparison are shown in full; for drift, the table is enough.
    private static string WaysOut(CheckedBaseline baseline)
    {
        string steps = baseline.Comparison is { } comparison && baseline.Errors.Any(e => e.IsDrift)
            ? string.Concat(Advice.Steps(comparison, comparison.Verdict is not null)
                .Select(step => $"{step.Words}: {Plain(ReportPath.InText(step.Command))}\n\n"))
            : "";
        string cause = baseline.Comparison?.Verdict?.Cause is { } known ? $"{Plain(CheckDiagnostic.Sentence(known.Words))}\n\n" : "";
        return string.Concat(baseline.Errors.Where(e => !e.IsDrift).Select(e => $"❌ {e.Code}: {Plain(ReportPath.InText(e.Message))}\n\n"))
            + cause + steps;
    }

    /// <summary>A text that Markdown shows literally: no HTML, link, emphasis, cell or mention.</summary>
    internal static string Plain(string text) => Mark().Replace(PlainText.Safe(text), mark => $"&#{(int)mark.Value[0]};");

    [GeneratedRegex(@"[&<>|`*_~\[\]!#@:\\$]")]
    private static partial Regex Mark();
}
