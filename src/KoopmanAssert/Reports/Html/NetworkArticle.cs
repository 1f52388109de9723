namespace KoopmanAssert.Core.Reports;

/// <summary>Everything that the page shows about one baseline: the answer, then the evidence, then what can be looked up.</summary>
internal static class NetworkArticle
{
    /// <summary>The article.</summary>
    /// <param name="baseline">The baseline and the result of its check.</param>
    /// <param name="id">Its anchor on the page.</param>
    /// <param name="network">The comparison, or null if nothing was compared.</param>
    /// <param name="isAlone">Whether it is the only one of the page, so that the page already begins with its verdict.</param>
    public static Html Render(CheckedBaseline baseline, string id, PageNetwork? network, bool isAlone)
    {
        var badge = Html.From(
            $"""<p class="badge"><i aria-hidden="true">{Sign(baseline.Verdict)}</i> {Word(baseline.Verdict)}</p>""");
        Html headline = isAlone ? Html.None
            : Html.From($"<p class=\"headline\">{VerdictSection.Headline(baseline, network)}</p>\n");
        Html details = network is null ? Html.None : Details(baseline, network);
        return Html.From($"""
            <article class="{Class(baseline.Verdict)}" id="{id}" aria-labelledby="{id}-title">
            <header class="bar">{badge}<h2 id="{id}-title">{Title(baseline, network)}</h2></header>
            {headline}{VerdictSection.Reason(baseline, network)}{details}</article>

            """);
    }

    /// <summary>The CSS class of a verdict.</summary>
    public static string Class(CheckVerdict verdict) => verdict == CheckVerdict.Held ? "held" : "failed";

    /// <summary>The sign before a verdict.</summary>
    public static string Sign(CheckVerdict verdict) => verdict == CheckVerdict.Held ? "✓" : "✕";

    /// <summary>The verdict in a word.</summary>
    public static string Word(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Held => "Held",
        CheckVerdict.Drift => "Drift",
        _ => "Error",
    };

    /// <summary>What was compared.</summary>
    public static string Title(CheckedBaseline baseline, PageNetwork? network) => network is { IsPair: true }
        ? $"{ReportPath.Shorten(network.AcceptedAnalysis!.Model)} (A) and "
            + $"{ReportPath.Shorten(network.Comparison.Report.Model)} (B)"
        : ReportPath.Shorten(baseline.Path);

    private static Html Details(CheckedBaseline baseline, PageNetwork network)
    {
        var open = Html.From(network.Accused.Select(b => BlockSection.Render(network, b)));
        var folded = Html.From(network.Moved.Concat(network.Held).Select(b => BlockSection.Folded(network, b)));
        return Html.From($"""
            {NextSection.Render(baseline, network)}{ChainList.Render(network)}<section class="details">
            <h3>Details</h3>
            {IntervalPlot.Legend(network)}
            {open}{folded}</section>
            {FeatureSection.Render(network)}{ProvenanceSection.Render(network)}
            """);
    }
}
