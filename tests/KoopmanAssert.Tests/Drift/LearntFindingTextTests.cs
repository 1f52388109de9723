using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What is found of the same model on another machine, and of figures that cannot be compared.</summary>
[TestFixture]
internal sealed class LearntFindingTextTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    // Six noise floors of 1e-6; three digits below 10, else two.
    [TestCase(0.5, 0.6, "0.600; accepted 0.500, and float32 rounding explains at most 6E-06")]
    [TestCase(9.5, 10, "10.00; accepted 9.500, and float32 rounding explains at most 6E-06")]
    [TestCase(-9.5, -10, "−10.00; accepted −9.500, and float32 rounding explains at most 6E-06")]
    public void A_figure_of_the_same_model_that_moved(double accepted, double now, string words)
    {
        Finding finding = Compare(Fabricated.Profiled(gain: accepted), Fabricated.Profiled(gain: now)).Should().ContainSingle().Which;
        (finding.Code, finding.Block).Should().Be((DiagnosticCodes.EnvironmentChanged, "fc1"));
        finding.Message.Should().Be($"the same model has a different 'fc1' operator gain on this machine: {words}");
    }

    // No noise is measured, and the logarithm of a float64 has a rounding error of its own.
    [TestCase(5e-10, 0)]
    [TestCase(2e-9, 1)]
    [TestCase(-2e-9, 1)]
    public void Rounding_of_the_analysis_itself_is_no_difference(double gain, int findings) =>
        Compare(Fabricated.Profiled(noise: 0), Fabricated.Profiled(gain: gain, noise: 0)).Should().HaveCount(findings);

    [Test]
    public void Weights_that_are_gone_are_told_by_their_shapes() =>
        Compare(Fabricated.Profiled(), Fabricated.Block("fc1", 8, 6, 1, [1])).Select(f => f.Message).Should()
            .Contain("block 'fc1' now has weights of shape none; accepted 8×6");

    [Test]
    public void A_network_that_answers_with_NaN()
    {
        CreditReport broken = Fabricated.Retrained(Fabricated.Profiled()).In(null);
        BaselineComparison comparison = CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled()), Elsewhere).Compare(broken);
        comparison.Findings.Select(f => (f.Code, f.Block, f.Message)).Should().Contain(
            (DiagnosticCodes.Unreliable, null, "the inputs or outputs of the network contain NaN or infinity"));
    }

    [Test]
    public void The_credit_of_a_block_is_told_at_the_accepted_rank_if_it_has_one_there()
    {
        BlockCredit current = Fabricated.Block(rank: 3, sigma: 2);
        var compared = new BlockComparison { Name = "fc1", Accepted = null, Current = current, CreditAtPinnedRank = 1.5 };
        compared.CurrentLogCredit.Should().Be(1.5);
        (compared with { CreditAtPinnedRank = null }).CurrentLogCredit.Should().BeApproximately(3 * Math.Log(2), 1e-12);
        (compared with { CreditAtPinnedRank = null, Current = null }).CurrentLogCredit.Should().BeNull();
    }

    // Four retrains that differ little, and one that does not belong.
    [Test]
    public void An_accepted_retrain_that_does_not_belong_is_named()
    {
        CreditBaseline baseline = Accepting(Honest(0.1), Honest(-0.1), Honest(0.05), Retrain('f', 5), Honest(-0.05));
        Finding note = AcceptedSet.Disagreement(baseline)!;
        (note.Code, note.Severity, note.Block).Should().Be((DiagnosticCodes.RetrainRefused, FindingSeverity.Note, null));
        note.Message.Should().MatchRegex(@"^accepted retrain f{12}… disagrees with the other accepted models, which widens the limits: "
            + @"without it, its score is \d+\.\d+, and the largest of 5 legitimate scores stays below \d\.\d+; "
            + @"see koopman-assert accept \S+net\.credits\.json --list$");
        baseline.Compare(Honest(0.02)).Findings.Should().Contain(note);
    }

    [Test]
    public void Accepted_retrains_that_agree_are_not_remarked_on()
    {
        CreditBaseline baseline = Accepting(Honest(0.1), Honest(-0.1), Honest(0.05), Honest(-0.05));
        AcceptedSet.Disagreement(baseline).Should().BeNull();
        AcceptedSet.Scores(baseline).Should().HaveCount(4);
    }

    private static CreditBaseline Accepting(params CreditReport[] retrains) =>
        CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled()), Elsewhere).Accept(retrains, "chosen");

    private static CreditReport Honest(double shift) => Retrain((char)('a' + (int)Math.Round((shift + 0.1) * 20)), shift);

    private static CreditReport Retrain(char digit, double shift) => Fabricated.Report(
        AnalysisSettings.Regression, new string(digit, 64), Fabricated.SamplesHash, 400, [],
        Fabricated.Profiled("fc1", shift, shift, shift, shift, shift));

    private static IReadOnlyList<Finding> Compare(BlockCredit accepted, BlockCredit current) =>
        CreditBaseline.Create(Fabricated.Report(accepted), Elsewhere).Compare(Fabricated.Report(current)).Findings;
}
