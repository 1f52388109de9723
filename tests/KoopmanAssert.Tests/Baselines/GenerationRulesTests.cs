using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Who stays among the accepted retrains when a new model becomes the accepted one, and which models can follow each other.
/// </summary>
[TestFixture]
internal sealed class GenerationRulesTests
{
    private const string Baseline = "net.credits.json";

    [Test]
    public void The_replaced_model_joins_last_with_its_figures_and_without_their_noise()
    {
        CreditBaseline old = Create('a', gain: 0.5).Accept(Model('b'));

        CreditBaseline renewed = Generations.Renew(old, Model('c'));

        renewed.Model.Sha256.Should().Be(new string('c', 64));
        renewed.Accepted.Select(a => (a.Sha256[0], a.Generation)).Should().Equal(('b', null), ('a', 1));
        AcceptedRetrain joined = renewed.Accepted[1];
        joined.Blocks.Single().Select(f => (f.Name, f.Value)).Should().Equal(old.Blocks.Single().Figures.Select(f => (f.Name, f.Value)));
        joined.Network.Select(f => (f.Name, f.Value)).Should().Equal(old.Network.Figures.Select(f => (f.Name, f.Value)));
        joined.Blocks.Single().Concat(joined.Network).Should().OnlyContain(f => f.NoiseFloor == null);
        joined.Evidence!.Blocks.Should().Equal(old.Blocks.Select(b => b.Evidence!));
        joined.Evidence.Network.Should().Be(old.Network.Evidence);
    }

    [Test]
    public void The_same_model_does_not_join() =>
        Generations.Renew(Create('a').Accept(Model('b')), Model('a')).Accepted.Select(a => a.Sha256[0]).Should().Equal('b');

    [Test]
    public void Where_nothing_is_learnt_no_replaced_model_joins() =>
        Generations.Renew(Create('a', tolerance: Tolerance.FromRules([], null)), Model('b')).Accepted.Should().BeEmpty();

    [Test]
    public void A_retrain_that_becomes_the_accepted_model_leaves_the_retrains() =>
        Generations.Renew(Create('a').Accept(Model('b')).Accept(Model('c')), Model('b')).Accepted.Select(a => a.Sha256[0]).Should()
            .Equal('c', 'a');

    [Test]
    public void Generations_are_numbered_after_the_highest()
    {
        CreditBaseline old = WithGenerations(3, null, 7, 1);
        Generations.Renew(old, Model('f')).Accepted.Select(a => a.Generation).Should().Equal(3, null, 7, 1, 8);
    }

    [Test]
    public void Up_to_nine_generations_all_stay()
    {
        CreditBaseline old = WithGenerations(1, 2, 3, 4, 5, 6, 7, 8);
        Generations.Renew(old, Model('f')).Accepted.Select(a => a.Generation).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    // Whatever their order in the file, and however many were accepted by hand.
    [Test]
    public void Beyond_nine_the_youngest_before_the_one_that_joins_leaves()
    {
        CreditBaseline old = WithGenerations(9, 1, null, 8, 2, 7, null, 3, 6, 4, 5);
        Generations.Renew(old, Model('f')).Accepted.Select(a => a.Generation).Should().Equal(1, null, 8, 2, 7, null, 3, 6, 4, 5, 10);
    }

    [Test]
    public void They_forget_the_lines_of_the_old_file()
    {
        CreditBaseline old = Create('a').Accept(Model('b'));
        old = old.With([.. old.Accepted.Select(a => a with { Line = 12, Column = 5 })]);
        Generations.Renew(old, Model('c')).Accepted.Should().OnlyContain(a => a.Line == null && a.Column == null);
    }

    [Test]
    public void All_follow_to_the_pins_of_the_new_model()
    {
        CreditBaseline old = Create('a', rank: 8).Accept(Model('b', rank: 8));
        CreditBaseline renewed = Generations.Renew(old, Model('c', rank: 4));
        (old.Blocks[0].Half, renewed.Blocks[0].Half).Should().Be((4, 2));
        renewed.Accepted.Should().HaveCount(2).And.OnlyContain(a => a.Blocks[0][0].IsEstimate, "its sum counts four values");
    }

    [Test]
    public void One_that_cannot_follow_holds_the_pins_and_the_model_is_measured_there()
    {
        CreditBaseline old = Create('a', rank: 8).Accept(Model('b', rank: 8));
        old = old.With([.. old.Accepted.Select(a => a with { Evidence = null })]);
        CreditReport report = Model('c', rank: 6);

        CreditBaseline renewed = Generations.Renew(old, report);

        BaselineBlock block = renewed.Blocks.Single();
        block.Half.Should().Be(4);
        block.Figures.Select(f => f.Value).Should().Equal(report.Blocks.Single().Profile!.FiguresAt(4).Select(f => f.Value));
        block.Figures.Should().OnlyContain(f => f.NoiseFloor == 1e-6);
        block.Evidence!.Spectrum.Counted.Should().Be(4);
        renewed.Accepted.Select(a => (a.Sha256[0], a.Evidence is null)).Should().Equal(('b', true), ('a', false));
        renewed.Network.Counted.Should().Be(old.Network.Counted);
    }

    [Test]
    public void One_that_cannot_follow_holds_the_predictions_and_the_figures_count_against_them()
    {
        CreditBaseline old = CreditBaseline.Create(Classes('a', 10, 10), Baseline).Accept(Classes('b', 10, 10));
        old = old.With([.. old.Accepted.Select(a => a with { Evidence = null })]);

        CreditBaseline renewed = Generations.Renew(old, Classes('c', 15, 5));

        renewed.Network.Predictions.Should().Equal(old.Network.Predictions);
        renewed.Network.Evidence!.Predictions.Count(p => p == 0).Should().Be(15);
        renewed.Network.Figures.Single(f => f.Kind == FigureKind.Churn).Value.Should().Be(0.5, "it answers 0 to half of what was 1");
        renewed.Network.Figures.Should().OnlyContain(f => f.NoiseFloor == 1e-6);
    }

    [Test]
    public void A_model_without_evidence_of_all_its_parts_joins_without_any([Values] bool ofNetwork)
    {
        BlockCredit[] blocks = [Fabricated.Profiled("fc1"), Fabricated.Profiled("fc2")];
        var old = CreditBaseline.Create(Report('a', Fabricated.SamplesHash, 400, blocks), Baseline);
        old = new CreditBaseline(
            old.Path, old.Model, old.Samples, old.SampleCount, old.Settings, old.Tolerance,
            [.. old.Blocks.Select((b, i) => ofNetwork || i > 0 ? b : b with { Evidence = null })],
            ofNetwork ? old.Network with { Evidence = null } : old.Network,
            []);
        Generations.Renew(old, Report('b', Fabricated.SamplesHash, 400, blocks)).Accepted.Single().Evidence.Should().BeNull();
    }

    [Test]
    public void What_lies_before_the_update_stays_as_it_is()
    {
        var previous = PreviousGeneration.Packed("", () => [], () => throw new AssertionException("nobody asks for it"));
        CreditBaseline old = Create('a').With([], previous);
        Generations.Renew(old, Model('b')).Previous.Should().BeSameAs(previous);
    }

    [Test]
    public void A_new_tolerance_takes_the_place_of_the_old_one()
    {
        var stated = new Tolerance { Learnt = new LearntTolerance { FalseAlarms = 0.1 }, Stated = [StatedTolerance.Default] };
        Generations.Renew(Create('a'), Model('b'), stated).Tolerance.Should().BeSameAs(stated);
    }

    [Test]
    public void The_same_network_on_the_same_samples_fits() => Generations.Fit(Create('a'), Model('b')).Should().BeTrue();

    [Test]
    public void Nothing_else_fits()
    {
        CreditBaseline old = Create('a');
        BlockCredit block = Fabricated.Profiled();
        var others = new Dictionary<string, CreditReport>
        {
            ["other samples"] = Report('b', new string('9', 64), 400, block),
            ["fewer samples"] = Report('b', Fabricated.SamplesHash, 399, block),
            ["a block more"] = Report('b', Fabricated.SamplesHash, 400, block, Fabricated.Profiled("fc2")),
            ["other weights"] = Report('b', Fabricated.SamplesHash, 400, Fabricated.Weighted("fc1")),
            ["other inputs"] = Report('b', Fabricated.SamplesHash, 400, Resized(block, 9, 6)),
            ["other outputs"] = Report('b', Fabricated.SamplesHash, 400, Resized(block, 8, 7)),
            ["classes"] = Model('b').In(Fabricated.Classifier()),
            ["no network"] = Model('b').In(null),
        };
        others.Where(o => Generations.Fit(old, o.Value)).Select(o => o.Key).Should().BeEmpty();
        Generations.Fit(old, Report('b', Fabricated.SamplesHash, 400, Resized(block, 8, 6))).Should().BeTrue("its name may be another");
    }

    [Test]
    public void As_many_classes_fit_and_other_numbers_do_not()
    {
        var old = CreditBaseline.Create(Classes('a', 10, 10), Baseline);
        Generations.Fit(old, Classes('b', 12, 8)).Should().BeTrue();
        Generations.Fit(old, Classes('b', 10, 5, 5)).Should().BeFalse();
        Generations.Fit(old, Classes('b', 10, 10).In(Fabricated.Network)).Should().BeFalse();
    }

    // Retrains of these generations; null for one that was accepted by hand.
    private static CreditBaseline WithGenerations(params int?[] generations)
    {
        CreditBaseline old = Create('a');
        AcceptedRetrain retrain = old.Accept(Model('b')).Accepted.Single();
        return old.With([.. generations.Select((g, i) => retrain with { Generation = g, Sha256 = new string((char)('0' + i), 64) })]);
    }

    private static CreditBaseline Create(char digit, double gain = 0, int? rank = null, Tolerance? tolerance = null) =>
        CreditBaseline.Create(Model(digit, gain, rank), Baseline, tolerance ?? Tolerance.Default);

    private static CreditReport Model(char digit, double gain = 0, int? rank = null) => Report(
        digit, Fabricated.SamplesHash, 400, rank is { } r ? Fabricated.Block("fc1", 20, 20, r) : Fabricated.Profiled(gain: gain));

    // 20 samples, so many in each class.
    private static CreditReport Classes(char digit, params int[] samples) =>
        Report(digit, Fabricated.SamplesHash, 20, Fabricated.Profiled()).In(Fabricated.Classifier(samples: samples));

    private static BlockCredit Resized(BlockCredit block, int inputs, int outputs) =>
        new("other", inputs, outputs, block.Estimate, block.Profile) { NoiseFloor = block.NoiseFloor, Figures = block.Figures };

    private static CreditReport Report(char digit, string samples, int count, params BlockCredit[] blocks) =>
        Fabricated.Report(AnalysisSettings.Regression, new string(digit, 64), samples, count, [], blocks);
}
