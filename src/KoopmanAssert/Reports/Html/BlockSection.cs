using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The details of a block: the findings, its figures, its singular values and kernels, and the reliability of its credit.
/// </summary>
internal static class BlockSection
{
    /// <summary>The section of a block or of the whole network.</summary>
    public static Html Render(PageNetwork network, PageBlock block) => Html.From($"""
        <section class="block {block.Verdict.Class}" id="{block.Id}">
        <h4>{Title(block)}</h4>
        {Content(network, block)}</section>

        """);

    /// <summary>The same, folded up: a link to its anchor unfolds it.</summary>
    public static Html Folded(PageNetwork network, PageBlock block) => Html.From($"""
        <details class="block {block.Verdict.Class}"><summary><h4>{Title(block)}</h4></summary>
        <div id="{block.Id}">{Content(network, block)}</div></details>

        """);

    /// <summary>A finding in its words.</summary>
    public static Html Found(Finding finding) => Html.From($"""
        <p class="finding"><code>{finding.Code}</code> {CheckDiagnostic.Worded(finding.Block, ReportPath.InText(finding.Message))}</p>

        """);

    private static Html Title(PageBlock block)
    {
        string name = block.Comparison is null ? "The whole network" : PlainText.Shortened(block.Name);
        return Html.From(
            $"""{name} <span class="status"><i aria-hidden="true">{block.Verdict.Sign}</i> {block.Verdict.Words}</span>""");
    }

    private static Html Content(PageNetwork network, PageBlock block)
    {
        Html figures = block.Figures.Count == 0 && block.Stated is null ? Html.None
            : FigureTable.Render("Figures and their limits", network, block.Figures, block.Stated);
        var back = Html.From($"""<p class="back"><a href="#{network.Id}-chain">back to the blocks</a></p>""");
        return Html.From($"{Html.From(block.Findings.Select(Found))}{figures}{Pictures(network, block)}{back}");
    }

    private static Html Pictures(PageNetwork network, PageBlock block)
    {
        Html reliability = ReliabilityTable.Render(network, block);
        return block.Comparison?.Current is null ? reliability : Html.From($"""
            <div class="pictures">
            {SpectrumPlot.Render(network, block)}{KernelPlot.Render(network, block)}{reliability}</div>

            """);
    }
}
