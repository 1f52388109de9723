using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>How far the credit of a block can be relied on: its ranks, its fit and its noise, of both sides.</summary>
internal static class ReliabilityTable
{
    /// <summary>The table, or nothing for the whole network.</summary>
    public static Html Render(PageNetwork network, PageBlock block)
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

    private static (Html Name, string Accepted, string Current)[] Figures(BlockComparison comparison, BlockCredit? acceptedCredit)
    {
        (BaselineBlock? accepted, BlockCredit? now) = (comparison.Accepted, comparison.Current);
        (OperatorSummary? before, OperatorSummary? after) = (accepted?.Operator, now?.Operator);
        string total = $"total log-credit at rank {before?.Rank ?? after?.Rank}, nats";
        return
        [
            (Term.Of("credit", total), PlainText.Number(before?.LogCredit), PlainText.Number(comparison.CurrentLogCredit)),
            (Term.Of("effective rank"), Count(before?.Rank), Count(after?.Rank)),
            (Html.From($"snapshot rank"), Count(before?.SnapshotRank), Count(after?.SnapshotRank)),
            (Html.From($"snapshots"), Count(before?.Snapshots), Count(after?.Snapshots)),
            (Html.From($"steps"), Steps(before), Steps(after)),
            (Html.From($"computed from"), Route(acceptedCredit), Route(now)),
            (Term.Of("residual", "linearisation residual"), PlainText.Digits(before?.Residual), PlainText.Digits(after?.Residual)),
            (Term.Of("condition"), PlainText.Digits(before?.Condition), PlainText.Digits(after?.Condition)),
            (Term.Of("noise floor", "noise floor, nats"), PlainText.Digits(accepted?.NoiseFloor), PlainText.Digits(now?.NoiseFloor)),
            (Html.From($"spread over repeats, nats"), PlainText.Digits(before?.Spread), PlainText.Digits(after?.Spread)),
            (Term.Of("log-sensitivity", "log-sensitivity, nats"),
                PlainText.Number(acceptedCredit?.LogSensitivity), PlainText.Number(now?.LogSensitivity)),
        ];
    }

    private static string Count(int? count) => count?.ToString() ?? "–";

    private static string Route(BlockCredit? credit) => credit is null ? "–" : RouteText.Describe(credit.Route);

    private static string Steps(OperatorSummary? summary) => summary is null ? "–"
        : summary.StepsUsed == summary.Steps ? $"{summary.Steps}"
        : $"{summary.StepsUsed} of {summary.Steps}";
}
