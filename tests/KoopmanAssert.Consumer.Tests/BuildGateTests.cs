using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>One package reference: `dotnet build` fails when the model has moved, and says where.</summary>
[TestFixture]
[Category("Slow")]
public class BuildGateTests
{
    private GateProject _project = null!;

    [OneTimeSetUp]
    public void Restore()
    {
        _project = new GateProject("a b/é");
        _project.Restore().Expect(0);
    }

    [SetUp]
    public void Reset()
    {
        _project.ShipAccepted();
        File.Copy(Repository.LeNetBaseline, _project.Baseline, overwrite: true);
    }

    [Test]
    public void A_baseline_that_holds_is_silent()
    {
        Assert.That(_project.Build().Expect(0), Does.Contain("0 Warning(s)").And.Contain("0 Error(s)").And.Not.Contain("credits.json"));
        Assert.That(_project.Build("-v:q", "-t:Rebuild", "-nologo").Expect(0).Trim(), Does.Not.Contain("credits.json"));
    }

    [Test]
    public void Drift_fails_at_the_line_of_the_block_and_again_until_it_is_mended()
    {
        _project.ShipFrozenLayer();
        string output = _project.Build().Expect(1);
        Assert.That(
            output,
            Does.Contain($"{_project.Baseline}(11,5): error KOOP0001: block 'conv2' (S2L, 1176 → 1600): ").And.Contain("; z = −"));
        Assert.That(output, Does.Contain("(koopman-assert explain KOOP0001)"));
        Assert.That(File.ReadAllLines(_project.Baseline)[10][4..], Does.StartWith("{ \"name\": \"conv2\""));

        Assert.That(
            _project.Build("-v:q").Expect(1),
            Does.Contain("error KOOP0001: block 'conv2'"),
            "nothing has changed, and it fails again");

        _project.ShipAccepted();
        _project.Build().Expect(0);
    }

    [Test]
    public void An_intended_change_is_accepted_by_a_target()
    {
        _project.ShipFrozenLayer();
        Assert.That(
            _project.Run(Readme.Command("KoopmanAssert.MSBuild", "dotnet build -t:")[1..]).Expect(0),
            Does.Match(@"conv2 .*388\.45 .*−114\.69 .*−").And.Contain("0 Warning(s)"));
        _project.Build().Expect(0);
    }

    [Test]
    public void An_update_that_is_refused_is_an_error_with_its_code()
    {
        Dictionary<string, string> buildServer = new(GateProject.Environment) { ["CI"] = "true" };
        CommandResult result = CommandLine.Run(_project.Folder, buildServer, "dotnet", "build", "--no-restore", "-t:KoopmanAssertUpdate");
        Assert.That(result.Expect(1), Does.Contain($"{_project.Baseline}(1,1): error KOOP1005: "));
    }

    [Test]
    public void A_corrupt_baseline_fails_where_it_is_corrupt()
    {
        File.WriteAllText(_project.Baseline, File.ReadAllText(_project.Baseline).Replace("\"rank\": 90,", "\"rank\": \"90\","));
        Assert.That(_project.Build().Expect(1), Does.Match(@"lenet5\.credits\.json\(\d\d,\d\d\): error KOOP1002: "));
    }

    [Test]
    public void A_missing_model_fails()
    {
        File.Delete(_project.Model);
        Assert.That(_project.Build().Expect(1), Does.Match(@"lenet5\.credits\.json\(\d,\d+\): error KOOP2001: "));
    }

    [Test]
    public void A_missing_baseline_fails()
    {
        var project = new GateProject("missing");
        project.Write(
            [],
            new System.Xml.Linq.XElement("KoopmanBaseline", new System.Xml.Linq.XAttribute("Include", "models/other.credits.json")));
        project.Restore().Expect(0);
        Assert.That(project.Build().Expect(1), Does.Contain($"{project.At("models", "other.credits.json")}(1,1): error KOOP1001: "));

        project.Write([]);
        project.Build().Expect(0);
        File.Delete(project.Baseline);
        Assert.That(project.Build().Expect(1), Does.Contain("missing.csproj : error KOOP1001: The project has no baseline."));
        Assert.That(
            project.Build("-p:KoopmanAssertSeverity=warning").Expect(0),
            Does.Contain("missing.csproj : warning KOOP1001: The project has no baseline."));
    }

    [Test]
    public void It_can_be_switched_off_and_asked_for()
    {
        _project.ShipFrozenLayer();
        _project.Build("-p:KoopmanAssertCheckOnBuild=false").Expect(0);
        Assert.That(
            _project.Build("-p:KoopmanAssertCheckOnBuild=false", "-t:KoopmanAssertCheck").Expect(1),
            Does.Contain("error KOOP0001"));
    }

    [Test]
    public void A_page_is_written_on_request_and_shows_what_moved()
    {
        string page = _project.At("out", "é.koopman-assert.html");
        _project.ShipFrozenLayer();
        _project.Build("-p:KoopmanAssertReportDirectory=out", "-p:KoopmanAssertReportFormats=html").Expect(1);
        Assert.That(File.ReadAllText(page), Does.StartWith("<!DOCTYPE html>").And.Contain("KOOP0001"));
        Assert.That(_project.At("out", "é.koopman-assert.json"), Does.Not.Exist);
    }

    [Test]
    public void Reports_are_written_also_when_it_fails_and_again_when_they_are_gone()
    {
        string[] options = ["-p:KoopmanAssertReportDirectory=out/réports"];
        string[] reports = [_project.At("out", "réports", "é.koopman-assert.json"), _project.At(
            "out",
            "réports",
            "é.koopman-assert.sarif")];
        _project.ShipFrozenLayer();
        _project.Build(options).Expect(1);
        Assert.That(reports.Select(File.ReadAllText), Has.All.Contains("KOOP0001"));

        _project.ShipAccepted();
        Assert.That(_project.BuildAndCount(options), Is.EqualTo(1));
        Assert.That(reports.Select(File.ReadAllText), Has.None.Contains("error"));
        Assert.That(_project.BuildAndCount(options), Is.Zero);
        File.Delete(reports[1]);
        Assert.That(_project.BuildAndCount(options), Is.EqualTo(1));
        Assert.That(reports, Has.All.Exist);
    }
}
