using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Two models or two baselines, block by block.</summary>
[TestFixture]
internal sealed class DiffTests
{
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
    public void Models_that_are_the_same_hold()
    {
        _folder.Copy(RealFiles.Fc, "copy.onnx");

        _folder.Run("diff", "fc.onnx", "copy.onnx", "--samples", "mnist-9x9.npy").Succeeds().Output.Should().NotContain("error");
    }

    [Test]
    [Category("Slow")]
    public void A_model_that_moved_is_drift_that_a_tolerance_can_allow()
    {
        string[] diff = ["diff", "fc.onnx", "doubled.onnx", "--samples", "mnist-9x9.npy"];

        _folder.Run(diff).Exits(1).Output.Should()
            .Contain($"\ndoubled.onnx: error {DiagnosticCodes.CreditDrift}: block 'fc4' (L2S, 24 → 10): ");

        // It moved by ln 2 = 0.693 nats a dimension, 6.93 nats in all.
        _folder.Run([.. diff, "--tolerance", "0.7"]).Succeeds();
        _folder.Run([.. diff, "--tolerance", "fc4=6.93nats"]).Exits(1);
        _folder.Run([.. diff, "--tolerance", "fc4=7nats", "fc1=0.001"]).Succeeds();
    }

    [Test]
    [Category("Slow")]
    public void Models_of_other_architectures_differ_in_every_block()
    {
        _folder.Copy(RealFiles.Lenet5);
        _folder.Copy(RealFiles.MiniResnet);
        _folder.Copy(RealFiles.Mnist);

        ToolRun run = _folder.Run("diff", "lenet5.onnx", "miniresnet.onnx", "--samples", "mnist.npy").Exits(1);

        run.Output.Should().Contain($"error {DiagnosticCodes.BlockRemoved}: block 'conv1'")
            .And.Contain($"error {DiagnosticCodes.BlockAdded}: block 'stem'");
    }

    [Test]
    public void Baselines_show_old_and_new_without_a_verdict()
    {
        _folder.Run("init", "doubled.onnx", "--samples", "mnist-9x9.npy").Succeeds();
        File.Delete(_folder.PathOf("mnist-9x9.npy"));

        ToolRun run = _folder.Run("diff", "fc.credits.json", "doubled.credits.json").Succeeds();

        run.Lines.Should().HaveCount(5);
        run.Lines[0].Should().Contain("old log-credit").And.Contain("new log-credit");
        run.Lines[1].Should().StartWith("  fc1 ").And.EndWith(" 0.00");
        run.Lines[4].Should().StartWith("  fc4 ").And.EndWith("+6.93");
    }

    [TestCase("fc.onnx", "fc.credits.json")]
    [TestCase("fc.credits.json", "fc.onnx")]
    public void A_model_and_a_baseline_cannot_be_compared(string a, string b) => _folder.Refuses(
        ["diff", a, b, "--samples", "mnist-9x9.npy"], 2, DiagnosticCodes.Usage,
        "'fc.onnx' cannot be compared with a baseline", "To compare a model with its baseline, use check");

    [Test]
    [Category("Slow")]
    public void The_baseline_beside_a_model_or_a_named_one_gives_the_tolerance_that_it_has_learnt()
    {
        string[] retrains = [.. Repository.FcRetrains.Select((retrain, i) => Path.GetFileName(_folder.Copy(retrain, $"{i}.onnx")))];
        _folder.Run(["accept", "fc.credits.json", .. retrains, "--force", "--reason", "honest"]).Succeeds();
        _folder.Copy(Repository.FcAnotherRetrain, "another.onnx");
        _folder.Copy(Repository.FcRandomLabels, "tuned.onnx");

        _folder.Run("diff", "fc.onnx", "another.onnx", "--samples", "mnist-9x9.npy").Succeeds().Output.Should()
            .MatchRegex(@"\nscore \d\.\d\d, limit \d\.\d\d \(learnt from 4 accepted retrains\), by fc\.credits\.json\n\z");
        _folder.Run("diff", "fc.onnx", "tuned.onnx").Exits(1);
        _folder.Run("diff", "another.onnx", "0.onnx", "--baseline", "fc.credits.json").Succeeds().Output.Should()
            .Contain("learnt from 5 accepted retrains");
        File.Move(_folder.PathOf("fc.credits.json"), _folder.PathOf("elsewhere.credits.json"));
        _folder.Run("diff", "fc.onnx", "another.onnx", "--samples", "mnist-9x9.npy").Exits(1).Output.Should()
            .Contain("note: 0.15 nats per dimension is a rough guide, which fresh retrains exceed.");
        _folder.Refuses(
            ["diff", "fc.onnx", "another.onnx", "--baseline", "elsewhere.credits.json", "--tolerance", "0.2"],
            2,
            DiagnosticCodes.Usage,
            "brings its own settings and tolerance",
            "Leave out --baseline");
    }

    [Test]
    public void Two_builds_of_one_model_are_equivalent_up_to_an_error()
    {
        string[] diff = ["diff", "fc.onnx", "doubled.onnx", "--samples", "mnist-9x9.npy", "--equivalent"];

        ToolRun run = _folder.Run(diff).Exits(1);
        run.Output.Should().Contain("Not equivalent: block 'fc4' is the first whose own error exceeds 10.0 % of the signal.");
        run.Lines[1].Should().StartWith("  fc1 ").And.Contain("equal");
        run.Lines[4].Should().StartWith("  fc4 ").And.Contain("100 %").And.Contain("0.0 dB").And.EndWith("departs");

        // It doubled, so its error is as large as the signal.
        _folder.Run([.. diff, "--max-error", "1.01"]).Succeeds().Output.Should().Contain("Equivalent: no block's own error");
        _folder.Run([.. diff, "--max-error", "0.99"]).Exits(1);
    }

    [Test]
    public void The_errors_of_two_builds_are_written_as_json()
    {
        using var json = JsonDocument.Parse(_folder.Run(
            "diff", "fc.onnx", "doubled.onnx", "--samples", "mnist-9x9.npy", "--equivalent", "--json").Exits(1).Output);

        json.RootElement.GetProperty("equivalent").GetBoolean().Should().BeFalse();
        json.RootElement.GetProperty("firstDeparture").GetString().Should().Be("fc4");
        JsonElement first = json.RootElement.GetProperty("blocks")[0].GetProperty("own");
        (first.GetProperty("relativeError").GetDouble(), first.GetProperty("signalToNoise").ValueKind).Should()
            .Be((0, JsonValueKind.Null));
        json.RootElement.GetProperty("blocks")[3].GetProperty("own").GetProperty("relativeError").GetDouble().Should()
            .BeApproximately(1, 1e-6);
    }

    [TestCase("--json and --max-error go with --equivalent", "--json")]
    [TestCase("--json and --max-error go with --equivalent", "--max-error", "0.1")]
    [TestCase("--equivalent takes --max-error and --json", "--equivalent", "--tolerance", "0.5")]
    [TestCase("--baseline", "--equivalent", "--baseline", "fc.credits.json")]
    public void Options_of_the_two_kinds_of_comparison_do_not_mix(string problem, params string[] options) => _folder.Refuses(
        ["diff", "fc.onnx", "doubled.onnx", "--samples", "mnist-9x9.npy", .. options],
        2,
        DiagnosticCodes.Usage,
        problem,
        "koopman-assert diff --help");

    [Test]
    public void Models_need_samples() =>
        _folder.Refuses(
            ["diff", "doubled.onnx", "doubled.onnx"],
            2,
            DiagnosticCodes.Usage,
            "comparing two models requires samples",
            "Add --samples FILE");

    [Test]
    public void A_baseline_that_is_missing_or_broken()
    {
        _folder.Write("broken.credits.json", "{");
        _folder.Refuses(
            ["diff", "fc.credits.json", "nowhere.credits.json"],
            3,
            DiagnosticCodes.BaselineMissing,
            "'nowhere.credits.json' does not exist",
            "koopman-assert init");
        _folder.Refuses(
            ["diff", "broken.credits.json", "fc.credits.json"],
            3,
            DiagnosticCodes.BaselineCorrupt,
            "'broken.credits.json' is not a valid baseline",
            "Restore the file");
    }
}
