using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The details of a block: the findings, its figures, its singular values and kernels, and the reliability of its credit.
/// </summary>
internal static class BlockSection
{
    /// <summary>The section of a block or of the whole network.</summary>
    public static Html Render(PageNetwork network, PageBlock block)
    {
        var status = Html.From(
            $"""<span class="status"><i aria-hidden="true">{block.Verdict.Sign}</i> {block.Verdict.Words}</span>""");
        var back = Html.From($"""<p class="back"><a href="#{network.Id}-chain">back to the blocks</a></p>""");
        return Html.From($"""
            <section class="block {block.Verdict.Class}" id="{block.Id}">
            <h4>{Title(block)} {status}</h4>
            {Html.From(block.Findings.Select(Found))}{Figures(network, block)}{Pictures(network, block)}{back}
            </section>

            """);
    }

    /// <summary>A finding in its words.</summary>
    public static Html Found(Finding finding) => Html.From($"""
        <p class="finding"><code>{finding.Code}</code> {CheckDiagnostic.Worded(finding.Block, ReportPath.InText(finding.Message))}</p>

        """);

    private static string Title(PageBlock block) => block.Comparison is null ? "The whole network" : PlainText.Shortened(block.Name);

    private static Html Figures(PageNetwork network, PageBlock block) => block.Figures.Count == 0 && block.Stated is null ? Html.None
        : FigureTable.Render("Figures and their limits", block.Figures, network.CurrentName, block.Stated);

    private static Html Pictures(PageNetwork network, PageBlock block)
    {
        if (block.Comparison?.Current is not { } current)
        {
            return Reliability(network, block);
        }

        IReadOnlyList<double> accepted = block.AcceptedCredit?.SingularValues ?? [];
        int rank = block.Comparison.Accepted?.Rank ?? current.Rank;
        Html spectrum = SpectrumPlot.Render(current.SingularValues, accepted, rank, network.Comparison.Report.Settings.RankTolerance);
        string legend = "how strongly the block stretches each direction, largest first. "
            + (accepted.Count > 0 ? "Thick: B; dashed: A. " : "")
            + $"Vertical line: rank {rank}, at which credits are compared; horizontal line: values below it count as noise.";
        IReadOnlyList<KernelCredit> kernels = block.AcceptedCredit?.Kernels ?? block.Comparison.Accepted?.Kernels ?? [];
        return Html.From($"""
            <div class="pictures">
            <figure>{spectrum}<figcaption><b>Singular values</b>: {legend}</figcaption></figure>
            {Kernels(network, current.Kernels, kernels)}{Reliability(network, block)}</div>

            """);
    }

    private static Html Kernels(PageNetwork network, IReadOnlyList<KernelCredit> current, IReadOnlyList<KernelCredit> accepted)
    {
        if (current.Count == 0)
        {
            return Html.None;
        }

        string legend = $"in nats, one bar per output channel or unit: {KernelPlot.Words(current)}."
            + (accepted.Count > 0 ? $" Dashed: {network.AcceptedName}." : "");
        return Html.From($"""
            <figure>{KernelPlot.Render(current, accepted)}<figcaption><b>Kernel credits</b>, {legend}</figcaption></figure>

            """);
    }

    private static Html Reliability(PageNetwork network, PageBlock block)
    {
        if (block.Comparison is not { } comparison)
        {
            return Html.None;
        }

        var rows = Html.From(Figures(comparison, block.AcceptedCredit)
            .Where(r => r.Accepted != "–" || r.Current != "–")
            .Select(r => Html.From($"""
                <tr><th scope="row">{r.Name}</th><td class="n">{r.Accepted}</td><td class="n">{r.Current}</td></tr>

                """)));
        var sides = Html.From(
            $"""<th scope="col" class="n">{network.AcceptedName}</th><th scope="col" class="n">{network.CurrentName}</th>""");
        return Html.From($"""
            <div><table class="reliability">
            <caption>Reliability of the credit</caption>
            <thead><tr><th scope="col">figure</th>{sides}</tr></thead>
            <tbody>
            {rows}</tbody>
            </table></div>

            """);
    }

    private static (string Name, string Accepted, string Current)[] Figures(BlockComparison comparison, BlockCredit? acceptedCredit)
    {
        (BaselineBlock? accepted, BlockCredit? now) = (comparison.Accepted, comparison.Current);
        (OperatorSummary? before, OperatorSummary? after) = (accepted?.Operator, now?.Operator);
        return
        [
            ("log-credit at rank " + (before?.Rank ?? after?.Rank), PlainText.Number(before?.LogCredit),
                PlainText.Number(comparison.CurrentLogCredit)),
            ("effective rank", Count(before?.Rank), Count(after?.Rank)),
            ("snapshot rank", Count(before?.SnapshotRank), Count(after?.SnapshotRank)),
            ("snapshots", Count(before?.Snapshots), Count(after?.Snapshots)),
            ("steps", Steps(before), Steps(after)),
            ("computed from", Route(acceptedCredit), Route(now)),
            ("linearisation residual", PlainText.Digits(before?.Residual), PlainText.Digits(after?.Residual)),
            ("condition", PlainText.Digits(before?.Condition), PlainText.Digits(after?.Condition)),
            ("noise floor, nats", PlainText.Digits(accepted?.NoiseFloor), PlainText.Digits(now?.NoiseFloor)),
            ("spread over repeats, nats", PlainText.Digits(before?.Spread), PlainText.Digits(after?.Spread)),
            ("log-sensitivity, nats", PlainText.Number(acceptedCredit?.LogSensitivity), PlainText.Number(now?.LogSensitivity)),
        ];
    }

    private static string Count(int? count) => count?.ToString() ?? "–";

    private static string Route(BlockCredit? credit) => credit is null ? "–" : RouteText.Describe(credit.Route);

    private static string Steps(OperatorSummary? summary) => summary is null ? "–"
        : summary.StepsUsed == summary.Steps ? $"{summary.Steps}"
        : $"{summary.StepsUsed} of {summary.Steps}";
}
