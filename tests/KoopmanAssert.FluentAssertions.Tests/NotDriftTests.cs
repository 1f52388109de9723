using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What is not drift throws, in a scope and outside one.</summary>
[TestFixture]
public class NotDriftTests
{
    private TestFolder _folder = null!;
    private string _baseline = null!;
    private CreditReport _moved = null!;

    [SetUp]
    public void MakeBaseline()
    {
        _folder = new TestFolder();
        (_baseline, _moved) = _folder.Drifted();
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_missing_baseline()
    {
        File.Delete(_baseline);
        Throws<BaselineException>(DiagnosticCodes.BaselineMissing, _moved);
    }

    [TestCase("\"$schema\"", "\"schema\"", DiagnosticCodes.BaselineCorrupt)]
    [TestCase("\"formatVersion\": 2", "\"formatVersion\": 9", DiagnosticCodes.BaselineNewer)]
    [TestCase("  \"blocks\": [\n", "<<<<<<< HEAD\n  \"blocks\": [\n", DiagnosticCodes.BaselineConflicted)]
    [TestCase("{ \"blocks\": \"*\"", "{ \"blocks\": \"fc1\"", DiagnosticCodes.RuleMatchesNothing)]
    public void An_unusable_baseline(string old, string edited, string code)
    {
        Baselines.Edit(_baseline, old, edited);
        Throws<BaselineException>(code, _moved);
    }

    [Test]
    public void A_tolerance_below_the_noise()
    {
        Baselines.Edit(_baseline, "\"noiseFloor\": [^,]*", "\"noiseFloor\": 1");
        Throws<SettingsException>(DiagnosticCodes.ToleranceBelowNoise, _moved);
    }

    [Test]
    public void Other_samples() => Throws<BaselineException>(DiagnosticCodes.SamplesChanged,
        CreditAnalysis.Run(_folder.At("retrained.onnx"), _folder.WriteSamples("others.npy", 40, seed: 3)));

    [Test]
    public void Other_settings() => Throws<BaselineException>(
        DiagnosticCodes.SettingsChanged,
        _folder.Analyse(_folder.At("retrained.onnx"), new AnalysisSettings { Seed = 1 }));

    [Test]
    public void An_unreliable_credit() => Throws<SamplesException>(DiagnosticCodes.Unreliable,
        _folder.Analyse(_folder.Retrained("overflow.onnx", new DenseLayer("fc2", Scale: float.MaxValue))));

    [Test]
    public void The_same_model_with_other_credits()
    {
        Baselines.Shift(_baseline, "fc1", nats: 5);
        Throws<RuntimeException>(DiagnosticCodes.EnvironmentChanged, _folder.Analyse(_folder.At("net.onnx")));
    }

    private void Throws<T>(string code, CreditReport credits)
        where T : KoopmanAssertException
    {
        Action matching = () => credits.Should().MatchBaseline(_baseline);
        matching.Should().Throw<T>().Which.Code.Should().Be(code);
        CreditReportAssertionsTests.InScope(matching).Should().Throw<T>().Which.Code.Should().Be(code);
    }
}
