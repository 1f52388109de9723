using System.Security.Cryptography;
using System.Text;

namespace KoopmanAssert.Core.Reports;

/// <summary>A run as one HTML page that needs no network, no script and no other file.</summary>
/// <remarks>
/// The charts are SVG written here: a plotting library would bring fonts, native parts and pictures without alternative texts. The
/// content security policy of the page allows no script, and only the style whose hash it names, so that even an unescaped name from an
/// untrusted model could do nothing.
/// </remarks>
internal static class HtmlReport
{
    /// <summary>The beginning of the file, by which it is recognised.</summary>
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
        string title = isAlone ? VerdictSection.Headline(report.Baselines[0], networks[0]) : Headline(report);
        var articles = Html.From(
            report.Baselines.Select((b, i) => NetworkArticle.Render(b, $"network{i + 1}", networks[i], isAlone)));
        return Page(title, report.Verdict, Html.From($"{(isAlone ? Html.None : Contents(report, networks))}{articles}{Glossary.Render()}"));
    }

    /// <summary>A page with this headline and content.</summary>
    public static string Page(string title, CheckVerdict verdict, Html content)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style.Value)));
        var policy = Html.From($"default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'");
        return Beginning + Html.From($"""
             {CheckReport.ToolVersion}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="color-scheme" content="light dark">
            <title>{title} – {CheckReport.Tool}</title>
            <style>
            """) + Style.Value + Html.From($"""
            </style>
            </head>
            <body>
            <header class="top"><p class="brand">{CheckReport.Tool}</p>{Themes()}</header>
            <main class="{NetworkArticle.Class(verdict)}">
            <h1><i aria-hidden="true">{NetworkArticle.Sign(verdict)}</i> {title}</h1>
            {content}</main>
            </body>
            </html>

            """);
    }

    private static Html Themes()
    {
        var choices = Html.From([Theme("system", " checked"), Theme("light", ""), Theme("dark", "")]);
        return Html.From($"""<fieldset class="theme"><legend>theme</legend>{choices}</fieldset>""");
    }

    private static Html Theme(string name, string state) =>
        Html.From($"""<label><input type="radio" name="theme" id="theme-{name}"{state}>{name}</label>""");

    private static string Headline(CheckReport report)
    {
        int held = report.Baselines.Count(b => b.Verdict == CheckVerdict.Held), all = report.Baselines.Count;
        int drifted = report.Baselines.Count(b => b.Verdict == CheckVerdict.Drift), failed = all - held - drifted;
        return all == 0 ? "No baseline was checked."
            : held == all ? $"All {all} networks match their baselines."
            : drifted == 0 ? $"{failed} of {all} networks could not be compared."
            : $"{drifted} of {all} networks {(drifted == 1 ? "has" : "have")} changed"
                + (failed > 0 ? $", {failed} could not be compared." : ".");
    }

    private static Html Contents(CheckReport report, List<PageNetwork?> networks) => Html.From($"""
        <nav aria-label="baselines"><ul>
        {Html.From(report.Baselines.Select((b, i) => Entry(b, i, networks[i])))}</ul></nav>

        """);

    private static Html Entry(CheckedBaseline baseline, int index, PageNetwork? network)
    {
        var sign = Html.From($"""<i aria-hidden="true">{NetworkArticle.Sign(baseline.Verdict)}</i>""");
        var link = Html.From($"""<a href="#network{index + 1}">{sign} <b>{NetworkArticle.Title(baseline, network)}</b></a>""");
        return Html.From($"""
            <li class="{NetworkArticle.Class(baseline.Verdict)}">{link} {VerdictSection.Headline(baseline, network)}</li>

            """);
    }

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
