namespace KoopmanAssert.Core.Reports;

/// <summary>All that the page says about one baseline.</summary>
internal static class NetworkArticle
{
    /// <summary>The article.</summary>
    /// <param name="baseline">The baseline and what came of it.</param>
    /// <param name="id">Its place on the page.</param>
    /// <param name="network">The comparison, or null where there was none.</param>
    /// <param name="isAlone">Whether it is the only one, so that its verdict heads the page already.</param>
    /// <param name="takesFocus">Whether the page opens on the block of it that fails.</param>
    public static Html Render(CheckedBaseline baseline, string id, PageNetwork? network, bool isAlone, bool takesFocus) => Html.From($"""
        <article class="{Class(baseline.Verdict)}" id="{id}" aria-labelledby="{id}-title">
        <header class="bar"><p class="badge"><i aria-hidden="true">{Sign(baseline.Verdict)}</i> {Word(baseline.Verdict)}</p><h2 id="{id}-title">{Title(baseline, network)}</h2></header>
        {(isAlone ? Html.None : Html.From($"<p class=\"headline\">{VerdictSection.Headline(baseline, network)}</p>\n"))}{VerdictSection.Reason(baseline, network)}{(network is null ? Html.None : Details(baseline, network, takesFocus))}</article>

        """);

    /// <summary>The style's class for a verdict.</summary>
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
        ? $"{ReportPath.Shorten(network.AcceptedAnalysis!.Model.Path)} (A) and {ReportPath.Shorten(network.Comparison.Report.Model.Path)} (B)"
        : ReportPath.Shorten(baseline.Path);

    private static Html Details(CheckedBaseline baseline, PageNetwork network, bool takesFocus) => Html.From($"""
        {ChainList.Render(network, takesFocus)}{NextSection.Render(baseline, network)}{FeatureSection.Render(network)}<section class="details">
        <h3>Each block in detail</h3>
        {IntervalPlot.Legend(network)}
        {Html.From(network.Everything.Select(b => BlockSection.Render(network, b)))}</section>
        {ProvenanceSection.Render(network)}
        """);
}
