using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>How many steps `auto` takes, and that a baseline pins them.</summary>
public class RecordedStepsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // The first block of LeNet-5 has 4,704 outputs; a convolution of 64 × 64 × 16 has 65,536; the first of ResNet-50 has 802,816.
    [TestCase(784, 4_704, 100, 4)]
    [TestCase(784, 4_704, 40, 10)]
    [TestCase(1_024, 65_536, 4, 7)]
    [TestCase(1_024, 65_536, 12, 2)]
    [TestCase(1_024, 65_536, 24, 1)]
    [TestCase(150_528, 802_816, 2, 1)]
    [TestCase(150_528, 802_816, 200, 1)]
    [TestCase(2_048, 1_000, 4, 100)]
    public void Auto_takes_no_more_steps_than_a_wide_block_affords(int inputs, int outputs, int samples, int steps) =>
        SizeLimits.Steps(Block(inputs, outputs), 0, AnalysisSettings.Regression, samples).Should().Be(steps);

    [Test]
    public void No_number_of_samples_has_more_snapshots_to_work_on_than_400([Values(81, 4_704, 65_536, 802_816)] int width)
    {
        for (int samples = 1; samples < 400; samples++)
        {
            int steps = SizeLimits.Steps(Block(width, width), 0, AnalysisSettings.Regression, samples);
            (steps == 1 ? samples : steps * samples - samples).Should().BeLessThan(400);
        }
    }

    [Test]
    public void A_larger_budget_affords_more() => SizeLimits
        .Steps(Block(1_024, 65_536), 0, AnalysisSettings.Regression with { Snapshots = 4_000 }, 24).Should().Be(12);

    [Test]
    public void What_is_asked_for_is_taken_at_any_width() => SizeLimits
        .Steps(Block(1_024, 802_816), 0, AnalysisSettings.Regression with { Steps = StepCount.Exactly(9) }, 24).Should().Be(9);

    [Test]
    public void A_record_holds_for_the_samples_and_the_places_that_it_was_made_with()
    {
        var recorded = RecordedSteps.Create(64, [(6, 9, 7), (9, 5, 1)]);
        recorded.Should().Be(new RecordedSteps("64: 6-9-7 9-5-1"));
        (recorded.For(Block(6, 9), 0, 64), recorded.For(Block(9, 5), 1, 64)).Should().Be((7, 1));
        recorded.For(Block(6, 9), 0, 63).Should().BeNull("there are other samples");
        recorded.For(Block(6, 9), 1, 64).Should().BeNull("it is at another place");
        recorded.For(Block(5, 5), 2, 64).Should().BeNull("there was no such block");
        recorded.For(Block(6, 90), 0, 64).Should().BeNull("it is another block");
    }

    [Test]
    public void A_check_takes_the_steps_that_the_baseline_records_whatever_the_rule_is()
    {
        CreditBaseline baseline = Create();
        baseline.Blocks.Select(b => b.Operator.Steps).Should().Equal(1, 1);
        string other = File.ReadAllText(baseline.Path).Replace("\"steps\": 1", "\"steps\": 2", StringComparison.Ordinal);
        File.WriteAllText(baseline.Path, other);
        var older = CreditBaseline.Load(baseline.Path);
        older.Check().Blocks.Select(b => b.Current!.Operator.Steps).Should().Equal(2, 2);

        BaselineException refused = FluentActions.Invoking(() => older.Compare(CreditAnalysis.Run(
            _folder.At("model.onnx"), baseline.SamplesPath))).Should().Throw<BaselineException>().Which;
        refused.Code.Should().Be(DiagnosticCodes.SettingsChanged);
        refused.Message.Should().Contain("took 2 steps in the baseline and 1 in the analysis");
    }

    [Test]
    public void The_file_says_auto()
    {
        CreditBaseline baseline = Create();
        File.ReadAllText(baseline.Path).Should().Contain("\"steps\": \"auto\"");
        var read = CreditBaseline.Load(baseline.Path);
        (read.Settings.Steps, read.Settings.RecordedSteps).Should().Be((StepCount.Auto, RecordedSteps.Create(30, [(6, 9, 1), (9, 5, 1)])));
        read.Compare(CreditAnalysis.Run(read.ModelPath, read.SamplesPath)).Findings.Should()
            .NotContain(f => f.Severity == FindingSeverity.Error);
    }

    private CreditBaseline Create()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "a", 6, 9).Dense("a", "y", 9, 5).Output("y");
        string model = _folder.Write(network.Model), samples = _folder.Samples(30, 6);
        CreditReport report = CreditAnalysis.Run(model, samples, options: new AnalysisOptions { MeasureNoise = true });
        var baseline = CreditBaseline.Create(report, _folder.At("model.credits.json"));
        baseline.Save();
        return baseline;
    }

    private static Block Block(int inputs, int outputs) =>
        BareBlocks.Between("b", BareBlocks.Cut("x", inputs), BareBlocks.Cut("y", outputs));
}
