using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

public class AnalysisSettingsTests
{
    [Test]
    public void The_regression_profile_is_deterministic_and_exact_on_linear_blocks()
    {
        AnalysisSettings settings = AnalysisSettings.Regression;
        (settings.Profile, settings.Alignment, settings.Steps, settings.Repeats, settings.Observable)
            .Should().Be((AnalysisProfile.Regression, DimensionAlignment.Principal, StepCount.Auto, 1, Observable.Affine));
        (settings.MaxSamples, settings.Snapshots, settings.RankTolerance, settings.RankRule)
            .Should().Be((400, 400, 1e-3, RankRule.Relative));
    }

    [Test]
    public void The_paper_profile_is_the_paper_s()
    {
        AnalysisSettings settings = AnalysisSettings.Paper;
        (settings.Profile, settings.Alignment, settings.Steps, settings.Repeats, settings.Observable, settings.MaxSamples)
            .Should().Be((AnalysisProfile.Paper, DimensionAlignment.Gaussian, StepCount.TwicePerDimension, 10, Observable.Identity, 10));
    }

    private static IEnumerable<TestCaseData> OutOfRange()
    {
        AnalysisSettings s = AnalysisSettings.Regression;
        yield return Case("snapshots", () => s with { Snapshots = 0 }, () => s with { Snapshots = 1_000_001 });
        yield return Case("repeats", () => s with { Repeats = 0 }, () => s with { Repeats = 1001 });
        yield return Case("maxSamples", () => s with { MaxSamples = 0 }, () => s with { MaxSamples = 1_000_001 });
        yield return Case("reduce", () => s with { Reduce = 0 }, () => s with { Reduce = 1_000_001 });
        yield return Case("provider", () => ExecutionProvider.Parse("abacus"), () => ExecutionProvider.Parse("CUDA"));
        yield return Case("steps", () => StepCount.Exactly(0), () => StepCount.Exactly(10_001), () => StepCount.Parse("3d"));
        yield return Case(
            "rankTolerance",
            () => s with { RankTolerance = 0 },
            () => s with { RankTolerance = 1 },
            () => s with { RankTolerance = -1e-3 },
            () => s with { RankTolerance = double.NaN });
        yield return Case("rankRule", () => RankRule.Fixed(0), () => RankRule.Energy(0), () => RankRule.Energy(1.1));
        yield return Case("threads", () => new AnalysisOptions { Threads = 0 }, () => new AnalysisOptions { Threads = 1025 });

        static TestCaseData Case(string setting, params Func<object>[] makes)
            => new TestCaseData(setting, makes).SetArgDisplayNames(setting);
    }

    [TestCaseSource(nameof(OutOfRange))]
    public void A_setting_out_of_its_range_is_refused_by_name(string setting, Func<object>[] makes) => makes.Should().AllSatisfy(make =>
    {
        SettingsException fault = make.Should().Throw<SettingsException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.Usage);
        fault.Message.Should().Contain($"'{setting}'");
    });

    [TestCase("relative")]
    [TestCase("fixed:1")]
    [TestCase("fixed:400")]
    [TestCase("energy:0.99")]
    [TestCase("energy:1")]
    [TestCase("gavish-donoho")]
    public void Every_rank_rule_has_its_words(string text)
    {
        var rule = RankRule.Parse(text);
        rule.ToString().Should().Be(text);
        rule.Should().Be(RankRule.Parse(text));
    }

    [TestCase("")]
    [TestCase("absolute")]
    [TestCase("fixed")]
    [TestCase("fixed:0")]
    [TestCase("fixed:-3")]
    [TestCase("fixed:2.5")]
    [TestCase("fixed:3:4")]
    [TestCase("energy:0")]
    [TestCase("energy:1.1")]
    [TestCase("energy:NaN")]
    [TestCase("energy:0,1")]
    [TestCase("Relative")]
    [TestCase("relative:0.1")]
    [TestCase("gavish-donoho ")]
    public void Other_words_for_a_rank_rule_are_refused(string text) =>
        FluentActions.Invoking(() => RankRule.Parse(text)).Should().Throw<SettingsException>()
            .WithMessage("*'rankRule'*relative, fixed:K*");

    [TestCase("principal")]
    [TestCase("gaussian")]
    [TestCase("orthonormal")]
    public void Alignments_have_names(string name) => DimensionAlignment.Parse(name).ToString().Should().Be(name);

    [TestCase("given")]
    [TestCase("Principal")]
    [TestCase("")]
    public void Other_alignments_are_refused(string name) =>
        FluentActions.Invoking(() => DimensionAlignment.Parse(name)).Should().Throw<SettingsException>()
            .WithMessage("*principal, gaussian or orthonormal*");
}
