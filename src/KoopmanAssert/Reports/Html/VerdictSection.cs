using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What came of a baseline, in words, and what that rests on.</summary>
internal static class VerdictSection
{
    /// <summary>The verdict in one sentence.</summary>
    public static string Headline(CheckedBaseline baseline, PageNetwork? network) => (baseline.Verdict, network) switch
    {
        (CheckVerdict.Held, _) => "The network has not moved.",
        (CheckVerdict.Drift, { Score: { Exceeds: true, Fault: { } fault } }) => $"The network has moved. Most likely at fault: block {CheckDiagnostic.Shortened(fault)}.",
        (CheckVerdict.Drift, { Score: { Exceeds: true } }) => "The network behaves differently, and no block stands out.",
        (CheckVerdict.Drift, { } moved) when moved.Failed.Take(2)
            .ToList() is [var only] => $"Block {CheckDiagnostic.Shortened(only.Name)} {Predicate(only)}.",
        (CheckVerdict.Drift, { } moved) => $"{moved.Failed.Count()} of {moved.Blocks.Count} blocks have moved or changed, first of all {CheckDiagnostic.Shortened(moved.Failed.First().Name)}.",
        _ when baseline.Errors.FirstOrDefault(
            e => !e.IsDrift) is { } error => $"Not compared: {DiagnosticRule.Find(error.Code).Title[..1].ToLowerInvariant()}{DiagnosticRule.Find(error.Code).Title[1..]}.",
        _ => "Not compared.",
    };

    /// <summary>What the sentence rests on.</summary>
    public static Html Reason(CheckedBaseline baseline, PageNetwork? network) => Html.From($"""
        <div class="verdict">
        {(network is null ? Failures(baseline) : Compared(baseline, network))}</div>

        """);

    private static Html Failures(CheckedBaseline baseline) => Html.From(baseline.Errors.Select(error => Html.From($"""
        <p class="finding"><code>{error.Code}</code> {ReportPath.InText(error.Message)}</p>

        """)));

    private static Html Compared(CheckedBaseline baseline, PageNetwork network)
    {
        Html reason = network.Score is { } score ? Scored(score) : Stated(baseline, network);
        return Html.From($"{reason}{Html.From(network.Comparison.Findings.Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false }).Select(BlockSection.Found))}");
    }

    private static Html Scored(DriftScore score)
    {
        string few = score.Retrains < 2 ? " Until more retrains are accepted, that rests on what networks commonly do." : "";
        return Html.From($"""
            <p class="reason">Score <b>{PlainText.Number(score.Value)}</b>, allowed <b>{PlainText.Number(score.Threshold)}</b> by {ComparisonText.DescribeSource(score)}. The score is the mean |z| of the three figures that moved furthest; z counts a move in what honest retraining does.{few}</p>

            """);
    }

    private static Html Stated(CheckedBaseline baseline, PageNetwork network)
    {
        if (baseline.Verdict == CheckVerdict.Held)
        {
            string held = ComparisonText.Held(network.Comparison);
            return Html.From($"<p class=\"reason\">{held[..1].ToUpperInvariant()}{held[1..]}.</p>\n");
        }

        // The chain below tells of the others.
        return Html.From(network.Failed.SelectMany(b => b.Findings).Where(f => f.IsDrift).Take(1).Select(BlockSection.Found));
    }

    private static string Predicate(PageBlock block) => block.Verdict.Words is "moved" or "added" or "removed"
        ? $"was {block.Verdict.Words}".Replace("was moved", "has moved", StringComparison.Ordinal)
        : $"fails: {block.Verdict.Words}";
}
