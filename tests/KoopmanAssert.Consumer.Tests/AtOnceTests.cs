using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Builds, a test run and a check of one project at once find what each of them finds alone.</summary>
[TestFixture]
[Category("Slow")]
public partial class AtOnceTests
{
    private const string Tests = """
        using KoopmanAssert;
        using NUnit.Framework;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void Baseline_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);
        }
        """;

    [Test]
    public void Two_builds_a_test_run_and_a_check_of_one_project()
    {
        var project = new ConsumerProject(
            "AtOnce", Tests, "KoopmanAssert.MSBuild", "KoopmanAssert.NUnit", "NUnit 4.6.1", "NUnit3TestAdapter 6.3.1");
        project.Run("build", "-c", "Release").Expect(0);
        IReadOnlyList<string> sources = project.Sources;
        for (int round = 0; round < Exhaustive.Times(1, all: 50); round++)
        {
            foreach (CommandResult run in AtOnce(project))
            {
                Assert.That(run.ExitCode == 0 || Collision().IsMatch(run.Output), $"{run.Command}\n{run.Output}");
                Assert.That(run.Output, Does.Not.Contain("KOOP"));
            }
        }

        project.Ship(Repository.LeNetFrozenLayer);
        foreach (CommandResult run in AtOnce(project))
        {
            Assert.That(run.Output, Does.Contain("KOOP0001").Or.Match(Collision()), run.Command);
            Assert.That(run.ExitCode, Is.EqualTo(1), run.Command);
        }

        Assert.That(project.Sources, Is.EqualTo(sources), "nothing is left");
    }

    private static CommandResult[] AtOnce(ConsumerProject project)
    {
        File.Delete(project.At("obj", "KoopmanAssert.checked"));
        string tool = Path.Combine(GateProject.Package, "tools", "net10.0", "koopman-assert.dll");
        string[] build = ["dotnet", "build", "-c", "Release", "--no-restore"];
        string[][] commands =
            [build, build, ["dotnet", "test", "-c", "Release", "--no-build"], ["dotnet", "exec", tool, "check"]];
        var environment = new Dictionary<string, string>(GateProject.Environment)
        {
            ["KOOPMAN_ASSERT_ONNXRUNTIME"] = PackedFeed.OnnxRuntime("1.31.1"), // the packed tool has none of its own
        };
        Process[] processes = [.. commands.Select(words => CommandLine.Start(project.Folder, environment, words))];
        Task<CommandResult>[] runs = [.. processes.Select((process, i) => Task.Run(() => CommandLine.Finish(process, commands[i])))];
        Task.WaitAll(runs);
        Array.ForEach(processes, process => process.Dispose());
        return [.. runs.Select(run => run.Result)];
    }

    // What two builds of one project do to each other's files without KoopmanAssert: a file in obj or bin is in use.
    [GeneratedRegex("error (MSB[0-9]+|CS[0-9]+|NETSDK[0-9]+|CSC)")]
    private static partial Regex Collision();
}
