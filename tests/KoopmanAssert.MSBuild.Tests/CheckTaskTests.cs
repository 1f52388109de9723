using System.Runtime.Versioning;
using FluentAssertions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The task that checks, with a shell script in the tool's place.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform("Linux,MacOsX")]
[UnsupportedOSPlatform("windows")]
public sealed class CheckTaskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("koopman task é ");
    private readonly BuildLog _log = new();

    public string Baseline => At("x.credits.json");

    private string Verdict(string verdict)
        => $$"""{"kind":"baseline","file":"{{Baseline}}","verdict":"{{verdict}}","exitCode":0,"summary":"s","inputs":["{{Baseline}}"]}""";

    private string Drift =>
        $$"""{"kind":"diagnostic","severity":"error","code":"KOOP0001","file":"{{Baseline}}","line":14,"column":5,"block":"fc1",""" +
        """ "message":"−19.85 → {0} moved","helpUri":"https://example.org/"}""";

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public void A_baseline_that_holds_leaves_the_record()
    {
        Run(0, Verdict("held")).Should().BeTrue();

        _log.Errors.Should().BeEmpty();
        File.Exists(At("record")).Should().BeTrue();
        _log.Messages.Where(m => m.Importance == MessageImportance.Normal).Select(m => m.Message).Should()
            .Contain("KoopmanAssert: Shop.csproj held 1 baseline");
    }

    [Test]
    public void Drift_is_an_error_at_its_place_with_its_help_and_the_record_is_gone()
    {
        File.WriteAllText(At("record"), "of the last check");

        Run(1, Drift, Verdict("drift")).Should().BeFalse();

        BuildErrorEventArgs error = _log.Errors.Should().ContainSingle().Which;
        (error.Code, error.File, error.LineNumber, error.ColumnNumber, error.HelpLink).Should()
            .Be(("KOOP0001", Baseline, 14, 5, "https://example.org/"));
        error.Message.Should().Be("−19.85 → {0} moved (koopman-assert explain KOOP0001)");
        File.Exists(At("record")).Should().BeFalse();
    }

    [TestCase("warning", "")]
    [TestCase("Warning", "")]
    [TestCase("error", "warning")]
    public void Drift_is_a_warning_where_so_set_and_the_next_build_warns_again(string severity, string own)
    {
        Run(1, [Drift, Verdict("drift")], severity, own).Should().BeTrue();

        _log.Errors.Should().BeEmpty();
        _log.Warnings.Should().ContainSingle().Which.Code.Should().Be("KOOP0001");
        _log.Messages.Select(m => m.Message).Should().Contain("KoopmanAssert: Shop.csproj held 0 of 1 baseline");
        File.Exists(At("record")).Should().BeFalse();
    }

    [Test]
    public void A_severity_that_is_none_is_refused()
    {
        Run(0, [Verdict("held")], "silent").Should().BeFalse();
        _log.Errors.Should().ContainSingle().Which.Message.Should().StartWith("'silent' is not a valid severity");
    }

    [TestCase("error")]
    [TestCase("warning")]
    public void Text_on_the_standard_output_is_an_error_but_not_because_of_what_it_says(string severity)
    {
        Run(0, ["relative error: 0.013", Verdict("held")], severity).Should().BeFalse();
        _log.Errors.Should().ContainSingle().Which.Message.Should()
            .StartWith("koopman-assert wrote a line that is not a diagnostic: 'relative error: 0.013'");
        _log.Errors[0].Code.Should().Be("KOOP3005");
    }

    [Test]
    public void Text_on_the_standard_error_is_a_message()
    {
        Run("echo 'relative error: 0.013' >&2\n" + Says(Verdict("held")) + "exit 0").Should().BeTrue();
        (_log.Errors.Count, _log.Warnings.Count).Should().Be((0, 0));
        _log.Messages.Should().Contain(m => m.Message == "relative error: 0.013");
    }

    [Test]
    public void A_crash_is_an_error_that_repeats_what_was_said()
    {
        Run("echo 'You must install .NET − 10' >&2\nkill -9 $$").Should().BeFalse();
        _log.Errors.Should().ContainSingle().Which.Message.Should()
            .Contain($"without a verdict on '{Baseline}'; it wrote: You must install .NET − 10");
    }

    [Test]
    public void A_tool_that_takes_too_long_is_ended()
    {
        Run("sleep 100", timeout: 300).Should().BeFalse();
        _log.Errors.Should().ContainSingle().Which.Message.Should().Contain("KoopmanAssertTimeout");
    }

    [Test]
    public void A_build_that_is_canceled_ends_the_tool_and_says_nothing_of_its_own()
    {
        CheckKoopmanBaselines task = Task("echo $$ > \"$(dirname \"$0\")/pid\"; exec sleep 100");
        System.Threading.Tasks.Task<bool> run = System.Threading.Tasks.Task.Run(task.Execute);
        SpinWait.SpinUntil(() => File.Exists(At("pid")) && new FileInfo(At("pid")).Length > 0);

        task.Cancel();

        run.Result.Should().BeFalse();
        _log.Errors.Should().BeEmpty();
        Directory.Exists($"/proc/{File.ReadAllText(At("pid")).Trim()}").Should().BeFalse();
    }

    [Test]
    public void Arguments_go_one_a_line_through_a_file()
    {
        CheckKoopmanBaselines task = Task("echo \"$1|$2\"  > \"$(dirname \"$0\")/words\"; cp \"${3#@}\" \"$(dirname \"$0\")/arguments\"");
        task.Reports = [At("é.sarif")];

        task.Execute();

        File.ReadAllText(At("words")).Should().Be($"exec|{At("tool.dll")}\n");
        File.ReadAllText(At("arguments")).Should().Be($"check\n--diagnostics\n--report\n{At("é.sarif")}\n{Baseline}");
    }

    private bool Run(int exitCode, params string[] lines) => Run(exitCode, lines, "error");

    private bool Run(int exitCode, string[] lines, string severity, string own = "") =>
        Task(Says(lines) + $"exit {exitCode}", severity, own).Execute();

    private bool Run(string script, int timeout = 60_000)
    {
        CheckKoopmanBaselines task = Task(script);
        task.Timeout = timeout;
        return task.Execute();
    }

    private static string Says(params string[] lines) => string.Concat(lines.Select(line => $"cat <<'END'\n{line}\nEND\n"));

    private CheckKoopmanBaselines Task(string script, string severity = "error", string own = "")
    {
        File.WriteAllText(At("dotnet"), "#!/bin/sh\n" + script);
        File.SetUnixFileMode(At("dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Baseline, "a baseline");
        File.SetLastWriteTimeUtc(Baseline, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var item = new TaskItem(Baseline);
        item.SetMetadata("Severity", own);
        return new CheckKoopmanBaselines
        {
            BuildEngine = _log,
            Project = "Shop.csproj",
            Baselines = [item],
            Severity = severity,
            DotNetHost = At("dotnet"),
            ToolAssembly = At("tool.dll"),
            Record = At("record"),
            Settings = ["x"],
        };
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
