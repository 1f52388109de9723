using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

public class ToleranceTests
{
    [TestCase("0.15", "*", 0.15, ToleranceUnit.Dimension)]
    [TestCase("3nats", "*", 3, ToleranceUnit.Block)]
    [TestCase("1e-3", "*", 1e-3, ToleranceUnit.Dimension)]
    [TestCase("conv*=0.2", "conv*", 0.2, ToleranceUnit.Dimension)]
    [TestCase("layer=1=2.5nats", "layer=1", 2.5, ToleranceUnit.Block)]
    public void A_rule_is_nats_a_dimension_or_a_block_for_a_glob(string text, string blocks, double nats, ToleranceUnit per) =>
        StatedTolerance.Parse(text).Should().Be(new StatedTolerance(blocks, nats, per));

    [TestCase("")]
    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("NaN")]
    [TestCase("1e999")]
    [TestCase("Infinity")]
    [TestCase("0,15")]
    [TestCase("nats")]
    [TestCase("=0.15")]
    [TestCase("conv*=")]
    [TestCase("3 nat")]
    public void Anything_else_is_refused(string text) =>
        FluentActions.Invoking(() => StatedTolerance.Parse(text)).Should().Throw<SettingsException>().Which.Code.Should()
            .Be(DiagnosticCodes.Usage);

    [Test]
    public void A_rule_must_be_positive_and_finite([Values(0, -1, double.NaN, double.PositiveInfinity)] double nats) =>
        FluentActions.Invoking(() => new StatedTolerance("*", nats, ToleranceUnit.Block)).Should().Throw<SettingsException>();

    [Test]
    public void Nats_a_dimension_grow_with_the_rank_and_nats_a_block_do_not()
    {
        new StatedTolerance("*", 0.15, ToleranceUnit.Dimension).Allowed(40).Should().BeApproximately(6, 1e-12);
        new StatedTolerance("*", 0.15, ToleranceUnit.Block).Allowed(40).Should().Be(0.15);
    }

    [Test]
    public void The_first_rule_that_matches_wins()
    {
        StatedTolerance one = new("conv1", 1, ToleranceUnit.Block), conv = new("conv*", 2, ToleranceUnit.Block);
        Tolerance tolerance = new() { Stated = [one, conv] };
        (tolerance.RuleFor("conv1"), tolerance.RuleFor("conv2"), tolerance.RuleFor("fc1")).Should().Be((one, conv, null));
    }

    [Test]
    public void Stated_rules_have_the_default_behind_them_unless_one_is_for_all()
    {
        StatedTolerance conv = new("conv*", 2, ToleranceUnit.Block), all = new("*", 9, ToleranceUnit.Block);
        Tolerance.FromRules([conv], null).Stated.Should().Equal(conv, StatedTolerance.Default);
        Tolerance.FromRules([conv, all], 3).Stated.Should().Equal(conv, all);
        Tolerance.FromRules([], null).Stated.Should().Equal(StatedTolerance.Default);
        StatedTolerance.Default.Should().Be(new StatedTolerance("*", 0.15, ToleranceUnit.Dimension));
    }

    [Test]
    public void A_rank_change_below_zero_is_refused()
        => FluentActions.Invoking(() => new Tolerance { RankChange = -1 }).Should().Throw<SettingsException>();
}
