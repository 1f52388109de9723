using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What to look at next: the figures that moved furthest, and what to do.</summary>
internal static class NextSection
{
    /// <summary>The section, or nothing if there is neither.</summary>
    public static Html Render(CheckedBaseline baseline, PageNetwork network) =>
        Html.From($"{Furthest(network)}{WayOut(baseline, network)}");

    private static Html Furthest(PageNetwork network)
    {
        if (network.Score is not { } score)
        {
            return Html.None;
        }

        IReadOnlyList<PageFigure> furthest = [.. network.Everything.SelectMany(b => b.Figures)
            .OrderByDescending(f => f.Comparison.Distance)
            .Take(score.Furthest.Count)];
        Html table = FigureTable.Render("The three figures behind the score", furthest, network.CurrentName, namesBlock: true);
        return Html.From($"""
            <section class="furthest">
            <h3>{(score.Exceeds ? "What moved furthest" : "What came closest to its limit")}</h3>
            {table}{IntervalPlot.Legend(network)}
            </section>

            """);
    }

    private static Html WayOut(CheckedBaseline baseline, PageNetwork network)
    {
        if (network.IsPair || baseline.Verdict != CheckVerdict.Drift)
        {
            return Html.None;
        }

        string path = PlainText.Quoted(ReportPath.Shorten(baseline.Path));
        (Html replace, Html model) = OtherModel(network.Comparison);
        Html accept = network.Comparison.Verdict is not null
            ? Html.From($"<div><dt>This retrain is legitimate</dt><dd><code>koopman-assert accept {path}{model}</code></dd></div>\n")
            : Html.None;
        string neither = "Look at what changed in training, data or preprocessing for the block that is named first. "
            + "Later blocks moved because of it; earlier blocks moved because training made them compensate.";
        return Html.From($"""
            <section class="next">
            <h3>What to do</h3>
            <dl>
            <div><dt>The change was intended</dt><dd>{replace}<code>koopman-assert update {path}</code></dd></div>
            {accept}<div><dt>Neither</dt><dd>{neither}</dd></div>
            </dl>
            </section>

            """);
    }

    // Both commands take the model at the baseline's path, while another model may have been compared.
    private static (Html Replace, Html Model) OtherModel(BaselineComparison comparison)
    {
        string model = ReportPath.Shorten(comparison.Report.Model.Path), accepted = ReportPath.Shorten(comparison.Baseline.ModelPath);
        return model == accepted ? default
            : (Html.From($"Replace {accepted} with {model}, then run "), Html.From($" {PlainText.Quoted(model)}"));
    }
}
