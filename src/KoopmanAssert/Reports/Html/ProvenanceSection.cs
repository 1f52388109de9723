using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>What was compared: the hashes of the files, settings, tolerance and accepted retrains.</summary>
internal static class ProvenanceSection
{
    /// <summary>The section.</summary>
    public static Html Render(PageNetwork network)
    {
        BaselineComparison comparison = network.Comparison;
        CreditReport report = comparison.Report;
        CreditBaseline baseline = comparison.Baseline;
        (string Name, string Value)[] rows =
        [
            (network.IsPair ? "model B" : "model", ReportPath.Shorten(report.Model)),
            ("its SHA-256", report.Model.Sha256),
            .. network.AcceptedAnalysis is { } a ? [("model A", ReportPath.Shorten(a.Model)), ("its SHA-256", a.Model.Sha256)]
                : Rows(
                    ("baseline", ReportPath.Shorten(baseline.Path)),
                    ("accepted model's SHA-256", comparison.IsSameModel ? "the same: this is the accepted model" : baseline.Model.Sha256)),
            ("samples", $"{ReportPath.Shorten(report.Samples)}, {report.SampleCount} rows"),
            ("their SHA-256", report.Samples.Sha256),
            ("tolerance", Tolerance(baseline.Tolerance)),
            .. baseline.Accepted.Select((retrain, i) => ($"accepted retrain {i + 1}", retrain.Sha256)),
            .. report.Settings.Listed().Where(s => s.Value.Length > 0),
            ("made by", $"{CheckReport.Tool} {CheckReport.ToolVersion}"),
        ];
        return Html.From($"""
            <details class="provenance"><summary><h3>What was compared, and how</h3></summary>
            <dl>
            {Html.From(rows.Select(r => Html.From($"<div><dt>{r.Name}</dt><dd>{r.Value}</dd></div>\n")))}</dl>
            </details>

            """);
    }

    private static (string, string)[] Rows(params (string, string)[] rows) => rows;

    private static string Tolerance(Tolerance tolerance)
    {
        string[] learnt = tolerance.Learnt is { } by
            ? [FormattableString.Invariant($"learnt from accepted retrains, {by.FalseAlarms:0.##%} false alarms, ")
                + $"{ChoiceText.Name(by.Retraining)} retraining"]
            : [];
        string ranks = tolerance.RankChange is { } change ? $"ranks may move by {change}" : "ranks must not fall below half";
        return string.Join("; ", [.. learnt, .. tolerance.Stated.Select(rule => rule.Words), ranks]);
    }
}
