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
    {
        FluentActions.Invoking(() => new Tolerance { RankChange = -1 }).Should().Throw<SettingsException>();
        new Tolerance { RankChange = 0 }.RankChange.Should().Be(0);
        new Tolerance { RankChange = int.MaxValue }.RankChange.Should().Be(int.MaxValue);
        new Tolerance().RankChange.Should().BeNull();
    }

    [TestCase("conv*=0.2", "0.2 nats per dimension", "0.2 nats per dimension, rule 'conv*'")]
    [TestCase("3nats", "3 nats per block", "3 nats per block, rule '*'")]
    public void A_rule_is_said_in_words(string text, string said, string words)
    {
        var rule = StatedTolerance.Parse(text);
        (rule.ToString(), rule.Words).Should().Be((said, words));
    }

    [Test]
    public void What_is_refused_is_quoted_with_what_can_be_read() =>
        FluentActions.Invoking(() => StatedTolerance.Parse("conv*=x")).Should().Throw<SettingsException>().Which.Message.Should()
            .Contain("conv*=x").And.Contain("nats per dimension such as 0.15, or nats per block such as 3nats, also as GLOB=0.15");

    [Test]
    public void What_is_refused_is_named_as_the_option()
    {
        foreach ((Action wrong, string message) in new (Action, string)[]
        {
            (() => StatedTolerance.Parse("x"), "'tolerance' cannot be 'x'"),
            (() => _ = new StatedTolerance("*", -1, ToleranceUnit.Block), "'tolerance' cannot be '-1'. Use a number of nats above 0"),
            (() => _ = new Tolerance { RankChange = -1 }, "'rankChange' cannot be '-1'"),
        })
        {
            wrong.Should().Throw<SettingsException>().Which.Message.Should().Contain(message);
        }
    }

    [Test]
    public void No_rule_is_read_of_no_text() =>
        FluentActions.Invoking(() => StatedTolerance.Parse(null!)).Should().Throw<ArgumentNullException>();

    [TestCase(0, false)]
    [TestCase(1e-9, true)]
    [TestCase(0.5, true)]
    [TestCase(0.51, false)]
    [TestCase(double.NaN, false)]
    public void False_alarms_are_a_rate_above_0_up_to_a_half(double rate, bool isOne)
    {
        Func<LearntTolerance> learnt = () => new LearntTolerance { FalseAlarms = rate };
        if (isOne)
        {
            learnt().FalseAlarms.Should().Be(rate);
        }
        else
        {
            learnt.Should().Throw<SettingsException>().Which.Message.Should().Contain("a rate above 0 up to 0.5");
        }
    }

    [Test]
    public void What_is_learnt_is_the_default()
    {
        (Tolerance.Default.Learnt, Tolerance.Default.Stated.Count, Tolerance.Default.RankChange).Should()
            .Be((new LearntTolerance { FalseAlarms = 0.05, Retraining = Retraining.Auto }, 0, null));
    }
}
