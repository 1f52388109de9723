using System.Security.Cryptography;
using System.Text;

namespace KoopmanAssert.Core.Reports;

/// <summary>A run as one page for people: HTML that needs no network, no script and no other file.</summary>
/// <remarks>
/// The charts are SVG written here: a plotting library would bring its fonts, its native parts and pictures without words. The page runs no
/// script, so its policy allows none, and of styles only the one whose hash it names: a stranger's name could not do anything even if it
/// were not escaped.
/// </remarks>
internal static class HtmlReport
{
    /// <summary>What the file begins with, by which it is recognised.</summary>
    public const string Beginning = $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="generator" content="{CheckReport.Tool}
        """;

    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>The file's content.</summary>
    public static string Render(CheckReport report)
    {
        List<PageNetwork?> networks = [.. report.Baselines
            .Select((b, i) => b.Comparison is null ? null : new PageNetwork($"network{i + 1}", b.Comparison, b.AcceptedAnalysis))];
        bool isAlone = networks.Count == 1;
        int first = networks.FindIndex(n => n is not null && n.Failed.Any());
        string title = isAlone ? VerdictSection.Headline(report.Baselines[0], networks[0]) : Headline(report);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style.Value)));
        Html articles = Html.From(
            report.Baselines.Select((b, i) => NetworkArticle.Render(b, $"network{i + 1}", networks[i], isAlone, takesFocus: i == first)));
        return Beginning + Html.From($"""
             {CheckReport.ToolVersion}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'">
            <meta name="color-scheme" content="light dark">
            <title>{title} – {CheckReport.Tool}</title>
            <style>
            """) + Style.Value + Html.From($"""
            </style>
            </head>
            <body>
            <header class="top"><p class="brand">{CheckReport.Tool}</p><fieldset class="theme"><legend>theme</legend><label><input type="radio" name="theme" id="theme-system" checked>system</label><label><input type="radio" name="theme" id="theme-light">light</label><label><input type="radio" name="theme" id="theme-dark">dark</label></fieldset></header>
            <main class="{NetworkArticle.Class(report.Verdict)}">
            <h1><i aria-hidden="true">{NetworkArticle.Sign(report.Verdict)}</i> {title}</h1>
            {(isAlone ? Html.None : Contents(report, networks))}{articles}{Glossary.Render()}</main>
            </body>
            </html>

            """);
    }

    private static string Headline(CheckReport report)
    {
        int held = report.Baselines.Count(b => b.Verdict == CheckVerdict.Held), drifted = report.Baselines
            .Count(b => b.Verdict == CheckVerdict.Drift), all = report.Baselines.Count;
        return all == 0 ? "There was no baseline to hold."
            : held == all ? $"All {all} networks hold."
            : drifted == 0 ? $"{all - held} of {all} networks could not be compared."
            : $"{drifted} of {all} networks {(drifted == 1 ? "has" : "have")} moved{(held + drifted < all ? $", {all - held - drifted} could not be compared" : "")}.";
    }

    private static Html Contents(CheckReport report, List<PageNetwork?> networks) => Html.From($"""
        <nav aria-label="baselines"><ul>
        {Html.From(report.Baselines.Select((b, i) => Html.From($"""
            <li class="{NetworkArticle.Class(b.Verdict)}"><a href="#network{i + 1}"><i aria-hidden="true">{NetworkArticle.Sign(b.Verdict)}</i> <b>{NetworkArticle.Title(b, networks[i])}</b></a> {VerdictSection.Headline(b, networks[i])}</li>

            """)))}</ul></nav>

        """);

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
