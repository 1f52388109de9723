using System.Text;
using System.Text.RegularExpressions;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>A run in Markdown, for the summary of a build: a table a baseline, and the way out where one does not hold.</summary>
internal static partial class MarkdownSummary
{
    private const int MostRows = 50; // of one baseline: a summary that is too large is not shown at all

    /// <summary>The text, to follow what is there, ended or not, and to be followed by more.</summary>
    public static string Render(CheckReport report)
    {
        var text = new StringBuilder();
        text.Append($"\n### {CheckReport.Tool}: {ChoiceText.Name(report.Verdict)}\n\n");
        foreach (CheckedBaseline baseline in report.Baselines)
        {
            text.Append($"**{Plain(ReportPath.Shorten(baseline.Path))}** – {Plain(baseline.Summary)}\n\n");
            text.Append(Table(baseline)).Append(WaysOut(baseline));
        }

        return text.ToString();
    }

    private static string Table(CheckedBaseline baseline)
    {
        if (baseline.Blocks.Count == 0)
        {
            return "";
        }

        // Those with an error first where not all can be shown.
        Dictionary<string, string> codes = baseline.Errors.Where(e => e.Block is not null).GroupBy(e => e.Block!)
            .ToDictionary(g => g.Key, g => g.First().Code);
        List<CheckedBlock> shown = baseline.Blocks.Count <= MostRows
            ? [.. baseline.Blocks]
            : [.. baseline.Blocks.OrderByDescending(b => codes.ContainsKey(b.Name)).Take(MostRows)];
        var text = new StringBuilder();
        bool stated = baseline.Blocks.Any(b => b.Rule is not null), scored = baseline.Score is not null;
        text.Append($"| block | kind | inputs | outputs | rank | log-credit | accepted | change {(stated ? "| allowed " : "")}{(scored ? "| z " : "")}| |\n");
        text.Append($"|---|---|--:|--:|--:|--:|--:|--:{(stated ? "|--:" : "")}{(scored ? "|--:" : "")}|---|\n");
        foreach (CheckedBlock block in shown)
        {
            text.Append($"| {Plain(CheckDiagnostic.Shortened(block.Name))} | {Block.KindOf(block.Inputs, block.Outputs)} | {block.Inputs} | {block.Outputs} | {Rank(block)} "
                + $"| {PlainText.Number(block.LogCredit)} | {PlainText.Number(block.AcceptedLogCredit)} | {PlainText.Signed(block.Difference)} "
                + $"{(stated ? $"| {(block.Allowed is { } allowed ? $"±{PlainText.Number(allowed)}" : "–")} " : "")}{Furthest(baseline.Score, block)}| {(codes.TryGetValue(block.Name, out string? code) ? $"❌ {code}" : "")} |\n");
        }

        text.Append(baseline.Blocks.Count > shown.Count ? $"\nand {baseline.Blocks.Count - shown.Count} more blocks\n" : "");
        return text.Append('\n').ToString();
    }

    // What keeps a baseline from its comparison is told in full; of drift the table tells enough.
    private static string WaysOut(CheckedBaseline baseline)
    {
        string update = baseline.Errors.Any(e => e.IsDrift)
            ? $"If this was intended: {Plain($"koopman-assert update {PlainText.Quoted(ReportPath.Shorten(baseline.Path))}")}\n\n"
            : "";
        return string.Concat(baseline.Errors.Where(e => !e.IsDrift).Select(e => $"❌ {e.Code}: {Plain(ReportPath.InText(e.Message))}\n\n"))
            + update;
    }

    private static string Furthest(CheckedScore? score, CheckedBlock block) => score is null ? ""
        : $"| {PlainText.Signed(score.Figures.Where(f => f.Block == block.Name).MaxBy(f => Math.Abs(f.Z))?.Z, 1)} ";

    private static string Rank(CheckedBlock block) => (block.AcceptedRank, block.Rank) switch
    {
        (int before, int now) when before != now => $"{before} → {now}",
        (int before, _) => $"{before}",
        (_, var now) => $"{now}",
    };

    /// <summary>A text that Markdown shows as it is: neither HTML nor a link, an emphasis, a cell or a mention.</summary>
    internal static string Plain(string text) => Mark().Replace(PlainText.Safe(text), mark => $"&#{(int)mark.Value[0]};");

    [GeneratedRegex(@"[&<>|`*_~\[\]!#@:\\$]")]
    private static partial Regex Mark();
}
