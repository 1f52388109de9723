using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The same inputs give the same bytes.</summary>
[TestFixture]
[Category("Slow")]
internal sealed class ReproducibilityTests
{
    private const int Runs = 10;
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // The settings take the three routes: one step by Gram matrices, or by triangles, and several steps by running the blocks again.
    [TestCase("--max-samples", "400")]
    [TestCase("--max-samples", "64")]
    [TestCase("--rank-tolerance", "1e-7", "--steps", "1")]
    [TestCase("--alignment", "gaussian", "--steps", "2", "--repeats", "3", "--seed", "7", "--max-samples", "20")]
    public void Ten_runs_write_the_same_baseline_with_one_thread_or_two(params string[] settings)
    {
        byte[][] baselines = [.. Enumerable.Range(0, Runs).Select(run =>
        {
            string name = $"run{run}.credits.json";
            _folder.Run(["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", name, "--threads", $"{1 + (run % 2)}", .. settings]).Succeeds();
            return _folder.Bytes(name);
        })];

        baselines.Should().AllSatisfy(b => b.Should().Equal(baselines[0]));
    }

    [Test]
    public void Ten_runs_print_the_same_credits_with_one_thread_or_two()
    {
        string[] credits = [.. Enumerable.Range(0, Runs).Select(run =>
            _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json", "--threads", $"{1 + (run % 2)}").Succeeds().Output)];

        credits.Should().AllBe(credits[0]).And.NotContain("");
    }

    [Test]
    public void Little_memory_changes_no_byte_and_is_said([Values("1e-3", "1e-6")] string rankTolerance)
    {
        byte[] Baseline(params string[] options)
        {
            string name = $"{options[1]}.credits.json";
            ToolRun run = _folder.Run(["init", RealFiles.Lenet5, "--samples", RealFiles.Mnist, "-o", name, "--rank-tolerance", rankTolerance, .. options]);
            (run.ExitCode, run.Errors.Contains("note: the activations take 13.5 MiB, more than ", StringComparison.Ordinal)).Should().Be((0, options[1] != "1GiB"), run.Errors);
            return _folder.Bytes(name);
        }

        byte[] held = Baseline("--memory", "1GiB", "--threads", "2");
        Baseline("--memory", "2MiB", "--threads", "1").Should().Equal(held);
        Baseline("--memory", "12.5mib", "--threads", "2").Should().Equal(held);
    }

    // Elsewhere 0,5 is a half and a number's minus may be another sign.
    [Test]
    public void A_locale_with_a_decimal_comma_changes_no_byte()
    {
        var german = new Dictionary<string, string> { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8", ["LANGUAGE"] = "de" };
        string[][] commands =
        [
            ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "--rank-tolerance", "0.0015", "--tolerance", "fc1=0.25"],
            ["check"],
            ["update"],
            ["credits", "fc.onnx", "--samples", "mnist-9x9.npy"],
            ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json"],
            ["blocks", "fc.onnx"],
            ["init", "--help"],
            ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--rank-tolerance", "0,5"],
        ];
        ToolRun[] here = [.. commands.Select(command => _folder.Run(command))];
        byte[] baseline = _folder.Bytes("fc.credits.json");
        File.Delete(_folder.PathOf("fc.credits.json"));

        ToolRun[] there = [.. commands.Select(command => _folder.RunWith(german, command))];

        there.Should().Equal(here);
        there.Select(run => run.ExitCode).Should().Equal(0, 0, 0, 0, 0, 0, 0, 2);
        _folder.Bytes("fc.credits.json").Should().Equal(baseline);
    }
}
