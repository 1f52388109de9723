using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The verdict on a baseline in words, and the reason for it.</summary>
internal static class VerdictSection
{
    private const int MostNames = 8;

    /// <summary>The verdict in one sentence.</summary>
    public static string Headline(CheckedBaseline baseline, PageNetwork? network) => (baseline.Verdict, network) switch
    {
        (CheckVerdict.Held, _) => "The network has not changed beyond its limits.",
        (CheckVerdict.Drift, { Comparison.Verdict.Fault: { } fault }) =>
            $"The network has changed. Most likely at fault: block {PlainText.Shortened(fault)}.",
        (CheckVerdict.Drift, { Comparison.Verdict: { } verdict }) => verdict.Moved switch
        {
            [] => "The network has changed as a whole.",
            [var only] => $"The network has changed. Of its blocks, only {PlainText.Shortened(only)} has moved.",
            _ => "The network has changed, and no single block explains it.",
        },
        (CheckVerdict.Drift, { } moved) => Moved(moved, [.. moved.Failed]),
        _ when baseline.Errors.FirstOrDefault(e => !e.IsDrift) is { } error => $"Not compared: {Title(error.Code)}.",
        _ => "Not compared.",
    };

    private static string Moved(PageNetwork network, List<PageBlock> failed) => failed is [var only]
        ? $"Block {PlainText.Shortened(only.Name)} {Predicate(only)}."
        : $"{failed.Count} of {network.Blocks.Count} blocks have changed, "
            + $"starting with {PlainText.Shortened(failed[0].Name)}.";

    private static string Title(string code)
    {
        string title = DiagnosticRule.Find(code).Title;
        return $"{title[..1].ToLowerInvariant()}{title[1..]}";
    }

    /// <summary>The reason for the verdict.</summary>
    public static Html Reason(CheckedBaseline baseline, PageNetwork? network) => Html.From($"""
        <div class="verdict">
        {(network is null ? Failures(baseline) : Compared(baseline, network))}</div>

        """);

    private static Html Failures(CheckedBaseline baseline) => Html.From(baseline.Errors.Select(error => Html.From($"""
        <p class="finding"><code>{error.Code}</code> {ReportPath.InText(error.Message)}</p>

        """)));

    private static Html Compared(CheckedBaseline baseline, PageNetwork network)
    {
        Html reason = network.Score is { } score
            ? Html.From($"{Cause(network)}{Outputs(network, score)}{Beyond(network)}{Scored(network, score)}")
            : Stated(baseline, network);
        Html rest = baseline.Verdict == CheckVerdict.Held && !network.IsPair
            ? Html.From($"<p class=\"reason\">The check passes, and there is nothing to do.</p>\n")
            : Html.None;
        IEnumerable<Finding> notes = network.Comparison.Verdict is not null ? []
            : network.Comparison.Findings.Where(f => f is { Severity: FindingSeverity.Note, Block: null });
        IEnumerable<Finding> failures = network.Comparison.Findings
            .Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false });
        return Html.From($"{rest}{reason}{Html.From(failures.Concat(notes).Select(BlockSection.Found))}");
    }

    private static Html Cause(PageNetwork network) => network.Comparison.Verdict switch
    {
        null => Html.None,
        { Cause: { } cause } =>
            Html.From($"<p class=\"cause\">{CheckDiagnostic.Worded(cause.Block, CheckDiagnostic.Sentence(cause.Words))}</p>\n"),
        _ => Html.From($"<p class=\"reason\">The figures fit none of the causes that the gate knows.</p>\n"),
    };

    // What a user of the model meets first.
    private static Html Outputs(PageNetwork network, DriftScore score)
    {
        PageFigure? outputs = network.Everything.SelectMany(b => b.Figures)
            .FirstOrDefault(f => score.Outputs is { IsBeyond: true } beyond && f.Comparison == beyond);
        if (outputs is null)
        {
            return Html.None;
        }

        string sentence = CheckDiagnostic.Sentence(FigureSentence.Of(network, outputs));
        return Html.From($"<p class=\"reason\">{sentence} That is beyond the limit of the outputs, which are not part of the score.</p>\n");
    }

    // What lies beyond its limit, and nothing else.
    private static Html Beyond(PageNetwork network)
    {
        if (network.Comparison.Verdict is not { } verdict)
        {
            return Html.None;
        }

        int count = verdict.Moved.Count;
        string more = count > MostNames ? $" and {count - MostNames} more" : "";
        string names = string.Join(", ", verdict.Moved.Take(MostNames).Select(PlainText.Shortened));
        string blocks = count == 0 ? "No block has a figure beyond its limit"
            : $"{count} of {network.Blocks.Count} blocks {(count == 1 ? "has" : "have")} figures beyond their limits: {names}{more}";
        string whole = verdict.FurthestOf(null) is null ? "the whole network has none" : "so has the whole network";
        return Html.From($"<p class=\"reason\">{blocks}; {(count == 0 ? "the whole network has" : whole)}.</p>\n");
    }

    private static Html Scored(PageNetwork network, DriftScore score)
    {
        int all = network.Comparison.Baseline.Accepted.Count;
        string kind = score.Retrains > 0 && score.Retrains < all ? $", those of the {all} that are of its own kind" : "";
        var limit = Html.From($"limit <b>{PlainText.Number(score.Threshold)}</b> ({ComparisonText.DescribeSource(score)}{kind})");
        string meaning = "The score is the mean |z| of the three figures that changed most; z counts standard deviations of legitimate "
            + "retraining.";
        return Html.From($"""
            <p class="reason">{Term.Of("score", "Score")} <b>{PlainText.Number(score.Value)}</b>, {limit}. {meaning}</p>

            """);
    }

    private static Html Stated(CheckedBaseline baseline, PageNetwork network)
    {
        if (baseline.Verdict == CheckVerdict.Held)
        {
            string held = ComparisonText.Held(network.Comparison);
            return Html.From($"<p class=\"reason\">{held[..1].ToUpperInvariant()}{held[1..]}.</p>\n");
        }

        // The list of blocks below shows the others.
        return Html.From(network.Failed.SelectMany(b => b.Findings).Where(f => f.IsDrift).Take(1).Select(BlockSection.Found));
    }

    private static string Predicate(PageBlock block) => block.Verdict.Words is "moved" or "added" or "removed"
        ? $"was {block.Verdict.Words}".Replace("was moved", "has changed", StringComparison.Ordinal)
        : $"fails: {block.Verdict.Words}";
}
