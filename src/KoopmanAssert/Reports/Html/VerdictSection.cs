namespace KoopmanAssert;

/// <summary>What came of a baseline, in words, with the figures behind it and what to do.</summary>
internal static class VerdictSection
{
    /// <summary>The verdict in one sentence.</summary>
    public static string Headline(CheckedBaseline baseline, PageNetwork? network) => (baseline.Verdict, network) switch
    {
        (CheckVerdict.Held, _) => "The network has not moved.",
        (CheckVerdict.Drift, { Score: { Exceeds: true, Fault: { } fault } }) => $"The network has moved. Most likely at fault: block {Shortened(fault)}.",
        (CheckVerdict.Drift, { Score: { Exceeds: true } }) => "The network behaves differently, and no block stands out.",
        (CheckVerdict.Drift, { } moved) when moved.Failed.Take(2).ToList() is [var only] => $"Block {Shortened(only.Name)} {Predicate(only)}.",
        (CheckVerdict.Drift, { } moved) => $"{moved.Failed.Count()} of {moved.Blocks.Count} blocks have moved or changed.",
        _ when baseline.Errors.FirstOrDefault(e => !e.IsDrift) is { } error => $"Not compared: {DiagnosticRule.Of(error.Code).Title[..1].ToLowerInvariant()}{DiagnosticRule.Of(error.Code).Title[1..]}.",
        _ => "Not compared.",
    };

    /// <summary>The section below the sentence.</summary>
    public static Html Of(CheckedBaseline baseline, PageNetwork? network) => Html.Of($"""
        <section class="verdict" aria-label="verdict">
        {(network is null ? Html.Of(baseline.Errors.Select(e => Html.Of($"""<p class="finding"><code>{e.Code}</code> {ReportPath.InText(e.Message)}</p>{"\n"}"""))) : Compared(baseline, network))}</section>

        """);

    private static Html Compared(CheckedBaseline baseline, PageNetwork network)
    {
        Html reason = network.Score is { } score ? Reason(network, score) : Stated(baseline, network);
        Html others = Html.Of(network.Comparison.Findings.Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false }).Select(BlockSection.Found));
        return Html.Of($"{reason}{others}{WayOut(baseline, network)}");
    }

    private static Html Reason(PageNetwork network, DriftScore score)
    {
        IReadOnlyList<PageFigure> furthest = [.. network.Everything.SelectMany(b => b.Figures).OrderByDescending(f => Math.Abs(f.Comparison.Z)).Take(score.Furthest.Count)];
        string few = score.Retrains < 2 ? " Until there are some accepted retrains, the tolerance rests on what networks commonly do." : "";
        return Html.Of($"""
            <p class="reason">Score <b>{PlainText.Number(score.Value)}</b>, allowed <b>{PlainText.Number(score.Threshold)}</b>, by {ComparisonText.By(score)}. The score is the mean of the three figures that moved furthest, each counted (z) in what honest retraining does.{few}</p>
            {FigureTable.Of(score.Exceeds ? "The three figures that moved furthest" : "The three figures closest to what is allowed", furthest, network.CurrentName, namesBlock: true)}
            """);
    }

    private static Html Stated(CheckedBaseline baseline, PageNetwork network) => Html.Of($"""
        <p class="reason">{(baseline.Verdict == CheckVerdict.Held ? ComparisonText.Held(network.Comparison) : baseline.Summary)}.</p>
        {Html.Of(network.Failed.SelectMany(b => b.Findings).Where(f => f.IsDrift).Select(BlockSection.Found))}
        """);

    private static Html WayOut(CheckedBaseline baseline, PageNetwork network)
    {
        if (network.IsPair || baseline.Verdict != CheckVerdict.Drift)
        {
            return Html.None;
        }

        string path = PlainText.Quoted(ReportPath.Of(baseline.Path));
        Html accept = network.Score is { Exceeds: true }
            ? Html.Of($"<div><dt>If honest retraining does this now and then</dt><dd><code>koopman-assert accept {path}</code></dd></div>\n") : Html.None;
        return Html.Of($"""
            <dl class="ways">
            <div><dt>If the change was meant</dt><dd><code>koopman-assert update {path}</code></dd></div>
            {accept}<div><dt>If not</dt><dd>Look at what changed in training, data or preprocessing for the block that is named first. Blocks after it move because of it, blocks before it where they were trained to make up for it.</dd></div>
            </dl>

            """);
    }

    private static string Predicate(PageBlock block) => block.Verdict.Words is "moved" or "added" or "removed" ? $"was {block.Verdict.Words}".Replace("was moved", "has moved", StringComparison.Ordinal)
        : $"fails: {block.Verdict.Words}";

    private static string Shortened(string name) => name.Length > CheckDiagnostic.LongestName ? name[..CheckDiagnostic.LongestName] + "…" : name;
}
