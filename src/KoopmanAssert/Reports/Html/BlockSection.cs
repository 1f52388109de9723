using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The details of a block: what was found, its figures, its singular values and kernels, and how far its credit can be relied on.
/// </summary>
internal static class BlockSection
{
    /// <summary>The section of a block or of the whole network.</summary>
    public static Html Render(PageNetwork network, PageBlock block) => Html.From($"""
        <section class="block {block.Verdict.Class}" id="{block.Id}">
        <h4>{Title(block)} <span class="status"><i aria-hidden="true">{block.Verdict.Sign}</i> {block.Verdict.Words}</span></h4>
        {Html.From(block.Findings.Select(Found))}{Figures(network, block)}{Pictures(network, block)}<p class="back"><a href="#{network.Id}-chain">back to the blocks</a></p>
        </section>

        """);

    /// <summary>A finding in its words.</summary>
    public static Html Found(Finding finding) => Html.From($"""
        <p class="finding"><code>{finding.Code}</code> {CheckDiagnostic.Worded(finding.Block, ReportPath.InText(finding.Message))}</p>

        """);

    private static string Title(PageBlock block) => block.Comparison is null ? "The whole network" : CheckDiagnostic.Shortened(block.Name);

    private static Html Figures(PageNetwork network, PageBlock block) => block.Figures.Count == 0 && block.Stated is null ? Html.None
        : FigureTable.Render("Figures beside what is allowed", block.Figures, network.CurrentName, block.Stated);

    private static Html Pictures(PageNetwork network, PageBlock block)
    {
        if (block.Comparison?.Current is not { } current)
        {
            return Reliability(network, block);
        }

        IReadOnlyList<double> accepted = block.AcceptedCredit?.SingularValues ?? [];
        int rank = block.Comparison.Accepted?.Rank ?? current.Rank;
        Html spectrum = SpectrumPlot.Render(current.SingularValues, accepted, rank, network.Comparison.Report.Settings.RankTolerance);
        string line = accepted.Count > 0 ? "Thick: B; dashed: A. " : "";
        return Html.From($"""
            <div class="pictures">
            <figure>{spectrum}<figcaption><b>Singular values</b>, largest first: how strongly the block stretches each direction. {line}Upright: rank {rank}, at which credits are compared; flat: below it a value counts as noise.</figcaption></figure>
            {Kernels(network, current.Kernels, block.AcceptedCredit?.Kernels ?? block.Comparison.Accepted?.Kernels ?? [])}{Reliability(network, block)}</div>

            """);
    }

    private static Html Kernels(
        PageNetwork network,
        IReadOnlyList<KernelCredit> current,
        IReadOnlyList<KernelCredit> accepted) => current.Count == 0 ? Html.None : Html.From($"""
        <figure>{KernelPlot.Render(current, accepted)}<figcaption><b>Kernel credits</b>, nats, one bar an output channel or unit: {KernelPlot.Words(current)}.{(accepted.Count > 0 ? $" Dashed: {network.AcceptedName}." : "")}</figcaption></figure>

        """);

    private static Html Reliability(PageNetwork network, PageBlock block)
    {
        BlockCredit? now = block.Comparison?.Current;
        BaselineBlock? accepted = block.Comparison?.Accepted;
        if (block.Comparison is null)
        {
            return Html.None;
        }

        (string Name, string Accepted, string Current)[] rows =
        [
            ("log-credit at rank " + (accepted?.Rank ?? now?.Rank), PlainText.Number(accepted?.LogCredit), PlainText.Number(
                block.Comparison.CreditAtPinnedRank ?? now?.LogCredit)),
            ("effective rank", Count(accepted?.Rank), Count(now?.Rank)),
            ("rank of the snapshots", Count(accepted?.Operator.SnapshotRank), Count(now?.Operator.SnapshotRank)),
            ("snapshots", Count(accepted?.Operator.Snapshots), Count(now?.Operator.Snapshots)),
            ("steps", Steps(accepted?.Operator.StepsUsed, accepted?.Operator.Steps), Steps(now?.Operator.StepsUsed, now?.Operator.Steps)),
            ("computed from", Route(block.AcceptedCredit), Route(now)),
            ("linearisation residual", PlainText.Digits(accepted?.Operator.Residual), PlainText.Digits(now?.Operator.Residual)),
            ("condition", PlainText.Digits(accepted?.Operator.Condition), PlainText.Digits(now?.Operator.Condition)),
            ("noise floor, nats", PlainText.Digits(accepted?.NoiseFloor), PlainText.Digits(now?.NoiseFloor)),
            ("spread over repeats, nats", PlainText.Digits(accepted?.Operator.Spread), PlainText.Digits(now?.Operator.Spread)),
            ("log-sensitivity, nats", PlainText.Number(block.AcceptedCredit?.LogSensitivity), PlainText.Number(now?.LogSensitivity)),
        ];
        Html shown = Html.From(rows.Where(r => r.Accepted != "–" || r.Current != "–").Select(r => Html.From($"""
            <tr><th scope="row">{r.Name}</th><td class="n">{r.Accepted}</td><td class="n">{r.Current}</td></tr>

            """)));
        return Html.From($"""
            <div><table class="reliability">
            <caption>How far the credit can be relied on</caption>
            <thead><tr><th scope="col">figure</th><th scope="col" class="n">{network.AcceptedName}</th><th scope="col" class="n">{network.CurrentName}</th></tr></thead>
            <tbody>
            {shown}</tbody>
            </table></div>

            """);
    }

    private static string Count(int? count) => count?.ToString() ?? "–";

    private static string Route(BlockCredit? credit) => credit is null ? "–" : RouteText.Describe(credit.Route);

    private static string Steps(int? used, int? asked) => used is null ? "–" : used == asked ? $"{used}" : $"{used} of {asked}";
}
