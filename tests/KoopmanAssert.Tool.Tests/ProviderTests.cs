using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Which execution provider computed is said, kept and asked for; one that is not there is refused.</summary>
[TestFixture]
internal sealed class ProviderTests
{
    private const string Name = "fc.credits.json";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_processor_is_the_default()
    {
        ToolRun asked = _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json", "--provider", "cpu").Succeeds();
        asked.Output.Should().Be(_folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json").Output)
            .And.Contain("\"provider\": \"cpu\"");
        _folder.Text(Name).Should().Contain("\"provider\": \"cpu\"");
    }

    [TestCase("credits", "fc.onnx", "--samples", "mnist-9x9.npy")]
    [TestCase("init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "new.credits.json")]
    [TestCase("check")]
    [TestCase("update")]
    [TestCase("accept", Name)]
    public void One_that_this_package_lacks_is_refused(params string[] arguments) =>
        _folder.Refuses(
            [.. arguments, "--provider", "cuda"],
            4,
            DiagnosticCodes.ProviderMissing,
            "'cuda' is not in this ONNX Runtime, which has cpu",
            "--provider cpu");

    [Test]
    public void What_is_no_provider_is_refused()
        => _folder.Refuses(["check", "--provider", "abacus"], 2, DiagnosticCodes.Usage, "abacus", "cuda");

    [Test]
    public void Another_one_than_the_baselines_serves_accept_report_and_update()
    {
        _folder.Write(Name, _folder.Text(Name).Replace("\"provider\": \"cpu\"", "\"provider\": \"cuda\""));
        _folder.Write("retrain.onnx", Networks.Nudged(RealFiles.Fc, 1e-2, seed: 1));
        _folder.Run("accept", Name, "retrain.onnx", "--provider", "cpu").Succeeds();
        _folder.Run("report", Name, "--provider", "cpu").Succeeds();
        _folder.Text(Name).Should().Contain("\"provider\": \"cuda\"");

        _folder.Run("update", Name, "--provider", "cpu").Succeeds();
        _folder.Text(Name).Should().Contain("\"provider\": \"cpu\"");
        _folder.Run("check").Succeeds();
    }

    [Test]
    public void A_baseline_of_another_provider_is_held_at_the_coarser_arithmetic()
    {
        string cpu = _folder.Text(Name);
        _folder.Write(Name, cpu.Replace("\"provider\": \"cpu\"", "\"provider\": \"cuda\""));
        _folder.Run("check").Exits(4).Errors.Should().Contain(DiagnosticCodes.ProviderMissing);
        _folder.Run("check", "--provider", "cpu").Succeeds().Output.Should().Contain("passed: 4 blocks");

        // A difference that no sum in another order makes is one that units of reduced precision may make.
        string moved = System.Text.RegularExpressions.Regex
            .Replace(cpu, "(\"figures\": { \"leadingCredit\": [^,]*, \"operatorGain\": )([^,]*)", m => m.Groups[1].Value
                + (double.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) + 0.0005).ToString(
                "R",
                System.Globalization.CultureInfo.InvariantCulture));
        _folder.Write(Name, moved);
        _folder.Run("check").Output.Should().Contain(DiagnosticCodes.EnvironmentChanged);
        _folder.Write(Name, moved.Replace("\"provider\": \"cpu\"", "\"provider\": \"cuda\""));
        ToolRun held = _folder.Run("check", "--provider", "cpu");
        held.Output.Should().Contain("passed: 4 blocks");
    }
}
