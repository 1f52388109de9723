using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Every rule needs a block, a block without a learnt tolerance a rule, and no rule may be tighter than rounding.</summary>
[TestFixture]
internal sealed class ToleranceCheckTests
{
    private const double Floor = 1e-3;

    private static readonly StatedTolerance Loose = new("fc1", 1, ToleranceUnit.Block);

    [Test]
    public void A_rule_without_a_block_is_refused_with_the_names_to_choose_from()
    {
        BaselineException refused =
            Refused<BaselineException>(null, [Loose, new("conv*", 1, ToleranceUnit.Block)], Block("fc2"), Block("fc1"));
        refused.Code.Should().Be(DiagnosticCodes.RuleMatchesNothing);
        refused.Problem.Should().Be("has a tolerance for 'conv*', which matches no block.");
        refused.WayOut.Should().Be("Correct or remove the rule; the blocks are: fc2, fc1.");
    }

    [Test]
    public void A_rule_for_all_needs_no_block_of_its_own() => Verify(null, [Loose, StatedTolerance.Default], Block("fc1"));

    [Test]
    public void One_block_that_it_matches_is_enough() =>
        Verify(null, [new StatedTolerance("fc*", 1, ToleranceUnit.Block)], Block("fc1"), Block("fc2"));

    [Test]
    public void A_block_without_a_rule_is_refused_at_its_line()
    {
        BaselineException refused = Refused<BaselineException>(null, [Loose], Block("fc1"), Block("fc2") with { Line = 9, Column = 5 });
        (refused.Code, refused.Line, refused.Column).Should().Be((DiagnosticCodes.RuleMatchesNothing, 9, 5));
        refused.Problem.Should().Be("has no tolerance that matches the block 'fc2'.");
        refused.WayOut.Should().Be("Add a rule for it, or one for '*' at the end.");
    }

    [Test]
    public void A_learnt_tolerance_needs_no_rules() => Verify(new LearntTolerance(), [], Block("fc1"));

    // What is learnt holds for blocks, not for their kernels.
    [Test]
    public void Kernels_need_a_rule_beside_it()
    {
        BaselineBlock kernels = Block("fc1") with { Kernels = [new KernelCredit(0, 1, 1) { NoiseFloor = 1e-6 }] };
        Refused<BaselineException>(new LearntTolerance(), [], kernels).Problem.Should()
            .Contain("no tolerance that matches the block 'fc1'");
        Verify(new LearntTolerance(), [Loose], kernels);
    }

    // A block of rank 4, so that 0.0015 nats per dimension are six floors of a thousandth.
    [TestCase("0.0015")]
    [TestCase("0.006nats")]
    public void Six_noise_floors_are_allowed(string rule) => Verify(null, [StatedTolerance.Parse(rule)], Block("fc1"));

    [TestCase("0.00149", "0.00596")]
    [TestCase("0.0059nats", "0.0059")]
    public void Less_is_refused_and_says_what_is_enough(string rule, string allowed)
    {
        SettingsException refused = Refused<SettingsException>(
            new LearntTolerance(), [StatedTolerance.Parse(rule)], Block("fc1") with { Line = 9, Column = 5 });
        (refused.Code, refused.Line, refused.Column).Should().Be((DiagnosticCodes.ToleranceBelowNoise, 9, 5));
        refused.Problem.Should().Be(
            $"allows the block 'fc1' {allowed} nats (rule '*'), but float32 rounding alone can move its credit by 0.006 nats.");
        refused.WayOut.Should().Be("Allow at least 0.006 nats: --tolerance \"fc1=0.006nats\", or a rule under \"tolerance\" in the file.");
    }

    [TestCase(0.002057, "0.013")]
    [TestCase(0.2057, "1.3")]
    [TestCase(20.57, "130")]
    public void What_is_enough_has_two_digits_and_is_never_too_little(double floor, string enough) =>
        Refused<SettingsException>(null, [new("*", 1e-9, ToleranceUnit.Block)], Block("fc1") with { NoiseFloor = floor }).WayOut.Should()
            .StartWith($"Allow at least {enough} nats:");

    private static TException Refused<TException>(LearntTolerance? learnt, StatedTolerance[] rules, params BaselineBlock[] blocks)
        where TException : KoopmanAssertException =>
        FluentActions.Invoking(() => Verify(learnt, rules, blocks)).Should().Throw<TException>().Which;

    private static void Verify(LearntTolerance? learnt, StatedTolerance[] rules, params BaselineBlock[] blocks) => ToleranceCheck.Verify(
        new CreditBaseline(
            "net.credits.json",
            new FileIdentity("net.onnx", Fabricated.ModelHash),
            new FileIdentity("samples.npy", Fabricated.SamplesHash),
            400,
            AnalysisSettings.Regression,
            new Tolerance { Learnt = learnt, Stated = rules },
            blocks,
            BaselineNetwork.Create(Fabricated.Network),
            []));

    private static BaselineBlock Block(string name) => BaselineBlock.Create(Fabricated.Block(name, noise: Floor), keepsKernels: false);
}
