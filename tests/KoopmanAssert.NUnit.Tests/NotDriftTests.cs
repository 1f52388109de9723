using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What is not drift throws: no negation and no alternative turns it into a pass.</summary>
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
        Throws(DiagnosticCodes.BaselineMissing, _moved);
        Throws(DiagnosticCodes.BaselineMissing, _moved);
    }

    [Test]
    public void A_corrupt_baseline()
    {
        File.WriteAllText(_baseline, "{");
        Throws(DiagnosticCodes.BaselineCorrupt, _moved);
    }

    [Test]
    public void A_newer_baseline()
    {
        Baselines.Edit(_baseline, "\"formatVersion\": 2", "\"formatVersion\": 9");
        Throws(DiagnosticCodes.BaselineNewer, _moved);
    }

    [Test]
    public void A_baseline_with_conflict_markers()
    {
        File.AppendAllText(_baseline, "=======\n");
        Throws(DiagnosticCodes.BaselineConflicted, _moved);
    }

    [Test]
    public void A_rule_without_a_block()
    {
        Baselines.Edit(_baseline, "\"stated\": [", "\"stated\": [{ \"blocks\": \"conv*\", \"nats\": 1, \"per\": \"block\" }, ");
        Throws(DiagnosticCodes.RuleMatchesNothing, _moved);
    }

    [Test]
    public void A_tolerance_below_the_noise()
    {
        Baselines.Edit(_baseline, "\"noiseFloor\": [^,]*", "\"noiseFloor\": 1");
        Throws(DiagnosticCodes.ToleranceBelowNoise, _moved);
    }

    [Test]
    public void Other_samples() =>
        Throws(
            DiagnosticCodes.SamplesChanged,
            CreditAnalysis.Run(_folder.At("retrained.onnx"), _folder.WriteSamples("others.npy", 40, seed: 3)));

    [Test]
    public void Fewer_samples() =>
        Throws(DiagnosticCodes.SamplesChanged, _folder.Analyse(_folder.At("retrained.onnx"), new AnalysisSettings { MaxSamples = 30 }));

    [Test]
    public void Other_settings() =>
        Throws(DiagnosticCodes.SettingsChanged, _folder.Analyse(_folder.At("retrained.onnx"), new AnalysisSettings { Seed = 1 }));

    [Test]
    public void An_unreliable_credit() =>
        Throws(
            DiagnosticCodes.Unreliable,
            _folder.Analyse(_folder.Retrained("overflow.onnx", new DenseLayer("fc2", Scale: float.MaxValue))));

    [Test]
    public void The_same_model_with_other_credits()
    {
        Baselines.Shift(_baseline, "fc1", nats: 5);
        Throws(DiagnosticCodes.EnvironmentChanged, _folder.Analyse(_folder.At("net.onnx")));
        Assert.That(
            Assert.Catch<KoopmanAssertException>(() => Assert.That(CreditBaseline.Load(_baseline), !Credits.Hold))!.Code,
            Is.EqualTo(DiagnosticCodes.EnvironmentChanged));
    }

    [Test]
    public void A_model_that_is_gone()
    {
        File.Delete(_folder.At("net.onnx"));
        Assert.That(
            Assert.Catch<KoopmanAssertException>(() => Assert.That(CreditBaseline.Load(_baseline), Is.Not.Hold()))!.Code,
            Is.EqualTo(DiagnosticCodes.ModelMissing));
    }

    private void Throws(string code, CreditReport credits)
    {
        Action[] assertions =
        [
            () => Assert.That(credits, Credits.MatchBaseline(_baseline)),
            () => Assert.That(credits, Is.Not.MatchBaseline(_baseline)),
            () => Assert.That(credits, !Credits.MatchBaseline(_baseline)),
            () => Assert.That(credits, !Credits.MatchBaseline(_baseline) | Credits.AreReliable),
            () => Assert.Multiple(() => Assert.That(credits, Is.Not.MatchBaseline(_baseline))),
        ];
        Assert.That(assertions.Select(assertion => Assert.Catch<KoopmanAssertException>(assertion)!.Code), Is.All.EqualTo(code));
    }
}
