using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The page as a file: what it may hold, how large it is, and that it is the same each time.</summary>
[TestFixture]
internal sealed partial class PageTests
{
    [Test]
    public void A_strangers_name_is_escaped_wherever_it_stands()
    {
        string page = Pages.Of(Pages.Named([.. HostileNames.All]));

        string[] tags = [.. Tag().Matches(page).Select(m => m.Groups[1].Value).Distinct()];
        tags.Should().NotContain(["script", "iframe", "object"]).And.NotContain("!--");
        Count(page, "</style>").Should().Be(1);
        Count(page, "</head>").Should().Be(1);
        Attribute().Matches(page).Select(m => m.Groups[1].Value).Should().NotContain(name => name.StartsWith("on") || name == "style");
        page.Should().NotContainAny("href=\"javascript", "\u202e", "\u2066", "\0", "\u001b", "\r");
        page.Should().Contain("&lt;script&gt;window.stranger = 1&lt;/script&gt;").And.Contain("&amp;lt;b&amp;gt;")
            .And.Contain("right\\u202eleft");
        Regex.Matches(page, "x{201,}").Should().BeEmpty("a name is shown by its first 200 characters");
    }

    [Test]
    public void The_policy_allows_no_script_and_the_one_style_that_the_page_has()
    {
        string page = Pages.Of(Pages.Held());
        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));

        page.Should().Contain($"default-src 'none'; style-src 'sha256-{hash}'; img-src data:;");
        page.Should().NotContainAny("http://", "https://", "<link", "url(http", " style=\"");
    }

    [Test]
    public void Sixty_blocks_with_every_picture_stay_below_two_megabytes()
    {
        int size = Encoding.UTF8.GetByteCount(Pages.Of(Pages.Chain(60, moved: 40)));

        TestContext.Out.WriteLine($"{size / 1024} KiB");
        size.Should().BeLessThan(2_000_000);
    }

    [Test]
    public void The_page_is_the_same_each_time_and_names_no_whole_path()
    {
        string page = Pages.Of(Pages.Chain(3, 1));

        Pages.Of(Pages.Chain(3, 1)).Should().Be(page);
        page.Should().NotContain(Repository.Root).And.NotContain(Environment.MachineName).And.NotContain(DateTime.Now.Year.ToString());
        page.Should().EndWith("</html>\n").And.NotContain("NaN").And.NotContain("∞");
    }

    [Test]
    public void The_page_says_what_was_compared_with_what()
    {
        string page = Pages.DriftedLenet;
        var baseline = CreditBaseline.Load(Repository.LeNetBaseline);

        page.Should().Contain(baseline.Model.Sha256).And.Contain(baseline.Samples.Sha256);
        baseline.Accepted.Should().HaveCount(5).And.OnlyContain(retrain => page.Contains(retrain.Sha256));
        Count(page, "class=\"retrain\"").Should().BeGreaterThan(5 * 20, "each figure shows each of them");
        baseline.Settings.Listed().Where(s => s.Value.Length > 0).Should()
            .OnlyContain(s => page.Contains($"<dt>{s.Name}</dt><dd>{s.Value}</dd>"));
        page.Should().Contain("koopman-assert update").And.Contain("koopman-assert accept");
    }

    [Test]
    public void A_block_that_was_added_or_removed_has_a_place_on_the_page()
    {
        string page = Pages.Of(Pages.Named("new", "old"));

        page.Should().Contain("<i aria-hidden=\"true\">✕</i> added").And.Contain(DiagnosticCodes.BlockAdded)
            .And.Contain("Block new was added.");
    }

    [Test]
    public void What_could_not_be_compared_says_why()
    {
        var failure = new BaselineException(
            DiagnosticCodes.BaselineCorrupt, "a<b>.credits.json", "is not a valid baseline.", "Restore it.");

        string page = HtmlReport.Render(new CheckReport([CheckedBaseline.Create("a<b>.credits.json", failure, 3)]));

        page.Should().Contain("Not compared: the file is not a valid baseline.").And.Contain("Restore it.")
            .And.Contain("a&lt;b&gt;.credits.json")
            .And.NotContain("<b>.cred");
    }

    [Test]
    public void A_run_without_a_baseline_is_a_page_too() =>
        HtmlReport.Render(new CheckReport([])).Should().StartWith("<!DOCTYPE html>").And.Contain("No baseline was checked.");

    [Test]
    public void The_library_writes_the_page_and_replaces_nothing_else()
    {
        using var folder = new TestFolder();
        BaselineComparison comparison = Pages.Chain(2, 1);

        comparison.WriteHtml(folder.At("new folder/page.html"));
        comparison.WriteHtml(folder.At("new folder/page.html"));

        File.ReadAllText(folder.At("new folder/page.html")).Should().Be(Pages.Of(comparison));
        File.WriteAllText(folder.At("other.html"), "<!DOCTYPE html>\n<html lang=\"en\">");
        ((Action)(() => comparison.WriteHtml(folder.At("other.html")))).Should().Throw<RuntimeException>().Which.Code.Should()
            .Be(DiagnosticCodes.OutputNotWritable);
        ((Action)(() => comparison.WriteHtml(folder.At("page.txt")))).Should().Throw<SettingsException>().Which.Code.Should()
            .Be(DiagnosticCodes.Usage);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("<(!?[a-zA-Z-]+)")]
    private static partial Regex Tag();

    [GeneratedRegex("<[a-zA-Z][^>]*? ([a-zA-Z-]+)=\"")]
    private static partial Regex Attribute();
}
