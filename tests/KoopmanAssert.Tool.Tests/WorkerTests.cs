using FluentAssertions;
using KoopmanAssert.Tool.Running;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// A model that crashes, hangs or exhausts the native runtime costs its own verdict only: one coded error, and the others go on.
/// </summary>
[TestFixture]
internal sealed class WorkerTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_worker_asks_the_C_library_for_large_pages_unless_the_user_has_settings_for_it()
    {
        var environment = new Dictionary<string, string?>();
        WorkerProcess.AskForLargePages(environment);
        environment.Should().Equal(new Dictionary<string, string?> { ["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1" });

        environment["GLIBC_TUNABLES"] = "glibc.malloc.arena_max=1";
        WorkerProcess.AskForLargePages(environment);
        environment["GLIBC_TUNABLES"].Should().Be("glibc.malloc.arena_max=1");
    }

    [TestCase("credits", "model.onnx", "--samples", "mnist-9x9.npy")]
    [TestCase("init", "model.onnx", "--samples", "mnist-9x9.npy")]
    [TestCase("diff", "fc.onnx", "model.onnx", "--samples", "mnist-9x9.npy")]
    [TestCase("accept", "fc.credits.json", "model.onnx")]
    [TestCase("blocks", "model.onnx")]
    [TestCase("blocks", "model.onnx", "--samples", "mnist-9x9.npy")]
    public void A_crash_is_one_coded_error(params string[] arguments)
    {
        _folder.Write("model.onnx", HostileNetworks.Crashes());
        _folder.Refuses(arguments, 4, DiagnosticCodes.WorkerEnded, "'model.onnx' crashed the analysis process", "onnx.checker");
    }

    [Test]
    public void A_model_that_never_ends_is_stopped_when_its_time_is_over()
    {
        _folder.Write("model.onnx", HostileNetworks.NeverEnds());
        _folder.Refuses(
            ["credits", "model.onnx", "--samples", "mnist-9x9.npy", "--timeout", "2"],
            4,
            DiagnosticCodes.AnalysisTimedOut,
            "not analysed within 2 s",
            "--timeout");
    }

    // The limit of the managed heap, in hexadecimal digits, is what .NET takes for the machine's memory.
    [Test]
    public void A_model_that_takes_all_memory_is_stopped()
    {
        _folder.Write("model.onnx", HostileNetworks.TakesAGibibyte());
        Dictionary<string, string> small = new() { ["DOTNET_GCHeapHardLimit"] = "20000000" };
        _folder.RunWith(small, "credits", "model.onnx", "--samples", "mnist-9x9.npy")
            .IsRefused(4, DiagnosticCodes.MemoryExhausted, "needs more than the", "--max-samples");
        _folder.RunWith(small, "credits", "fc.onnx", "--samples", "mnist-9x9.npy").Succeeds();
    }

    [Test]
    public void The_other_baselines_still_get_their_verdict()
    {
        foreach (string file in (string[])["fc.onnx", "mnist-9x9.npy", "fc.credits.json"])
        {
            _folder.Copy(_folder.PathOf(file), $"a/{file}");
            _folder.Copy(_folder.PathOf(file), $"z/{file}");
        }

        _folder.Write("fc.onnx", HostileNetworks.Crashes());
        _folder.Write("a/fc.onnx", HostileNetworks.NeverEnds());
        ToolRun run = _folder.Run("check", "--timeout", "5", "--report", "all.json").Exits(4);

        run.Output.Should().Contain("z/fc.credits.json: z/fc.onnx on 400 samples").And.Contain("passed: 4 blocks");
        run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
        run.Errors.Should().Contain($"a/fc.onnx: error {DiagnosticCodes.AnalysisTimedOut}").And
            .Contain($"fc.onnx: error {DiagnosticCodes.WorkerEnded}");
        _folder.Text("all.json").Should().Contain(DiagnosticCodes.AnalysisTimedOut).And.Contain(DiagnosticCodes.WorkerEnded);
    }

    // A process that we had to end for it is not one that the system ended.
    [TestCase(null, 137, DiagnosticCodes.MemoryExhausted, "the operating system ended the analysis process")]
    [TestCase(null, 139, DiagnosticCodes.WorkerEnded, "SIGSEGV")]
    [TestCase(DiagnosticCodes.WorkerEnded, 137, DiagnosticCodes.WorkerEnded, "the analysis process returned invalid output")]
    public void How_a_process_ended_decides_the_code(string? stopped, int exitCode, string code, string words)
    {
        RuntimeException failure = WorkerFailure.Describe("model.onnx", stopped, exitCode, new WorkerLimits(TimeSpan.FromSeconds(1), 1));
        failure.Code.Should().Be(code);
        failure.Message.Should().Contain("'model.onnx'").And.Contain(words).And.Contain(failure.WayOut);
    }

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("NaN")]
    [TestCase("soon")]
    public void A_time_that_is_none_is_refused(string seconds) =>
        _folder.Refuses(
            ["check", "--timeout", seconds],
            2,
            DiagnosticCodes.Usage,
            seconds,
            seconds == "soon" ? "--help" : "seconds above 0");

    // At whatever message it is: the tool reports it, or a worker has already answered; nothing is written, and the next run works.
    [Test]
    [Category("Slow")]
    [Platform("Linux")]
    public void A_worker_that_is_killed_at_any_moment_costs_a_coded_error()
    {
        string[] update = ["update", "fc.credits.json"];
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        byte[] before = _folder.Bytes("fc.credits.json");
        for (int milliseconds = 0; milliseconds < 1500; milliseconds += 75)
        {
            _folder.Write("fc.credits.json", before);
            using ToolProcess tool = _folder.Start(update);
            Thread.Sleep(milliseconds);
            foreach (int worker in Unix.ChildrenOf(tool.Process.Id))
            {
                Unix.Kill(worker);
            }

            ToolRun run = tool.Finish();
            run.ExitCode.Should().BeOneOf([0, 4], run.Errors);
            run.Exits(run.ExitCode);
            _folder.Bytes("fc.credits.json").SequenceEqual(before).Should().Be(run.ExitCode == 4, "killed after {0} ms", milliseconds);
        }

        _folder.Run(update).Exits(0);
    }

    // The tool is killed without a chance to tell its worker, which must not go on for ever.
    [Test]
    [Platform("Linux")]
    public void The_worker_ends_with_the_tool()
    {
        _folder.Write("model.onnx", HostileNetworks.NeverEnds());
        using ToolProcess tool = _folder.Start("credits", "model.onnx", "--samples", "mnist-9x9.npy");
        int[] workers = [];
        SpinWait.SpinUntil(() => (workers = Unix.ChildrenOf(tool.Process.Id)).Length > 0, TimeSpan.FromSeconds(30)).Should().BeTrue();
        Thread.Sleep(1500); // into the loop

        tool.Process.Kill();

        SpinWait.SpinUntil(() => workers.All(id => !Unix.IsRunning(id)), TimeSpan.FromSeconds(30)).Should()
            .BeTrue("{0} should end", workers);
    }
}
