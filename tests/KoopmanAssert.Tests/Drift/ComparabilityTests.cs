using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What keeps a model from being compared with a baseline, and what the refusal says.</summary>
[TestFixture]
internal sealed class ComparabilityTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    private static readonly FileIdentity Samples = new("data/samples.npy", Fabricated.SamplesHash);

    [Test]
    public void Other_samples_are_named_and_those_to_restore()
    {
        BaselineException fault = Refusal(Report(Samples), Report(new FileIdentity("new.npy", new string('4', 64)), count: 399));
        fault.Code.Should().Be(DiagnosticCodes.SamplesChanged);
        fault.Problem.Should().Be("was created from different samples than 'new.npy' (399 rows), so the credits cannot be compared.");
        fault.WayOut.Should().Be(
            $"Restore the samples (sha256 222222222222…, 400 rows), or update the baseline: koopman-assert update {Elsewhere}");
    }

    // Version 0.1.0 read 8 of 16 bits, and its baselines do not say which values were read.
    [TestCase(false, true, true)]
    [TestCase(true, true, false)]
    [TestCase(false, false, false)]
    public void Only_images_beside_an_old_baseline_may_have_been_misread(bool knowsValues, bool isFolder, bool says)
    {
        FileIdentity accepted = Samples with { Values = knowsValues ? new string('5', 64) : null };
        FileIdentity other = new(isFolder ? Path.GetTempPath() : "new.npy", new string('4', 64)) { Values = new string('6', 64) };
        Refusal(Report(accepted), Report(other)).Problem.Contains("If the images have 16 bits", StringComparison.Ordinal).Should().Be(says);
    }

    [Test]
    public void Missing_labels_are_asked_for_by_file_or_column()
    {
        BaselineException ofFile = Refusal(Report(labels: Labels('6')), Report());
        (ofFile.Code, ofFile.Problem).Should().Be(
            (DiagnosticCodes.LabelsChanged, "was created with labels; the analysis has none."));
        ofFile.WayOut.Should().StartWith("Analyse with the labels of the baseline ('").And.EndWith("labels6.npy').");
        Refusal(Report(labels: Labels('6') with { Column = "species" }), Report()).WayOut.Should()
            .Be("Analyse with the labels of the baseline ('species').");
    }

    [Test]
    public void Labels_that_the_baseline_does_not_have_are_added_or_left_out()
    {
        BaselineException fault = Refusal(Report(), Report(labels: Labels('6')));
        (fault.Code, fault.Problem).Should().Be(
            (DiagnosticCodes.LabelsChanged, "was created without labels; the analysis has 'labels6.npy'."));
        fault.WayOut.Should().Be(
            $"Leave them out, or add them to the baseline: koopman-assert update {Elsewhere} --labels FILE");
    }

    [Test]
    public void Other_labels_are_restored_or_taken_over()
    {
        BaselineException fault = Refusal(Report(labels: Labels('6')), Report(labels: Labels('7')));
        (fault.Code, fault.Problem).Should().Be(
            (DiagnosticCodes.LabelsChanged, "was created with other labels than those of 'labels7.npy'."));
        fault.WayOut.Should().Be($"Restore the labels, or update the baseline: koopman-assert update {Elsewhere} --labels FILE");
    }

    [Test]
    public void Other_steps_than_auto_took_then_are_refused()
    {
        BaselineException fault = Refusal(Report(blocks: Stepped(3)), Report(blocks: Stepped(2)));
        (fault.Code, fault.Problem).Should().Be((DiagnosticCodes.SettingsChanged, "was created with other settings: block 'fc1' took 3 "
            + "steps in the baseline and 2 in the analysis (take the settings from CreditBaseline.Settings)."));
        fault.WayOut.Should().Be("Analyse with the settings of the baseline, or delete the baseline and create it again with "
            + "koopman-assert init and these settings.");
    }

    [Test]
    public void The_steps_that_are_recorded_or_stated_are_not_asked_about_again()
    {
        CreditBaseline baseline = Baseline(Report(blocks: Stepped(3)));
        baseline.Compare(Report(settings: baseline.Settings, blocks: Stepped(2))).Holds.Should().BeTrue();
        AnalysisSettings stated = AnalysisSettings.Regression with { Steps = StepCount.Exactly(3) };
        Baseline(Report(settings: stated, blocks: Stepped(3)))
            .Compare(Report(settings: stated, blocks: Stepped(2))).Holds.Should().BeTrue();
    }

    // TensorFloat-32 has a noise of 0.01 · 2⁻¹¹ / 2⁻²⁰ nats.
    [Test]
    public void A_tolerance_above_the_noise_of_its_provider_may_lie_below_that_of_another()
    {
        CreditReport accepted = Report(blocks: Fabricated.Block(noise: 0.01));
        var baseline = CreditBaseline.Create(
            accepted, Elsewhere, new Tolerance { Stated = [new StatedTolerance("*", 0.07, ToleranceUnit.Block)] });
        baseline.Compare(accepted).Holds.Should().BeTrue();
        AnalysisSettings cuda = AnalysisSettings.Regression with { Provider = ExecutionProvider.Cuda };
        FluentActions.Invoking(() => baseline.Compare(Report(settings: cuda, blocks: Fabricated.Block()))).Should()
            .Throw<SettingsException>().Which.Code.Should().Be(DiagnosticCodes.ToleranceBelowNoise);
    }

    [Test]
    public void Unbalanced_samples_are_a_note()
    {
        var report = new CreditReport(
            new FileIdentity("models/net.onnx", new string('3', 64)), Samples, 400, AnalysisSettings.Regression,
            new NetworkCredits([Fabricated.Block()], Fabricated.Network) { SampleNotes = ["one sample in two is a copy"] }, []);
        Baseline(Report()).Compare(report).Findings.Should().ContainSingle().Which.Should().Be(new Finding(
            DiagnosticCodes.SamplesUnbalanced, FindingSeverity.Note, null, "in the samples, one sample in two is a copy", null, null));
    }

    [Test]
    public void Samples_that_cannot_be_used_are_refused_by_a_check()
    {
        CreditReport report = Fabricated.Report(
            AnalysisSettings.Regression, new string('3', 64), Fabricated.SamplesHash, 400, ["all samples are equal"], Fabricated.Block());
        FluentActions.Invoking(() => Baseline(Report()).Hold(report)).Should().Throw<SamplesException>().Which.Code.Should()
            .Be(DiagnosticCodes.SamplesUnusable);
    }

    [Test]
    public void Null_is_refused_by_its_name()
    {
        CreditBaseline baseline = Baseline(Report());
        Named(() => ((CreditBaseline)null!).Check()).Should().Be("baseline");
        Named(() => ((CreditBaseline)null!).Compare(Report())).Should().Be("baseline");
        Named(() => baseline.Compare(null!)).Should().Be("report");
        Named(() => baseline.Accept((CreditReport)null!)).Should().Be("retrain");
        Named(() => ((CreditBaseline)null!).Accept([Report()])).Should().Be("baseline");
        Named(() => baseline.Accept((IReadOnlyList<CreditReport>)null!)).Should().Be("retrains");
    }

    private static string? Named(Action action) => action.Should().Throw<ArgumentNullException>().Which.ParamName;

    private static BlockCredit Stepped(int steps) => Fabricated.Block("fc1", 8, 6, 4, [2, 2, 2, 2], steps: steps, stepsUsed: steps);

    private static FileIdentity Labels(char digit) => new($"labels{digit}.npy", new string(digit, 64));

    private static CreditBaseline Baseline(CreditReport report) => CreditBaseline.Create(report, Elsewhere, Tolerance.FromRules([], null));

    private static BaselineException Refusal(CreditReport accepted, CreditReport other) =>
        FluentActions.Invoking(() => Baseline(accepted).Compare(other)).Should().Throw<BaselineException>().Which;

    private static CreditReport Report(
        FileIdentity? samples = null,
        int count = 400,
        FileIdentity? labels = null,
        AnalysisSettings? settings = null,
        params BlockCredit[] blocks) => new(
            new FileIdentity("models/net.onnx", new string('3', 64)),
            samples ?? Samples,
            count,
            settings ?? AnalysisSettings.Regression,
            new NetworkCredits(blocks.Length > 0 ? blocks : [Fabricated.Block()], Fabricated.Network),
            [])
        {
            Labels = labels,
        };
}
