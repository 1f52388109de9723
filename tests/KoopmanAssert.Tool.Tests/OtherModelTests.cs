using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>check --model holds another model against a baseline, and check --json answers in JSON.</summary>
[TestFixture]
internal sealed class OtherModelTests
{
    private const string Baseline = "fc.credits.json";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        _folder.Write("doubled.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Another_model_is_held_against_the_baseline_and_nothing_is_written()
    {
        SortedDictionary<string, string> before = _folder.Content();
        ToolRun run = _folder.Run("check", Baseline, "--model", "doubled.onnx").Exits(1);
        run.Lines[0].Should().Be($"{Baseline}: doubled.onnx on 400 samples");
        run.Output.Should().Contain("error KOOP0001").And.Contain($"koopman-assert accept {Baseline} doubled.onnx --force");
        run.Lines[^1].Should().Be("drift: 1 baseline, exit code 1");
        _folder.Content().Should().Equal(before);
    }

    [Test]
    public void It_takes_one_baseline()
    {
        _folder.Copy(_folder.PathOf(Baseline), "second.credits.json");
        _folder.Run("check", "--model", "doubled.onnx").IsRefused(2, DiagnosticCodes.Usage, "there are 2", "Name the baseline");
    }

    [Test]
    public void The_last_line_says_which_of_several_did_not_hold()
    {
        _folder.Copy(_folder.PathOf(Baseline), "broken.credits.json");
        _folder.Write("broken.credits.json", "{");
        ToolRun run = _folder.Run("check").Exits(3);
        run.Lines[^1].Should().Be("error: 2 baselines, 1 not compared (broken.credits.json), exit code 3");
    }

    [Test]
    public void Json_is_the_report_of_the_run()
    {
        ToolRun run = _folder.Run("check", Baseline, "--model", "doubled.onnx", "--json", "--report", "report.json").Exits(1);
        run.Output.Should().Be(_folder.Text("report.json"));
        JsonDocument.Parse(run.Output).RootElement.GetProperty("verdict").GetString().Should().Be("drift");
    }
}
