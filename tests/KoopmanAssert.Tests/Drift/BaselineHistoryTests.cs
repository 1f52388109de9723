using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The figures of the models that a baseline accepted over the years, and which of them creep.</summary>
[TestFixture]
internal sealed class BaselineHistoryTests
{
    private const double FalseAlarms = 0.05;

    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    [Test]
    public void Each_model_is_there_once_in_the_order_of_the_versions_that_had_it_first()
    {
        BaselineVersion first = Version(1, Baseline('a', 0)), second = Version(2, first.Baseline.Accept(Model('b', 0.01)));
        BaselineVersion third = Version(3, Baseline('c', 0.02).Accept(Model('b', 0.01)));
        var history = BaselineHistory.Create([first, second, third]);
        history.Models.Should().Equal(
            new AcceptedModel(first, Hash('a')), new AcceptedModel(second, Hash('b')), new AcceptedModel(third, Hash('c')));
        history.Newest.Should().BeSameAs(third.Baseline);
        Gain(history).Values.Should().Equal([(0, 0), (1, 0.01), (2, 0.02)], Same);
        history.Parts.Should().Equal("fc1", null);
        history.FalseAlarms.Should().Be(FalseAlarms);
    }

    [Test]
    public void A_figure_that_rises_with_each_model_creeps_and_the_others_do_not()
    {
        BaselineHistory history = Rising(8);
        history.Creeping.Select(f => (f.Block, f.Figure.Kind)).Should().Equal(("fc1", FigureKind.OperatorGain));
        FigureHistory gain = Gain(history);
        gain.Trend.Tau.Should().Be(1);
        gain.Trend.Slope.Should().BeApproximately(0.01, 1e-9);
        history.MainOf("fc1").Should().BeSameAs(gain);
        history.MainOf(null).Block.Should().BeNull();
        gain.Words.Should().Be("operator gain");
    }

    // Six rising values have a probability of 0.0085, seven of 0.0027. Six figures have a history, five of the block and one of the
    // network, so each may have 0.05 / 6 = 0.0083.
    [TestCase(6, false)]
    [TestCase(7, true)]
    public void The_probability_is_held_against_the_rate_of_false_alarms_over_all_figures(int models, bool creeps) =>
        Gain(Rising(models)).Creeps.Should().Be(creeps);

    // Six figures may each have 0.2 / 6 = 0.033.
    [Test]
    public void A_baseline_that_allows_more_false_alarms_says_so_earlier()
    {
        var history = BaselineHistory.Create([.. Enumerable.Range(0, 6).Select(i => Version(
            i + 1, CreditBaseline.Create(Model((char)('a' + i), 0.01 * i), Elsewhere, Allowing(0.2))))]);
        history.FalseAlarms.Should().Be(0.2);
        Gain(history).Creeps.Should().BeTrue();
    }

    // The gain falls once on its way, so its trend is less rare than that of the level.
    [Test]
    public void The_rarest_trend_comes_first()
    {
        double[] gains = [0, 0.01, 0.03, 0.02, 0.04, 0.05, 0.06, 0.07];
        var history = BaselineHistory.Create([.. gains.Select((gain, i) => Version(i + 1, CreditBaseline.Create(
            Fabricated.Report(
                AnalysisSettings.Regression, Hash((char)('a' + i)), Fabricated.SamplesHash, 400, [],
                Fabricated.Profiled(gain: gain, level: 0.01 * i)),
            Elsewhere)))]);
        history.Creeping.Select(f => f.Figure.Kind).Should().Equal(FigureKind.ActivationLevel, FigureKind.OperatorGain);
        history.MainOf("fc1").Figure.Kind.Should().Be(FigureKind.ActivationLevel);
    }

    [Test]
    public void What_depends_on_the_newest_answers_alone_has_no_history()
    {
        CreditReport Classifier(char digit) =>
            Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier(), Hash(digit));
        var history = BaselineHistory.Create([Version(1, CreditBaseline.Create(Classifier('a'), Elsewhere).Accept(Classifier('b')))]);
        history.Figures.Where(f => f.Block is null).Select(f => f.Figure.Kind).Should().Equal(
            FigureKind.NetworkCredit, FigureKind.Doubt, FigureKind.Share, FigureKind.Share);
    }

    [Test]
    public void A_block_that_an_older_version_lacks_begins_with_the_version_that_has_it()
    {
        CreditReport grown = Fabricated.Report(
            AnalysisSettings.Regression, Hash('b'), Fabricated.SamplesHash, 400, [], Fabricated.Profiled("fc0"), Fabricated.Profiled());
        var history = BaselineHistory.Create([Version(1, Baseline('a', 0)), Version(2, CreditBaseline.Create(grown, Elsewhere))]);
        history.Parts.Should().Equal("fc0", "fc1", null);
        history.Figures.Where(f => f.Block == "fc0").Should().OnlyContain(f => f.Values.Count == 1 && f.Values[0].Model == 1);
        Gain(history).Values.Select(v => v.Model).Should().Equal(0, 1);
    }

    [Test]
    public void Fewer_values_than_six_never_creep()
    {
        BaselineHistory history = Rising(5);
        history.Creeping.Should().BeEmpty();
        Gain(history).Trend.Tau.Should().Be(1);
    }

    [Test]
    public void Values_on_other_samples_are_left_out()
    {
        CreditReport elsewhere = Fabricated.Report(
            AnalysisSettings.Regression, Hash('a'), new string('9', 64), 400, [], Fabricated.Profiled(gain: 5));
        var history = BaselineHistory.Create(
            [Version(1, CreditBaseline.Create(elsewhere, Elsewhere)), Version(2, Baseline('b', 0.02))]);
        history.Models.Should().HaveCount(2);
        Gain(history).Values.Should().Equal([(1, 0.02)], Same);
    }

    [Test]
    public void Sums_over_another_half_are_left_out_and_other_figures_stay()
    {
        CreditReport wide = Fabricated.Report(AnalysisSettings.Regression, Hash('a'), Fabricated.SamplesHash, 400, [],
            Fabricated.Block("fc1", 8, 6, 4));
        CreditReport narrow = Fabricated.Report(AnalysisSettings.Regression, Hash('b'), Fabricated.SamplesHash, 400, [],
            Fabricated.Block("fc1", 8, 6, 1));
        var history = BaselineHistory.Create(
            [Version(1, CreditBaseline.Create(wide, Elsewhere)), Version(2, CreditBaseline.Create(narrow, Elsewhere))]);
        Values(history, FigureKind.LeadingCredit).Should().Equal(1);
        Values(history, FigureKind.ActivationLevel).Should().Equal(0, 1);
    }

    [Test]
    public void The_newest_value_is_told_as_a_part_of_what_is_allowed()
    {
        FigureHistory gain = Gain(BaselineHistory.Create([Version(1, Baseline('a', 0).Accept(Model('b', 0.02)))]));
        gain.Values[^1].Value.Should().BeApproximately(0.02, 1e-9);
        gain.OfAllowed.Should().BeApproximately(Math.Abs(gain.Values[^1].Value - gain.Mean) / gain.Allowed, 1e-12).And.BeGreaterThan(0);
        (gain with { Allowed = 0 }).OfAllowed.Should().Be(0);
    }

    // Models of which only the gain differs, by 0.01 nats each time.
    private static BaselineHistory Rising(int models) => BaselineHistory.Create(
        [.. Enumerable.Range(0, models).Select(i => Version(i + 1, Baseline((char)('a' + i), 0.01 * i)))]);

    private static BaselineVersion Version(int day, CreditBaseline baseline) => new($"{day}", new DateOnly(2026, 1, day), baseline);

    private static CreditBaseline Baseline(char digit, double gain) =>
        CreditBaseline.Create(Model(digit, gain), Elsewhere, Allowing(FalseAlarms));

    private static Tolerance Allowing(double falseAlarms) => new() { Learnt = new LearntTolerance { FalseAlarms = falseAlarms } };

    private static CreditReport Model(char digit, double gain) => Fabricated.Report(
        AnalysisSettings.Regression, Hash(digit), Fabricated.SamplesHash, 400, [], Fabricated.Profiled(gain: gain));

    private static FigureHistory Gain(BaselineHistory history) =>
        history.Figures.Single(f => f is { Block: "fc1", Figure.Kind: FigureKind.OperatorGain });

    private static IEnumerable<int> Values(BaselineHistory history, FigureKind kind) =>
        history.Figures.Single(f => f.Block == "fc1" && f.Figure.Kind == kind).Values.Select(v => v.Model);

    private static bool Same((int Model, double Value) a, (int Model, double Value) b) =>
        a.Model == b.Model && Math.Abs(a.Value - b.Value) < 1e-9;

    private static string Hash(char digit) => new(digit, 64);
}
