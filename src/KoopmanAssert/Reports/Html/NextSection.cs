using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What to look at and what to do: the commands, and the figures that decided.</summary>
internal static class NextSection
{
    /// <summary>The section, or nothing if there is neither.</summary>
    public static Html Render(CheckedBaseline baseline, PageNetwork network) =>
        Html.From($"{WayOut(baseline, network)}{Furthest(network)}");

    private static Html Furthest(PageNetwork network)
    {
        if (network.Score is not { } score)
        {
            return Html.None;
        }

        IReadOnlyList<PageFigure> furthest = [.. network.Everything.SelectMany(b => b.Figures)
            .Where(f => score.Deciding.Contains(f.Comparison))
            .OrderByDescending(f => f.Comparison.Distance)];
        return Html.From($"""
            <section class="furthest">
            <h3>{(score.Exceeds ? "What moved furthest" : "What came closest to its limit")}</h3>
            {FigureTable.Render("The figures that decided", network, furthest, namesBlock: true)}</section>

            """);
    }

    private static Html WayOut(CheckedBaseline baseline, PageNetwork network)
    {
        if (network.IsPair || baseline.Verdict != CheckVerdict.Drift)
        {
            return Html.None;
        }

        if (network.Comparison.Baseline.IsInMemory || network.Comparison.Report.IsInMemory)
        {
            return InCode(network);
        }

        string path = PlainText.Quoted(ReportPath.Shorten(baseline.Path));
        (Html replace, Html model) = OtherModel(network.Comparison);
        Html accept = network.Comparison.Verdict is not null
            ? Html.From($"""
                <div><dt>If this retrain is legitimate</dt>
                <dd>Keep it as one more example of a good one:
                <code>koopman-assert accept {path}{model} --force --reason TEXT</code></dd></div>

                """)
            : Html.None;
        return Html.From($"""
            <section class="next">
            <h3>What to do</h3>
            <dl>
            <div><dt>Look first at</dt><dd>{LookAt(network)}</dd></div>
            <div><dt>If it is a fault</dt><dd>Mend it, train or export the model again, and run the check again.</dd></div>
            {accept}<div><dt>If the change was intended</dt><dd>Make it the new reference:
            {replace}<code>koopman-assert update {path}</code></dd></div>
            </dl>
            </section>

            """);
    }

    // No command can analyse what was in memory.
    private static Html InCode(PageNetwork network)
    {
        IEnumerable<(string Words, string Command)> steps = Advice
            .Steps(network.Comparison, isScored: network.Comparison.Verdict is not null).Skip(1);
        return Html.From($"""
            <section class="next">
            <h3>What to do</h3>
            <dl>
            <div><dt>Look first at</dt><dd>{LookAt(network)}</dd></div>
            {Html.From(steps.Select(step => Html.From($"<div><dt>{step.Words}</dt><dd><code>{step.Command}</code></dd></div>\n")))}</dl>
            </section>

            """);
    }

    private static string LookAt(PageNetwork network)
    {
        DriftVerdict? verdict = network.Comparison.Verdict;
        if (verdict?.Cause is not null)
        {
            return $"{Advice.LookAt(network.Comparison)}.";
        }

        string? block = verdict?.Fault ?? (network.Accused is [{ Comparison: not null } only] ? only.Name : null);
        string others = verdict?.Moved.Count > 1
            ? " Blocks after it moved because of it, blocks before it because training made them compensate."
            : "";
        return block is null ? "the training as a whole: its data, labels and classes, its preprocessing and its recipe."
            : $"what changed in training, data or preprocessing for {PlainText.Shortened(block)}.{others}";
    }

    // Both commands take the model at the baseline's path, while another model may have been compared.
    private static (Html Replace, Html Model) OtherModel(BaselineComparison comparison)
    {
        string model = ReportPath.Shorten(comparison.Report.Model), accepted = ReportPath.Shorten(comparison.Baseline.ModelPath);
        return model == accepted ? default
            : (Html.From($"replace {accepted} with {model}, then run "), Html.From($" {PlainText.Quoted(model)}"));
    }
}
