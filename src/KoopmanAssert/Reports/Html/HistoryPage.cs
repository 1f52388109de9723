using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Core.Reports;

/// <summary>The history of a baseline as one HTML page: of each block the figure with the clearest trend, with its limits.</summary>
internal static class HistoryPage
{
    private static readonly string[] Titles = ["model", "date", "commit", "SHA-256"];

    /// <summary>The file's content.</summary>
    public static string Render(BaselineHistory history, IReadOnlyList<string> notes)
    {
        int creeping = history.Creeping.Count;
        string title = creeping == 0 ? $"No figure creeps over {history.Models.Count} accepted models."
            : $"{creeping} {(creeping == 1 ? "figure creeps" : "figures creep")} over {history.Models.Count} accepted models.";
        var findings = Html.From(history.Creeping.Select(f =>
            Html.From($"<p class=\"cause\">{CheckDiagnostic.Sentence(HistoryText.Sentence(f))}</p>\n")));
        var remarks = Html.From(notes.Select(n => Html.From($"<p class=\"note\">{n}</p>\n")));
        var charts = Html.From(history.Parts.Select(history.MainOf).OrderByDescending(f => f.Creeps).Select(Chart));
        var head = Html.From(Titles.Select(t => Html.From($"<th scope=\"col\">{t}</th>")));
        var rows = Html.From(history.Models.Select((m, i) => Row($"{i + 1}", m)));
        var content = Html.From($"""
            <p class="brand">{ReportPath.Shorten(history.Newest.Path)}</p>
            {findings}<p class="reason">{HistoryText.Rule(history)}</p>
            {remarks}<div class="pictures">
            {charts}</div>
            <details class="provenance"><summary><h3>The models</h3></summary>
            <table><thead><tr>{head}</tr></thead>
            <tbody>
            {rows}</tbody></table>
            </details>

            """);
        return HtmlReport.Page(title, creeping == 0 ? CheckVerdict.Held : CheckVerdict.Drift, content);
    }

    private static Html Row(string number, AcceptedModel model)
    {
        string date = model.Version.Date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var cells = Html.From($"<td>{date}</td><td>{Short(model.Version.Commit)}</td><td>{Short(model.Sha256)}</td>");
        return Html.From($"<tr><th scope=\"row\">{number}</th>{cells}</tr>\n");
    }

    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    private static Html Chart(FigureHistory f)
    {
        double low = f.Mean - f.Allowed, high = f.Mean + f.Allowed;
        double[] all = [low, high, .. f.Values.Select(v => v.Value)];
        double margin = 0.05 * Math.Max(1e-9, all.Max() - all.Min());
        var frame = new PlotFrame(
            PlotAxis.Linear("accepted model", 1, Math.Max(2, f.Values[^1].Model + 1)),
            PlotAxis.Linear(Unit(f), all.Min() - margin, all.Max() + margin));
        var line = new StringBuilder();
        foreach ((int model, double value) in f.Values)
        {
            line.Append(line.Length == 0 ? 'M' : 'L').Append(Html.From($"{frame.X(model + 1)} {frame.Y(value)}"));
        }

        var dots = Html.From(f.Values.Select(v =>
            Html.From($"""<circle class="value" cx="{frame.X(v.Model + 1)}" cy="{frame.Y(v.Value)}" r="2.5"/>""")));
        var limits = Html.From($"""{frame.Level("threshold", low)}{frame.Level("threshold", high)}""");
        string name = f.Block is { } block ? PlainText.Shortened(block) : "whole network";
        string words = $"{name}, {f.Words}: from {PlainText.Number(f.Values[0].Value, 3)} to {PlainText.Number(f.Values[^1].Value, 3)}, "
            + $"limits {PlainText.Number(low, 3)} and {PlainText.Number(high, 3)}";
        string state = $"{(f.Creeps ? "✕ creeps" : "✓ no trend")} (τ = {PlainText.Signed(f.Trend.Tau)})";
        var marks = Html.From($"""{limits}<path class="line" d="{line.ToString()}"/>{dots}""");
        return Html.From($"""
            <figure>{frame.Render(words, marks)}
            <figcaption><b>{name}</b>, {f.Words}: {state}; dashed lines: the limits of the newest baseline</figcaption></figure>

            """);
    }

    private static string Unit(FigureHistory f) => Credits.FigureRule.For(f.Figure.Kind).IsShare ? $"{f.Words}, share" : $"{f.Words}, nats";
}
