using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Which figures a baseline stores, what they are called, and how far retrains are assumed to move them.</summary>
[TestFixture]
internal sealed class FigureRuleTests
{
    [Test]
    public void Each_kind_has_one_rule_in_the_order_of_the_kinds()
    {
        FigureRule.All.Select(r => r.Kind).Should().Equal(Enum.GetValues<FigureKind>());
        Enum.GetValues<FigureKind>().Should().OnlyContain(kind => FigureRule.For(kind).Kind == kind);
        FigureRule.All.Select(r => r.Name).Should().Equal(
            Enum.GetNames<FigureKind>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]), "baselines have them in camel case");
        FigureRule.All.Select(r => r.Words).Should().OnlyHaveUniqueItems().And.OnlyContain(words => words.Length > 0);
        FigureRule.All.Select(r => r.Sentence).Should().OnlyHaveUniqueItems().And.OnlyContain(s => s.EndsWith('.'));
        FigureRule.All.Where(r => !r.IsShare && r.Scope != FigureScope.Outputs).Should().OnlyContain(r => r.Unit == "nats");
    }

    [TestCase(FigureKind.Share, "probability")]
    [TestCase(FigureKind.Churn, "share of samples")]
    [TestCase(FigureKind.Accuracy, "share of samples")]
    [TestCase(FigureKind.WorstRecall, "share of samples")]
    [TestCase(FigureKind.ChangedClasses, "of the samples")]
    public void Shares_are_no_logarithms(FigureKind kind, string unit)
    {
        FigureRule.For(kind).Unit.Should().Be(unit);
        FigureRule.All.Where(r => r.IsShare).Select(r => r.Kind).Should().Contain(kind).And.HaveCount(5);
    }

    [TestCase(FigureKind.OutputChange, "times the variation of the accepted outputs", "output change")]
    [TestCase(FigureKind.OutputGeometry, "times the accepted inner products", "output geometry")]
    [TestCase(FigureKind.LeadingCredit, "nats", "leading credit")]
    [TestCase(FigureKind.CrossEntropy, "nats", "log cross-entropy")]
    [TestCase(FigureKind.OutputError, "nats", "log root mean square error")]
    [TestCase(FigureKind.WorstRecall, "share of samples", "worst class's recall")]
    public void Messages_have_words_for_it(FigureKind kind, string unit, string words) =>
        (FigureRule.For(kind).Unit, FigureRule.For(kind).WordsFor(0)).Should().Be((unit, words));

    [Test]
    public void A_block_has_three_figures_and_two_of_each_weight_tensor()
    {
        Names(FigureRule.OfBlock(0)).Should().Be("leadingCredit operatorGain activationLevel");
        Names(FigureRule.OfBlock(2)).Should().Be(
            "leadingCredit operatorGain activationLevel weightNorm1 weightNorm2 weightVolume1 weightVolume2");
    }

    [TestCase(0, false, "networkCredit")]
    [TestCase(0, true, "networkCredit outputError")]
    [TestCase(3, false, "networkCredit doubt share0 share1 share2 churn")]
    [TestCase(3, true, "networkCredit doubt share0 share1 share2 churn crossEntropy accuracy worstRecall")]
    [TestCase(33, false, "networkCredit doubt churn")]
    [TestCase(33, true, "networkCredit doubt churn crossEntropy accuracy worstRecall")]
    public void A_network_has_those_of_its_classes_and_labels(int classes, bool labelled, string names) =>
        Names(FigureRule.OfNetwork(classes, labelled)).Should().Be(names);

    [Test]
    public void Up_to_32_classes_have_shares() =>
        FigureRule.OfNetwork(32).Count(f => f.Kind == FigureKind.Share).Should().Be(32);

    [TestCase(FigureKind.WeightNorm, 1, "weightNorm1", "weight norm")]
    [TestCase(FigureKind.WeightNorm, 2, "weightNorm2", "weight norm 2")]
    [TestCase(FigureKind.Share, 0, "share0", "share of class 0")]
    [TestCase(FigureKind.Share, 1, "share1", "share of class 1")]
    [TestCase(FigureKind.Doubt, 0, "doubt", "doubt")]
    public void Names_have_numbers_and_words_where_there_are_several(FigureKind kind, int number, string name, string words)
    {
        FigureRule.For(kind).NameOf(number).Should().Be(name);
        FigureRule.For(kind).WordsFor(number).Should().Be(words);
        new Figure(kind, number, 0).Name.Should().Be(name);
    }

    // The table of Drift/README: a part that all units share, and one that their number averages out.
    [TestCase(FigureKind.LeadingCredit, null, 0.3)]
    [TestCase(FigureKind.LeadingCredit, 25L, 0.3162277660168379)]
    [TestCase(FigureKind.OperatorGain, 25L, 0.05)]
    [TestCase(FigureKind.ActivationLevel, 25L, 0.06)]
    [TestCase(FigureKind.WeightNorm, 100L, 0.0424264068711929)]
    [TestCase(FigureKind.WeightVolume, 100L, 0.0390512483795333)]
    [TestCase(FigureKind.NetworkCredit, null, 0.55)]
    [TestCase(FigureKind.Doubt, null, 0.15)]
    [TestCase(FigureKind.Share, null, 0.01)]
    [TestCase(FigureKind.Churn, null, 0.05)]
    [TestCase(FigureKind.CrossEntropy, null, 0.15)]
    [TestCase(FigureKind.OutputError, null, 0.1)]
    [TestCase(FigureKind.OutputChange, null, 0)]
    [TestCase(FigureKind.OutputGeometry, null, 0)]
    [TestCase(FigureKind.ChangedClasses, null, 0)]
    public void The_prior_deviation(FigureKind kind, long? units, double deviation) =>
        FigureRule.For(kind).Prior(new FigureSize(10, 5, units)).Should().BeApproximately(deviation, 1e-15);

    // √(p(1 − p)/n) for p = (right + 1)/(n + 2): 49, 98 and none of 98.
    [TestCase(0.5, 0.0505076272276105)]
    [TestCase(1, 0.0100508909139074)]
    [TestCase(0, 0.0100508909139074)]
    public void That_of_a_share_of_samples_is_binomial(double accepted, double deviation)
    {
        FigureRule.For(FigureKind.Accuracy).Prior(new FigureSize(10, 5, null) { Accepted = accepted, Samples = 98 })
            .Should().BeApproximately(deviation, 1e-15);
        FigureRule.For(FigureKind.WorstRecall).Prior(new FigureSize(10, 5, null) { Accepted = accepted, Samples = 5 * 98 })
            .Should().BeApproximately(deviation, 1e-15, "it is that of one class of five");
        FigureRule.For(FigureKind.WorstRecall).Prior(new FigureSize(10, 0, null) { Accepted = accepted, Samples = 98 })
            .Should().BeApproximately(deviation, 1e-15);
    }

    private static string Names(IReadOnlyList<(FigureKind Kind, int Number)> figures) =>
        string.Join(' ', figures.Select(f => FigureRule.For(f.Kind).NameOf(f.Number)));
}
