using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What every front end says of random comparisons is true of their figures.</summary>
[TestFixture]
internal sealed partial class VerdictProperties
{
    private static readonly string[] Blocks = ["alpha", "beta", "gamma"];

    private static readonly Gen<double[]> Figures = Gen.Double[-0.5, 0.5].Array[17];

    // The accepted model, up to three retrains, and a candidate some of whose figures moved far.
    private static readonly Gen<BaselineComparison> Comparisons =
        Gen.Select(Figures.List[1, 4], Figures, Gen.Double[0, 4], Gen.Int[0, 4]).Select((accepted, candidate, scale, unchanged) =>
        {
            CreditBaseline baseline = accepted.Skip(1).Select((figures, i) => Report(figures, (char)('a' + i)))
                .Aggregate(
                    CreditBaseline.Create(Report(accepted[0], '1'), "net.credits.json"), (b, retrain) => b.Accept(retrain, "random"));
            // As many of the first blocks as that have exactly the accepted figures.
            double[] moved = [.. candidate.Select((f, i) => i < 5 * unchanged ? accepted[0][i] : accepted[0][i] + (scale * f))];
            return baseline.Compare(Report(moved, '3'));
        });

    [Test]
    public void No_message_accuses_a_figure_that_lies_inside_its_range() => Comparisons.Sample(comparison =>
    {
        foreach (string message in Messages(comparison))
        {
            foreach (Match range in StatedRange().Matches(message))
            {
                double value = Number(range, "value");
                (value <= Number(range, "from") || value >= Number(range, "to")).Should().BeTrue(message);
            }

            foreach (FigureComparison within in comparison.Score!.Figures.Where(f => !f.IsBeyond))
            {
                Mentions(message, within).Should().BeFalse($"{within.Words} lies within its range, in: {message}");
            }
        }
    });

    [Test]
    public void A_block_is_accused_only_for_a_figure_of_its_own_beyond_its_range_and_everything_beyond_is_shown() =>
        Comparisons.Sample(comparison =>
        {
            comparison.HasDrifted.Should().Be(comparison.Score!.Exceeds);
            if (comparison.Verdict is not { } verdict)
            {
                return;
            }

            List<FigureComparison> beyond = [.. comparison.Score.Figures.Where(f => f.IsBeyond)];
            verdict.Beyond.Should().BeEquivalentTo(beyond).And.NotBeEmpty();
            Finding error = comparison.Findings.Single(f => f.IsDrift);
            error.Block.Should().Be(verdict.Fault);
            error.Code.Should().Be(verdict.Fault is null ? DiagnosticCodes.OutputBehaviour : DiagnosticCodes.CreditDrift);
            beyond.Select(f => f.Block).Append(verdict.Fault).Distinct().Should()
                .BeSubsetOf(comparison.Findings.Select(f => f.Block), "whatever moved is shown, the whole network too");
            verdict.Moved.Should().BeEquivalentTo(beyond.Select(f => f.Block).OfType<string>().Distinct());
        });

    [Test]
    public void The_page_colours_what_crossed_its_limit_and_nothing_else() => Comparisons.Sample(comparison =>
    {
        foreach (PageBlock block in new PageNetwork("n", comparison, null).Everything)
        {
            bool crossed = block.Figures.Any(f => f.Comparison.IsBeyond);
            bool isError = block.Findings.Any(f => f.Severity == FindingSeverity.Error);
            BlockStatus quiet = block.Findings.Count > 0 ? BlockStatus.Noted : BlockStatus.Held; // accepted retrains may disagree
            BlockStatus moved = comparison.Verdict is null ? BlockStatus.Noted : BlockStatus.Failed;
            block.Verdict.Status.Should().Be(crossed || isError ? moved : quiet);
        }
    });

    [Test]
    public void Page_text_summary_and_SARIF_state_the_same_verdict_blocks_and_numbers() => Comparisons.Sample(comparison =>
    {
        var report = new CheckReport([CheckedBaseline.Create(comparison, comparison.Holds ? 0 : 1)]);
        string text = ComparisonText.Table(comparison) + ComparisonText.Findings(comparison);
        string page = WebUtility.HtmlDecode(HtmlReport.Render(report));
        string summary = WebUtility.HtmlDecode(MarkdownSummary.Render(report));
        using var sarif = JsonDocument.Parse(SarifReport.Render(report));
        JsonElement[] results = [.. sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];
        DriftScore score = comparison.Score!;

        page.Should().Contain(comparison.HasDrifted ? "The network has changed" : "The network has not changed beyond its limits.");
        summary.Should().Contain($"koopman-assert: {(comparison.HasDrifted ? "drift" : "held")}");
        results.Should().HaveCount(comparison.HasDrifted ? 1 : 0);
        string[] all = [page, summary, text];
        all.Should().OnlyContain(t => t.Contains(PlainText.Number(score.Value)) && t.Contains(PlainText.Number(score.Threshold)));
        if (comparison.Verdict is { } verdict)
        {
            SameVerdict(score, verdict, page, summary, results[0]);
            all.Should().OnlyContain(t => score.Furthest.All(f => t.Contains(f.FigureWords) && t.Contains(PlainText.Signed(f.Z, 1))));
            // A sentence begins with a capital.
            string cause = verdict.Cause?.Words[1..] ?? "";
            all.Append(results[0].GetProperty("message").GetProperty("text").GetString()!).Should().OnlyContain(t => t.Contains(cause));
        }
    });

    private static void SameVerdict(DriftScore score, DriftVerdict verdict, string page, string summary, JsonElement result)
    {
        string accused = verdict.Fault ?? "whole network";
        Row().Match(page).Groups["name"].Value.Should().Be(accused, "the list begins with it");
        string? place = result.GetProperty("locations")[0].TryGetProperty("logicalLocations", out JsonElement logical)
            ? logical[0].GetProperty("name").GetString()
            : null;
        place.Should().Be(verdict.Fault);
        string[] beyond = [.. score.Figures.Where(f => f.IsBeyond).Select(f => f.Block ?? "whole network").Append(accused).Distinct()];
        Row().Matches(page).Where(m => m.Groups["class"].Value.StartsWith("failed", StringComparison.Ordinal))
            .Select(m => m.Groups["name"].Value).Should().BeEquivalentTo(beyond);
        MarkedRow().Matches(summary).Select(m => m.Groups["name"].Value).Should().BeEquivalentTo(beyond);
    }

    // Every text in which a front end words a verdict: lines of the console, of tests, of builds, and the texts in files.
    private static IEnumerable<string> Messages(BaselineComparison comparison)
    {
        var checkedBaseline = CheckedBaseline.Create(comparison, 0);
        var report = new CheckReport([checkedBaseline]);
        string[] texts =
        [
            .. comparison.Findings.Select(f => f.Message),
            .. Lines(ComparisonText.Findings(comparison)),
            .. Lines(DriftMessage.Render(comparison)),
            .. Lines(GitHubAnnotations.Render(checkedBaseline)),
            .. Lines(AzureAnnotations.Render(checkedBaseline)),
            .. Lines(SarifReport.Render(report)),
            .. Lines(DiagnosticLines.Render(checkedBaseline)),
            .. Lines(MarkdownSummary.Render(report)),
            .. Lines(JsonReport.Render(report)).Where(line => line.Contains("\"message\"", StringComparison.Ordinal)),
            .. Paragraphs().Matches(HtmlReport.Render(report)).Select(p => p.Value),
        ];
        return texts.Select(text => WebUtility.HtmlDecode(Regex.Unescape(text)));
    }

    // The rows of the table behind the score say of each figure whether it lies beyond or within its range.
    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.TrimEnd()).Where(line => !line.EndsWith("within", StringComparison.Ordinal));

    private static bool Mentions(string message, FigureComparison figure) => figure.Block is { } block
        ? Regex.IsMatch(message, $@"('{block}' |block '{block}'[^:;]*: |'{block}' \(){figure.FigureWords}\b")
        : Regex.IsMatch(message, $@"(network also moved: |whole network: |as a whole[^:;]*: |ranges: (?:[^;]*, )?){figure.Words}\b");

    private static double Number(Match match, string group) =>
        double.Parse(match.Groups[group].Value.Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<value>−?[\d.]+)(?: nats)?; accepted mean −?[\d.]+, allowed (?<from>−?[\d.]+) to (?<to>−?[\d.]+)")]
    private static partial Regex StatedRange();

    [GeneratedRegex(@"<li class=""(?<class>[a-z ]+)""><a class=""row"" href=""#[^""]+""><span class=""name""><u>(?<name>[^<]+)</u>")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (?<name>[a-z ]+) \|.*❌", RegexOptions.Multiline)]
    private static partial Regex MarkedRow();

    [GeneratedRegex(@"<(p|h\d)\b[^>]*>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Paragraphs();

    private static BlockCredit Block(string name, double[] f) => Fabricated.Profiled(name, f[0], f[1], f[2], f[3], f[4]);

    private static CreditReport Report(double[] f, char hash) => Fabricated.Report(
            AnalysisSettings.Regression,
            new string(hash, 64),
            Fabricated.SamplesHash,
            400,
            [],
            [.. Blocks.Select((name, b) => Block(name, f[(5 * b)..]))])
        .In(Fabricated.Classifier(f[15], f[16] - 2, 10, 10, 20), new string(hash, 64));
}
