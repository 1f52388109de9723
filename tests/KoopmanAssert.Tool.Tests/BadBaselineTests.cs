using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>A baseline that cannot be used fails with exit code 3 and one line on what to do; check and update leave it as it is.</summary>
[TestFixture]
internal sealed class BadBaselineTests
{
    private const string Name = "fc.credits.json";
    private WorkFolder _folder = null!;
    private string _good = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcStatedBaseline();
        _good = _folder.Text(Name);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Missing()
    {
        File.Delete(_folder.PathOf(Name));
        Refuses(DiagnosticCodes.BaselineMissing, $"'{Name}' does not exist", "koopman-assert init");
    }

    [Test]
    public void A_folder_that_holds_none()
    {
        File.Delete(_folder.PathOf(Name));
        foreach (string command in (string[])["check", "update"])
        {
            _folder.Refuses(
                [command], 3, DiagnosticCodes.BaselineMissing, "'.' contains no baseline (*.credits.json)", "koopman-assert init");
            _folder.Refuses([command, _folder.Root], 3, DiagnosticCodes.BaselineMissing, "contains no baseline", "koopman-assert init");
        }
    }

    [TestCase("")]
    [TestCase("not JSON at all\n")]
    [TestCase("null\n")]
    [TestCase("[]\n")]
    [TestCase("{}\n")]
    public void Another_text(string text)
    {
        _folder.Write(Name, text);
        Refuses(DiagnosticCodes.BaselineCorrupt, $"'{Name}' is ", "Restore the file from version control");
    }

    [Test]
    public void Cut_short()
    {
        _folder.Write(Name, _good[..(_good.Length / 2)]);
        Refuses(DiagnosticCodes.BaselineCorrupt, "is not valid JSON", "Restore the file from version control");
    }

    [TestCase("<<<<<<< HEAD\n")]
    [TestCase("=======\n")]
    [TestCase(">>>>>>> retrained\n")]
    public void Conflict_markers(string marker)
    {
        _folder.Write(Name, _good.Replace("  \"samples\"", marker + "  \"samples\""));
        Refuses(DiagnosticCodes.BaselineConflicted, $"{Name}(5,1): error", "Keep one side of the conflict");
    }

    [Test]
    public void A_newer_format()
    {
        _folder.Write(Name, _good.Replace("\"formatVersion\": 2", "\"formatVersion\": 3"));
        Refuses(DiagnosticCodes.BaselineNewer, "has format version 3", "Update KoopmanAssert to the version that wrote the file");
    }

    [Test]
    public void A_block_twice()
    {
        string first = _good.Split('\n').First(line => line.Contains("\"fc1\""));
        _folder.Write(Name, _good.Replace(first, first + "\n" + first));
        Refuses(DiagnosticCodes.BaselineCorrupt, $"{Name}(10,5): error", "Restore the file from version control");
    }

    [TestCase("rank")]
    [TestCase("logCredit")]
    [TestCase("noiseFloor")]
    [TestCase("rankTolerance")]
    [TestCase("count")]
    [TestCase("sha256")]
    public void A_member_that_is_missing(string member)
    {
        _folder.Write(Name, new Regex($"\"{member}\": " + "(\"[^\"]*\"|[^,} ]+)(, )?").Replace(_good, "", 1).Replace(",  }", " }"));
        Refuses(DiagnosticCodes.BaselineCorrupt, $"does not contain the property '{member}'", "Restore the file from version control");
    }

    [TestCase("\"rank\": 70", "\"rank\": 70, \"rank\": 70", "contains the property 'rank' twice")]
    [TestCase("\"rank\": 70", "\"rank\": 70.5", "a whole number for 'rank'")]
    [TestCase("\"rank\": 70", "\"rank\": 1e999", "a number too large for a double")]
    [TestCase("\"rank\": 70", "\"rank\": \"70\"", "a number for 'rank'")]
    [TestCase("\"rank\": 70", "\"rank\": 70, \"rang\": 70", "contains the unknown property 'rang'")]
    [TestCase("\"steps\": \"auto\"", "\"steps\": \"0\"", "the setting 'steps' cannot be '0'")]
    [TestCase("\"path\": \"fc.onnx\"", "\"path\": \"/tmp/fc.onnx\"", "a path relative to the baseline")]
    [TestCase("\"path\": \"fc.onnx\"", "\"path\": \"C:/fc.onnx\"", "a path relative to the baseline")]
    [TestCase("\"path\": \"mnist-9x9.npy\"", "\"path\": \"/dev/zero\"", "a path relative to the baseline")]
    public void A_member_that_is_wrong(string good, string bad, string problem)
    {
        _good.Should().Contain(good);
        _folder.Write(Name, _good.Replace(good, bad));
        Refuses(DiagnosticCodes.BaselineCorrupt, problem, "Restore the file from version control");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_pipe()
    {
        File.Delete(_folder.PathOf(Name));
        Unix.MakePipe(_folder.PathOf(Name));
        _folder.Run("check").IsRefused(3, DiagnosticCodes.BaselineCorrupt, $"'{Name}'", "Restore the file");
    }

    [Test]
    public void A_byte_order_mark_and_Windows_line_ends_are_read()
    {
        _folder.Write(Name, "\uFEFF" + _good.Replace("\n", "\r\n"));
        _folder.Run("check").Succeeds();
    }

    [Test]
    public void A_tolerance_whose_glob_matches_no_block()
    {
        _folder.Write(Name, _good.Replace("\"stated\": [", "\"stated\": [{ \"blocks\": \"conv*\", \"nats\": 1, \"per\": \"block\" }, "));
        Refuses(
            DiagnosticCodes.RuleMatchesNothing,
            "has a tolerance for 'conv*', which matches no block",
            "the blocks are: fc1, fc2, fc3, fc4");
        Init("--tolerance", "conv*=0.2").IsRefused(
            3,
            DiagnosticCodes.RuleMatchesNothing,
            "'other.credits.json' has a tolerance for 'conv*'",
            "the blocks are: fc1, fc2, fc3, fc4");
    }

    [Test]
    public void A_block_that_no_tolerance_matches()
    {
        _folder.Write(Name, _good.Replace("\"blocks\": \"*\"", "\"blocks\": \"fc1\""));
        Refuses(DiagnosticCodes.RuleMatchesNothing, "has no tolerance that matches the block 'fc2'", "Add a rule for it");
    }

    // The way out that the message names must work as it stands.
    [Test]
    public void A_tolerance_below_the_noise_floor()
    {
        _folder.Write(Name, _good.Replace("\"nats\": 0.15", "\"nats\": 1E-12"));
        _folder.Refuses(["check"], 2, DiagnosticCodes.ToleranceBelowNoise, $"{Name}(9,5): error", "Allow at least");
        ToolRun refused = Init("--tolerance", "fc2=1e-9nats");
        refused.IsRefused(2, DiagnosticCodes.ToleranceBelowNoise, "allows the block 'fc2' 1E-09 nats (rule 'fc2')", "Allow at least");

        string advised = Regex.Match(refused.Errors, "--tolerance \"(.*?)\"").Groups[1].Value;

        Init("--tolerance", advised).Succeeds();
    }

    [Test]
    public void Other_samples()
    {
        _folder.Write("mnist-9x9.npy", Npy.Of("<f4", "(399, 81)", Npy.Pixels(399)));
        _folder.Refuses(
            ["check"],
            3,
            DiagnosticCodes.SamplesChanged,
            "was created from different samples than 'mnist-9x9.npy' (399 rows)",
            $"koopman-assert update {Name}");
        _folder.Run("update").Succeeds();
        _folder.Run("check").Succeeds().Output.Should().Contain("on 399 samples");
    }

    [Test]
    public void A_model_or_samples_that_are_gone()
    {
        File.Move(_folder.PathOf("fc.onnx"), _folder.PathOf("away.onnx"));
        RefusesBoth(
            2,
            DiagnosticCodes.ModelMissing,
            "fc.credits.json(4,22): error KOOP2001: 'fc.credits.json' names the model 'fc.onnx', but 'fc.onnx' does not exist",
            "correct \"path\" of \"model\" in the baseline");
        File.Move(_folder.PathOf("away.onnx"), _folder.PathOf("fc.onnx"));
        File.Delete(_folder.PathOf("mnist-9x9.npy"));
        RefusesBoth(
            2,
            DiagnosticCodes.SamplesMissing,
            "'fc.credits.json' names the samples 'mnist-9x9.npy', but 'mnist-9x9.npy' does not exist",
            "correct \"path\" of \"samples\" in the baseline");
    }

    [Test]
    public void Init_over_it()
    {
        string[] init = ["init", "fc.onnx", "--samples", "mnist-9x9.npy"];
        _folder.Refuses(init, 3, DiagnosticCodes.BaselineExists, $"'{Name}' already exists", $"koopman-assert update {Name}");
        _folder.Write(Name, "broken");
        _folder.Refuses(init, 3, DiagnosticCodes.BaselineExists, $"'{Name}' already exists", $"koopman-assert update {Name}");
    }

    private ToolRun Init(params string[] more)
        => _folder.Run(["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "other.credits.json", .. more]);

    private void Refuses(string code, string names, string wayOut) => RefusesBoth(3, code, names, wayOut);

    private void RefusesBoth(int exit, string code, string names, string wayOut)
    {
        _folder.Refuses(["check", Name], exit, code, names, wayOut);
        _folder.Refuses(["update", Name], exit, code, names, wayOut);
    }
}
