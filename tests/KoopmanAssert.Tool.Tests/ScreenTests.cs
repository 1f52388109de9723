using System.Diagnostics;
using System.Text.RegularExpressions;
using FluentAssertions;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Commands;
using KoopmanAssert.Tool.Terminal;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What a person sees of a check that fails in 60 blocks: in a pipe, at 80 columns, with colours and without.</summary>
[TestFixture]
internal sealed class ScreenTests
{
    private TestFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TestFolder();
        DenseLayer[] layers = [.. Enumerable.Range(1, 60).Select(i => new DenseLayer($"fc{i}"))];
        _folder.Baseline(_folder.Network("net.onnx", layers), Tolerance.Default);
        _folder.Network("net.onnx", [.. layers.Select((layer, i) => layer with { Scale = 1.2f + (0.01f * i) })]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_pipe_gets_every_column_and_no_colour()
    {
        using var process = ToolProcess.Start(_folder.Path, new Dictionary<string, string>(), "check", "net.credits.json");
        ToolRun run = process.Finish().Exits(1);
        run.Output.Should().NotContain("\e").And.EndWith("\ndrift: 1 baseline, exit code 1\n");
        Approval.Verify("sixty-blocks.pipe", run.Output);
    }

    [Test]
    public void Tables_fit_80_columns()
    {
        string text = Text(80);
        text.Split('\n').Where(line => line.StartsWith("  ")).Should().HaveCountGreaterThan(60)
            .And.AllSatisfy(line => line.Length.Should().BeLessThanOrEqualTo(80));
        text.Should().Contain("left out for lack of room: inputs, outputs");
        Approval.Verify("sixty-blocks.80-columns", text);
    }

    [Test]
    public void Colours_change_nothing_else()
    {
        string text = Text(80), painted = new Screen(80, HasColours: true).Paint(text);
        painted.Should().Contain("\e[1;31mdrift\e[0m: 1 baseline").And.Contain("\e[33mnote\e[0m: ");
        Regex.Replace(painted, "\e\\[[0-9;]*m", "").Should().Be(text);
        new Screen(80, HasColours: false).Paint(text).Should().Be(text);
    }

    /// <summary>On a real terminal, of which there are 80 columns.</summary>
    [TestCase("", true)]
    [TestCase("NO_COLOR=1", false)]
    [TestCase("TERM=dumb", false)]
    [Category("Slow")]
    [Platform("Linux")]
    public void A_terminal_has_colours_unless_it_says_otherwise(string variable, bool hasColours)
    {
        string command = $"stty cols 80; cd '{_folder.Path}'; "
            + $"env TERM=xterm CI= {variable} {ToolProcess.CommandLine} check net.credits.json 2>errors";
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n");
        process.WaitForExit();
        process.ExitCode.Should().Be(1);
        output.Contains("\e[1;31mdrift\e[0m: 1 baseline", StringComparison.Ordinal).Should().Be(hasColours);
        Regex.Replace(output, "\e\\[[0-9;?]*[a-z]|\e=", "").Should().EndWith("drift: 1 baseline, exit code 1\n")
            .And.Contain("left out for lack of room: inputs, outputs");
    }

    private string Text(int width)
    {
        var baseline = CreditBaseline.Load(_folder.At("net.credits.json"));
        BaselineComparison comparison = baseline.Check();
        var report = new CheckReport([CheckedBaseline.Create(comparison, exitCode: 1)]);
        return (CheckRun.Text(comparison, width) + report.LastLine).ReplaceLineEndings("\n").Replace(_folder.Path + "/", "");
    }
}
