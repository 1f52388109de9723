using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What a reader does next: sees what moved furthest, and takes one of the ways out.</summary>
internal static class NextSection
{
    /// <summary>The section, or nothing where there is neither.</summary>
    public static Html Render(CheckedBaseline baseline, PageNetwork network) => Html.From($"{Furthest(network)}{WayOut(baseline, network)}");

    private static Html Furthest(PageNetwork network)
    {
        if (network.Score is not { } score)
        {
            return Html.None;
        }

        IReadOnlyList<PageFigure> furthest = [.. network.Everything.SelectMany(b => b.Figures)
            .OrderByDescending(f => Math.Abs(f.Comparison.Z))
            .Take(score.Furthest.Count)];
        return Html.From($"""
            <section class="furthest">
            <h3>{(score.Exceeds ? "What moved furthest" : "What came closest to what is allowed")}</h3>
            {FigureTable.Render("The three figures behind the score", furthest, network.CurrentName, namesBlock: true)}{IntervalPlot.Legend(network)}
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
        (Html place, Html model) = Place(network.Comparison);
        Html accept = network.Score is { Exceeds: true }
            ? Html.From(
                $"<div><dt>Honest retraining does this now and then</dt><dd><code>koopman-assert accept {path}{model}</code></dd></div>\n") : Html.None;
        return Html.From($"""
            <section class="next">
            <h3>What to do</h3>
            <dl>
            <div><dt>The change was meant</dt><dd>{place}<code>koopman-assert update {path}</code></dd></div>
            {accept}<div><dt>Neither</dt><dd>Look at what changed in training, data or preprocessing for the block that is named first. Blocks after it move because of it, blocks before it where they were trained to make up for it.</dd></div>
            </dl>
            </section>

            """);
    }

    // Both commands take the model at the baseline's path, and another one may have been held against it.
    private static (Html Place, Html Model) Place(BaselineComparison comparison)
    {
        string model = ReportPath.Shorten(comparison.Report.Model.Path), place = ReportPath.Shorten(comparison.Baseline.ModelPath);
        return model == place ? default : (Html.From($"Put {model} in the place of {place}, then "), Html.From($" {PlainText.Quoted(model)}"));
    }
}
