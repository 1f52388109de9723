using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Json.Schema;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>With --report a run leaves one file on all its baselines, and never in the place of another file.</summary>
[TestFixture]
internal sealed class ReportTests
{
    private const string Name = "fc.credits.json";
    private static readonly JsonSchema Schema = JsonSchema.FromText(
        File.ReadAllText(Repository.At("src", "KoopmanAssert", "Reports", JsonReport.Schema)));
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_report_holds_every_baseline_with_its_verdict_and_figures()
    {
        using var stated = WorkFolder.WithFcStatedBaseline();
        _folder.Write(Name, stated.Bytes(Name));
        MixedRun();

        _folder.Run("check", "--report", "report.json").Exits(3);

        JsonNode report = Report("report.json");
        Schema.Evaluate(JsonSerializer.SerializeToElement(report)).IsValid.Should().BeTrue();
        Values(report, "verdict", "exitCode").Should().Equal("error", "3");
        JsonNode[] baselines = [.. report["baselines"]!.AsArray()!];
        baselines.Select(b => string.Join(' ', Values(b, "path", "verdict", "exitCode"))).Should().Equal(
            "corrupt/fc.credits.json error 3",
            "drifted/fc.credits.json drift 1",
            "fc.credits.json held 0",
            "no model/fc.credits.json error 2");
        JsonNode[] blocks = [.. baselines[1]["blocks"]!.AsArray()!];
        blocks.Should().HaveCount(4).And.OnlyContain(
            b => b["difference"]!.GetValue<double>() == b["logCredit"]!.GetValue<double>() - b["acceptedLogCredit"]!.GetValue<double>());
        blocks.Where(b => Math.Abs(b["difference"]!.GetValue<double>()) > b["allowed"]!.GetValue<double>())
            .Select(b => b["name"]!.GetValue<string>())
            .Should()
            .Equal("fc4");
        Values(baselines[1]["diagnostics"]!.AsArray().Single()!, "severity", "code", "line", "column", "block").Should()
            .Equal("error", DiagnosticCodes.CreditDrift, "12", "5", "fc4");
        baselines[3]["blocks"]!.AsArray().Should().BeEmpty();
    }

    [Test]
    public void The_schema_refuses_a_report_with_a_member_missing_or_unknown()
    {
        MixedRun();
        _folder.Run("check", "--report", "report.json").Exits(3);
        string text = _folder.Text("report.json");

        string[] members = ["tool", "baselines", "path", "acceptedSha256", "severity", "message", "ratio", "noiseFloor", "threshold",
            "retrains", "fault", "figures", "figure", "mean", "z"];
        foreach (string member in members)
        {
            Schema.Evaluate(JsonDocument.Parse(text.Replace($"\"{member}\":", "\"other\":")).RootElement).IsValid.Should()
                .BeFalse("{0} is missing", member);
        }
    }

    // So that the reports of parts of a run can be joined to the very report of the whole.
    [Test]
    public void A_report_does_not_depend_on_the_order_of_the_baselines_nor_on_where_the_folder_lies()
    {
        MixedRun();
        _folder.Run("check", "--report", "a.json", "--report", "a.sarif").Exits(3);

        string elsewhere = _folder.PathOf("out");
        _folder.Run(
            "check", "--report", $"{elsewhere}/b.json", "--report", $"{elsewhere}/b.sarif",
            _folder.PathOf("no model"), "fc.credits.json", _folder.PathOf("drifted/fc.credits.json"), "corrupt", _folder.PathOf(Name))
            .Exits(3);

        _folder.Text("out/b.json").Should().Be(_folder.Text("a.json"));
        _folder.Bytes("out/b.sarif").Should().Equal(_folder.Bytes("a.sarif"));
        _folder.Text("a.json").Should().NotContain(_folder.Root).And.EndWith("}\n").And.NotContain("\r");
    }

    [Test]
    public void SARIF_has_a_result_for_each_error_and_none_for_a_baseline_that_holds()
    {
        MixedRun();

        _folder.Run("check", "--report", "report.sarif").Exits(3);

        Approval.Verify("report.sarif", Versionless("report.sarif"));
        JsonNode run = Report("report.sarif")["runs"]!.AsArray().Single()!;
        run["results"]!.AsArray().Select(r => r!["ruleId"]!.GetValue<string>()).Should()
            .Equal(DiagnosticCodes.BaselineCorrupt, DiagnosticCodes.CreditDrift, DiagnosticCodes.ModelMissing);
        run["results"]!.AsArray().Should().OnlyContain(r => run["tool"]!["driver"]!["rules"]![r!["ruleIndex"]!.GetValue<int>()]!["id"]!
            .GetValue<string>() == r["ruleId"]!.GetValue<string>());
    }

    [Test]
    public void A_model_tuned_on_random_labels_fails_by_its_score_in_every_report()
    {
        using var learnt = WorkFolder.WithFcLearntBaseline();
        _folder.Write(Name, learnt.Bytes(Name));
        _folder.Copy(Repository.FcRandomLabels, "fc.onnx");

        ToolRun run = _folder.Run("check", "--report", "report.json", "--report", "report.sarif").Exits(1);

        Approval.Verify("random-labels", run.Output);
        Schema.Evaluate(JsonSerializer.SerializeToElement(Report("report.json"))).IsValid.Should().BeTrue();
        // Further digits are not those of every machine.
        string rounded = Regex.Replace(
            Versionless("report.json"),
            @"-?\d+\.\d+(E-\d+)?",
            m => double.Parse(m.Value, CultureInfo.InvariantCulture).ToString("G4", CultureInfo.InvariantCulture));
        Approval.Verify("random-labels.json", rounded);
        Approval.Verify("random-labels.sarif", Versionless("report.sarif"));
    }

    [Test]
    public void SARIF_of_a_run_that_holds_has_no_result()
    {
        _folder.Run("check", "--report", "report.sarif.json").Succeeds();

        JsonNode run = Report("report.sarif.json")["runs"]!.AsArray().Single()!;
        run["results"]!.AsArray().Should().BeEmpty();
        run["invocations"]![0]!.ToJsonString().Should().Be("""{"executionSuccessful":true,"exitCode":0}""");
    }

    [Test]
    public void SARIF_tracks_a_block_over_further_changes_of_its_figures_and_its_line()
    {
        using var stated = WorkFolder.WithFcStatedBaseline();
        _folder.Write(Name, stated.Bytes(Name));
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        _folder.Run("check", "--report", "1.sarif").Exits(1);
        _folder.Write(Name, "\n" + _folder.Text(Name).Replace("\"nats\": 0.15", "\"nats\": 0.14"));
        _folder.Run("check", "--report", "2.sarif").Exits(1);

        JsonNode first = Report("1.sarif")["runs"]![0]!["results"]!.AsArray().Single()!, second = Report("2.sarif")["runs"]![0]!["results"]!
            .AsArray()
            .Single()!;

        second["message"]!.ToJsonString().Should().NotBe(first["message"]!.ToJsonString());
        second["locations"]!.ToJsonString().Should().NotBe(first["locations"]!.ToJsonString());
        second["partialFingerprints"]!.ToJsonString().Should().Be(first["partialFingerprints"]!.ToJsonString());
    }

    [Test]
    public void Names_of_strangers_are_text_in_a_report()
    {
        string evil = "::error::##vso[x](1)\r\n\u202e<b>{0}";
        _folder.Write(Name, _folder.Text(Name).Replace("\"fc4\"", JsonSerializer.Serialize(evil)));
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        _folder.Run("check", "--report", "report.json", "--report", "report.sarif").Exits(1);

        Report("report.json")["baselines"]![0]!["blocks"]!.AsArray().Select(b => b!["name"]!.GetValue<string>()).Should().Contain(evil);
        (_folder.Text("report.json") + _folder.Text("report.sarif")).Should().NotContainAny("##", "::", "\r", "\u202e");
        Report("report.sarif")["runs"]![0]!["results"]!.AsArray().Select(r => r!["message"]!["text"]!.GetValue<string>()).Should()
            .OnlyContain(text => !text.Contains("]("));
    }

    [TestCase("report.pdf")]
    [TestCase("report")]
    [TestCase("other.credits.json")]
    public void An_ending_that_tells_no_format(string name) =>
        _folder.Refuses(
            ["check", "--report", "r.json", "--report", name],
            2,
            DiagnosticCodes.Usage,
            $"'{name}' is not the name of a report",
            ".sarif, .sarif.json, .json, .html");

    [TestCase("")]
    [TestCase("not JSON")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{ "tool": { "name": "eslint" } }""")]
    [TestCase("""{ "runs": [{ "tool": { "driver": { "name": "CodeQL" } } }] }""")]
    [TestCase("""{ "runs": 1, "tool": "koopman-assert" }""")]
    public void A_file_that_is_no_report_is_never_replaced(string content)
    {
        _folder.Write("other.json", content);

        _folder.Refuses(
            ["check", "--report", "other.json"],
            4,
            DiagnosticCodes.OutputNotWritable,
            "'other.json' exists and is not a report of koopman-assert",
            "Use another name");
    }

    [Test]
    public void An_older_report_of_either_format_is_replaced()
    {
        _folder.Run("check", "--report", "r.json", "--report", "r.sarif").Succeeds();
        byte[] json = _folder.Bytes("r.json"), sarif = _folder.Bytes("r.sarif");
        _folder.Write("r.json", sarif);
        _folder.Write("r.sarif", json);

        _folder.Run("check", "--report", "r.json", "--report", "r.sarif").Succeeds();

        _folder.Bytes("r.json").Should().Equal(json);
        _folder.Bytes("r.sarif").Should().Equal(sarif);
    }

    [Test]
    public void A_place_that_cannot_be_written_fails_the_run_and_not_the_other_reports()
    {
        ToolRun run = _folder.Run("check", "--report", "fc.onnx/r.json", "--report", "r.json").Exits(4);

        run.Errors.Should().StartWith($"fc.onnx/r.json: error {DiagnosticCodes.OutputNotWritable}: 'fc.onnx/r.json' cannot be written");
        run.Output.Should().Contain("passed: 4 blocks");
        Report("r.json")["verdict"]!.GetValue<string>().Should().Be("held");
        _folder.Content().Keys.Should().BeEquivalentTo("fc.onnx", "mnist-9x9.npy", Name, "r.json");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_is_not_written_through()
    {
        _folder.Run("check", "--report", "target.json").Succeeds();
        File.CreateSymbolicLink(_folder.PathOf("r.json"), "target.json");
        byte[] before = _folder.Bytes("target.json");

        _folder.Run("check", "--report", "r.json").Exits(4).Errors.Should()
            .Contain($"error {DiagnosticCodes.OutputNotWritable}: 'r.json' is a symbolic link");

        _folder.Bytes("target.json").Should().Equal(before);
    }

    // One that holds, one that has drifted, one without its model and one that is broken.
    private void MixedRun()
    {
        foreach (string place in (string[])["drifted", "no model", "corrupt"])
        {
            _folder.Copy(_folder.PathOf(Name), $"{place}/{Name}");
            _folder.Copy(RealFiles.Mnist9X9, $"{place}/mnist-9x9.npy");
        }

        _folder.Write("drifted/fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        _folder.Write($"corrupt/{Name}", _folder.Text(Name).Replace("\"rank\": 70", "\"rank\": \"70\""));
    }

    private string Versionless(string name) => _folder.Text(name).Replace($"\"{CheckReport.ToolVersion}\"", "\"{version}\"");

    private JsonNode Report(string name) => JsonNode.Parse(_folder.Bytes(name))!;

    private static IEnumerable<string> Values(JsonNode node, params string[] names) => names.Select(name => node[name]!.ToString());
}
