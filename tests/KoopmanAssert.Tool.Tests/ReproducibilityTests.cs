using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The same inputs give the same bytes.</summary>
[TestFixture]
[Category("Slow")]
internal sealed class ReproducibilityTests
{
    private static readonly int Runs = Exhaustive.Times(4, all: 10);
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
    public void Runs_write_the_same_baseline_with_one_thread_or_two(params string[] settings)
    {
        byte[][] baselines = [.. Enumerable.Range(0, Runs).Select(run =>
        {
            string name = $"run{run}.credits.json";
            _folder.Run(["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", name, "--threads", $"{1 + (run % 2)}", .. settings])
                .Succeeds();
            return _folder.Bytes(name);
        })];

        baselines.Should().AllSatisfy(b => b.Should().Equal(baselines[0]));
    }

    [Test]
    public void Runs_print_the_same_credits_with_one_thread_or_two()
    {
        string[] credits = [.. Enumerable.Range(0, Runs).Select(run =>
            _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json", "--threads", $"{1 + (run % 2)}").Succeeds().Output)];

        credits.Should().AllBe(credits[0]).And.NotContain("");
    }

    [Test]
    public void Little_memory_changes_no_byte_and_is_said([Values("1e-3", "1e-6")] string rankTolerance)
    {
        byte[] Baseline(string memory, string threads, string? note)
        {
            string name = $"{memory}.credits.json";
            ToolRun run = _folder.Run(
                ["init", RealFiles.Lenet5, "--samples", RealFiles.Mnist, "-o", name,
                    "--rank-tolerance", rankTolerance, "--memory", memory, "--threads", threads]);
            run.ExitCode.Should().Be(0, run.Errors);
            (note is null
                ? !run.Errors.Contains("the activations take", StringComparison.Ordinal)
                : run.Errors.Contains(note, StringComparison.Ordinal)).Should().BeTrue(run.Errors);
            return _folder.Bytes(name);
        }

        // All cuts take 13.5 MiB, the first layer's 400 · 4,704 float32 values 7.2 MiB: a file where these do not fit, else leg by leg.
        byte[] held = Baseline("1GiB", "2", null);
        Baseline("2MiB", "1", "note: the activations take 7.2 MiB, more than 2 MiB (--memory): a temporary file holds them").Should()
            .Equal(held);
        Baseline("7mib", "2", "note: the activations take 7.2 MiB, more than 7 MiB (--memory): a temporary file holds them").Should()
            .Equal(held);
        Baseline("12.5mib", "2", null).Should().Equal(held);
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
