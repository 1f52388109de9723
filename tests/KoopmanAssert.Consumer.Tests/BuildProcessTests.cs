using System.Diagnostics;
using System.Runtime.Versioning;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The tool is a process of its own: nothing of it enters or outlives the build.</summary>
[TestFixture]
[Category("Slow")]
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public class BuildProcessTests
{
    [Test]
    public void The_runtime_is_never_loaded_into_a_node_and_the_package_can_be_deleted()
    {
        var project = new GateProject("Node");
        string mark = Guid.NewGuid().ToString();
        // The node stays when the build is over, and no project is built in any other process.
        var environment = new Dictionary<string, string>(GateProject.Environment)
        {
            ["NUGET_PACKAGES"] = project.At("packages"),
            ["MSBUILDDISABLENODEREUSE"] = "0",
            ["MSBUILDNOINPROCNODE"] = "1",
            ["MSBUILDNODEHANDSHAKESALT"] = mark, // a node that another build left does not serve this one
            ["UseSharedCompilation"] = "false", // what it leaves is ended below, and others compile
            ["KOOPMAN_ASSERT_TEST"] = mark,
        };
        CommandLine.Run(project.Folder, environment, "dotnet", "build", "-nodeReuse:true").Expect(0);
        Assert.That(project.Record, Does.Exist);
        Process[] left = [.. Process.GetProcesses().Where(process => Text(process, "environ").Contains(mark, StringComparison.Ordinal))];
        try
        {
            Assert.That(left.Where(IsNode), Is.Not.Empty);
            Assert.That(left.Select(process => Text(process, "maps")), Has.None.Contains("onnxruntime"));
            Assert.That(left.Where(IsNode).Select(process => Text(process, "maps")), Has.Some.Contains("KoopmanAssert.MSBuild.dll"));
            Directory.Delete(project.At("packages", "koopmanassert.msbuild"), recursive: true);
        }
        finally
        {
            Array.ForEach(left, process => process.Kill());
        }
    }

    [Test]
    public void Ctrl_C_ends_the_tool()
    {
        var project = new GateProject("Interrupted");
        project.Restore().Expect(0);
        File.WriteAllText(project.Baseline, File.ReadAllText(project.Baseline).Replace("\"repeats\": 1,", "\"repeats\": 1000,")
            .Replace("\"alignment\": \"principal\"", "\"alignment\": \"gaussian\""));
        string mark = Guid.NewGuid().ToString();
        var environment = new Dictionary<string, string>(GateProject.Environment) { ["KOOPMAN_ASSERT_TEST"] = mark };
        string[] words = ["env", "--default-signal=INT", "dotnet", "build", "--no-restore"];
        using Process build = CommandLine.Start(project.Folder, environment, words);
        Assert.That(SpinWait.SpinUntil(() => Tools(mark).Length > 0, TimeSpan.FromMinutes(2)), "the tool runs");

        using var kill = Process.Start("kill", ["-INT", $"{build.Id}"]);

        Assert.That(CommandLine.Finish(build, words).ExitCode, Is.Not.Zero);
        Assert.That(Tools(mark), Is.Empty);
        Assert.That(project.Record, Does.Not.Exist);
    }

    [Test]
    public void A_line_that_looks_like_an_error_is_none()
    {
        var project = new GateProject("Lines");
        project.Restore().Expect(0);
        string dotnet = Environment.ProcessPath!;

        Assert.That(project.Build(Host(project, $"echo 'relative error: 0.013' >&2\nexec '{dotnet}' \"$@\""), "-v:n").Expect(0),
            Does.Contain("relative error: 0.013").And.Contain("0 Warning(s)").And.Contain(".credits.json: passed: 7 blocks within limits"));

        File.Delete(project.Record);
        Assert.That(project.Build(Host(project, $"echo 'relative error: 0.013'\nexec '{dotnet}' \"$@\"")).Expect(1),
            Does.Contain("error KOOP3005: koopman-assert wrote a line that is not a diagnostic: 'relative error: 0.013'")
                .And.Contain("1 Error(s)"));
        Assert.That(
            project.Build(Host(project, "echo 'no runtime − here' >&2\nexit 150")).Expect(1),
            Does.Contain("error KOOP3005: ").And.Contain("no runtime − here"));
        Assert.That(project.Build("-p:KoopmanAssertDotNetHost=/nowhere/dotnet").Expect(1), Does.Contain("/nowhere/dotnet"));
    }

    private static string Host(GateProject project, string script)
    {
        string host = project.At("dotnet.sh");
        File.WriteAllText(host, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(host, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"-p:KoopmanAssertDotNetHost={host}";
    }

    private static bool IsNode(Process process) => Text(process, "cmdline").Contains("nodemode:1", StringComparison.OrdinalIgnoreCase);

    private static Process[] Tools(string mark) => [.. Process.GetProcesses().Where(process =>
        Text(process, "cmdline").Contains("koopman-assert.dll", StringComparison.Ordinal)
            && Text(process, "environ").Contains(mark, StringComparison.Ordinal))];

    private static string Text(Process process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
