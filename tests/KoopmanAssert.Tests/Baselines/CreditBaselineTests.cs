using FluentAssertions;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class CreditBaselineTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Paths_are_relative_to_the_baseline_and_lead_back()
    {
        CreditBaseline baseline = _folder.Usual();
        (baseline.Model.Path, baseline.Samples.Path).Should().Be(("net.onnx", "../data/samples.npy"));
        Path.GetFullPath(baseline.ModelPath).Should().Be(_folder.At("models/net.onnx"));
        Path.GetFullPath(baseline.SamplesPath).Should().Be(_folder.At("data/samples.npy"));
    }

    [TestCase("net.onnx", true)]
    [TestCase("../data/x.npy", true)]
    [TestCase("a:b", false)]
    [TestCase("/abs", false)]
    [TestCase("\\abs", false)]
    [TestCase("C:\\x", false)]
    [TestCase("", false)]
    [TestCase("a\0b", false)]
    public void A_path_is_relative_on_every_system_or_none(string path, bool relative)
        => RelativePath.IsRelative(path).Should().Be(relative);

    [Test]
    public void Samples_that_are_noted_are_refused()
    {
        CreditReport report = Fabricated.Report(
            AnalysisSettings.Regression,
            Fabricated.ModelHash,
            Fabricated.SamplesHash,
            400,
            ["all samples are equal"],
            Fabricated.Block());
        SamplesException fault = Creating(report).Should().Throw<SamplesException>().Which;
        (fault.Code, fault.Problem).Should().Be((DiagnosticCodes.SamplesUnusable, "cannot be used: all samples are equal."));
    }

    [Test]
    public void Class_scores_that_are_not_finite_are_refused()
    {
        SamplesException fault = Creating(Fabricated.Report(Fabricated.Block()).In(null)).Should().Throw<SamplesException>().Which;
        (fault.Code, fault.Problem).Should()
            .Be((DiagnosticCodes.Unreliable, $"has class scores that are not finite on '{_folder.At("data/samples.npy")}'."));
    }

    [Test]
    public void An_accepted_retrain_is_removed_by_digits_that_it_alone_begins_with()
    {
        AcceptedRetrain Retrain(string digits) => new(digits.PadRight(64, '0'), [], []);
        CreditBaseline baseline = _folder.Usual().With([Retrain("ab1"), Retrain("ab2"), Retrain("c")]);
        baseline.Without("AB2").Accepted.Select(a => a.Sha256[..3]).Should().Equal("ab1", "c00");
        string Refused(string digits) => FluentActions.Invoking(() => baseline.Without(digits)).Should().Throw<SettingsException>().Which
            .Message;
        Refused("ab").Should().Contain("has 2 accepted retrains whose hash begins with 'ab'");
        Refused("d").Should().Contain("has no accepted retrain whose hash begins with 'd'");
        FluentActions.Invoking(() => baseline.Without("")).Should().Throw<ArgumentException>();
        baseline.ToString().Should().Be($"baseline '{baseline.Path}'");
    }

    [Test]
    public void A_credit_that_is_unreliable_is_refused_by_name()
    {
        SamplesException fault = Creating(Fabricated.Report(Fabricated.Block("fc1"), Fabricated.Block("fc2", snapshots: 2))).Should()
            .Throw<SamplesException>()
            .Which;
        fault.Code.Should().Be(DiagnosticCodes.Unreliable);
        fault.Problem.Should().Contain("'fc2'").And.Contain("2 snapshots are too few for rank 4");
    }

    [Test]
    public void A_baseline_needs_a_report_and_a_path()
    {
        FluentActions.Invoking(() => CreditBaseline.Create(null!, "net.credits.json")).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => CreditBaseline.Create(Fabricated.Report(Fabricated.Block()), "")).Should().Throw<ArgumentException>()
            .Which.ParamName.Should().Be("path");
        FluentActions.Invoking(() => CreditBaseline.Load("")).Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_report_without_noise_makes_no_baseline() =>
        Creating(Fabricated.Report(Fabricated.Of("fc1", 8, 6, Fabricated.Block().Estimate, noise: null))).Should()
            .Throw<InvalidOperationException>();

    [Test]
    public void A_rule_that_matches_no_block_is_refused_already_then() =>
        Creating(Fabricated.Report(Fabricated.Block("fc1")), new StatedTolerance("conv*", 1, ToleranceUnit.Block), StatedTolerance.Default)
            .Should().Throw<BaselineException>().Which.Should().Match<BaselineException>(
                e => e.Code == DiagnosticCodes.RuleMatchesNothing && e.Problem.Contains("'conv*'"));

    [Test]
    public void A_baseline_of_an_analysis_holds_against_it()
    {
        Directory.CreateDirectory(_folder.At("models"));
        CreditReport report = CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            null,
            new AnalysisOptions { MeasureNoise = true, Threads = 2 });
        CreditBaseline.Create(report, _folder.Baseline).Save();
        BaselineComparison comparison = CreditBaseline.Load(_folder.Baseline).Check();
        comparison.Findings.Should().BeEmpty();
        comparison.Blocks.Should().OnlyContain(b => b.Difference == 0);
    }

    [Test]
    public void Another_model_at_the_path_is_found_out()
    {
        CreditReport accepted = CreditAnalysis.Run(
            RepositoryFiles.LeNet,
            RepositoryFiles.Digits,
            null,
            new AnalysisOptions { MeasureNoise = true, Threads = 2 });
        CreditReport frozen = CreditAnalysis.Run(
            RepositoryFiles.LeNetFrozenLayer,
            RepositoryFiles.Digits,
            null,
            new AnalysisOptions { Threads = 2 });
        BaselineComparison comparison = CreditBaseline.Create(accepted, _folder.Baseline).Compare(frozen);
        comparison.IsSameModel.Should().BeFalse();
        comparison.HasDrifted.Should().BeTrue();
    }

    private Action Creating(CreditReport report, params StatedTolerance[] rules)
        => () => _folder.Create(report, rules.Length > 0 ? new Tolerance { Stated = rules } : null);
}
