using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A network judged by its accepted retrains; the figures are chosen so that they are known.</summary>
[TestFixture]
internal sealed class LearntComparerTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    private const string Reason = "chosen figures";

    // σ₀ of an 8-by-6 weight: what units share and what each has for itself.
    private static readonly double NormPrior = Math.Sqrt((0.03 * 0.03) + (0.3 * 0.3 / 8));

    [Test]
    public void The_same_figures_hold_with_a_score_of_zero()
    {
        BaselineComparison comparison = Of(Fabricated.Report(Fabricated.Profiled())).Compare(Fabricated.Retrained(Fabricated.Profiled()));
        (comparison.Holds, comparison.Score!.Value, comparison.Score.Retrains, comparison.Verdict).Should().Be((true, 0, 0, null));
        comparison.Findings.Should().BeEmpty();
        comparison.Blocks[0].Rule.Should().BeNull("nothing is stated");
    }

    [Test]
    public void A_network_has_the_five_figures_of_each_block_and_then_its_own()
    {
        CreditReport report = Fabricated.Report(Fabricated.Profiled("conv1"), Fabricated.Profiled("fc1")).In(Fabricated.Classifier());
        DriftScore score = Of(report).Compare(report).Score!;
        score.Figures.Select(f => f.Words).Should().Equal(
            "'conv1' leading credit", "'conv1' operator gain", "'conv1' activation level", "'conv1' weight norm", "'conv1' weight volume",
            "'fc1' leading credit", "'fc1' operator gain", "'fc1' activation level", "'fc1' weight norm", "'fc1' weight volume",
            "network credit", "doubt", "share of class 0", "share of class 1", "churn", "changed classes");
        score.Threshold.Should().Be(RetrainScore.ThresholdOf(5, 0.05), "fifteen figures that move in threes");
    }

    // No analysis gives such figures, but a part of a check is a file, and so is an entry of the cache.
    [Test]
    public void A_figure_that_is_no_number_is_unreliable_and_does_not_hold([Values(double.NaN, double.PositiveInfinity)] double value)
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier());
        CreditReport[] damaged =
        [
            Fabricated.Retrained(Fabricated.Profiled(norm: value)).In(Fabricated.Classifier()),
            Fabricated.Retrained(Fabricated.Profiled()).In(Fabricated.Classifier(doubt: value)),
        ];
        damaged.Select(report => Of(accepted).Compare(report)).Should().AllSatisfy(comparison =>
        {
            comparison.Holds.Should().BeFalse();
            comparison.Findings.Should().ContainSingle(f => f.Code == DiagnosticCodes.Unreliable);
        });
    }

    // Alone, the accepted model allows each figure a t of 4 degrees of freedom whose deviation is √2 prior ones.
    [Test]
    public void Without_a_retrain_each_figure_has_its_prior()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier(samples: [10, 10, 20]));
        CreditReport moved = Fabricated.Retrained(Fabricated.Profiled("fc1", 0.1, 0.1, 0.1, 0.1, 0.1))
            .In(Fabricated.Classifier(0.1, -1.9, 10, 10, 20), new string('3', 64));
        double[] priors =
        [
            Math.Sqrt((0.03 * 0.03) + (0.05 * 0.05 / 8)), 0.05, 0.06, NormPrior,
            Math.Sqrt((0.025 * 0.025) + (0.3 * 0.3 / 8)), 0.055 * 2, 0.15,
        ];
        Of(accepted).Compare(moved).Score!.Figures.Take(7).Select(f => f.Z).Should()
            .Equal(priors.Select(p => Z(0.1 / p / Math.Sqrt(2), 4)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Test]
    public void Each_weight_has_the_prior_of_its_own_units_and_the_credit_that_of_the_narrowest()
    {
        CreditReport Model(char digit, double shift)
        {
            WeightProfile wide = Fabricated.Weight(shift, 0), narrow = Fabricated.Weight(shift, 1) with { Shape = [2, 6] };
            BlockCredit block = Fabricated.Weighted("fc1", wide, narrow);
            return Fabricated.Report(AnalysisSettings.Regression, new string(digit, 64), Fabricated.SamplesHash, 400, [], block);
        }

        double narrowNorm = Math.Sqrt((0.03 * 0.03) + (0.3 * 0.3 / 2));
        IReadOnlyList<FigureComparison> figures = Of(Model('1', 0)).Compare(Model('3', 0.1)).Score!.Figures;
        figures.Where(f => f.Figure.Kind == FigureKind.WeightNorm).Select(f => f.Z).Should()
            .Equal([Z(0.1 / NormPrior / Math.Sqrt(2), 4), Z(0.1 / narrowNorm / Math.Sqrt(2), 4)], (a, b) => Math.Abs(a - b) < 1e-9);
        double allowed = figures.Single(f => f.Figure.Kind == FigureKind.LeadingCredit).Allowed;
        double gain = figures.Single(f => f.Figure.Kind == FigureKind.OperatorGain).Allowed;
        (allowed / gain).Should().BeApproximately(Math.Sqrt((0.03 * 0.03) + (0.05 * 0.05 / 2)) / 0.05, 1e-9);
    }

    [Test]
    public void Classes_have_the_names_that_the_model_states()
    {
        CreditReport report = Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier());
        CreditBaseline baseline = Of(report);
        DriftScore score = LearntComparer.Score(baseline, LearntComparer.Retrain(baseline, report), new LearntTolerance(), ["cat", "dog"]);
        score.Figures.Where(f => f.Figure.Kind == FigureKind.Share).Select(f => f.ClassName).Should().Equal("'cat'", "'dog'");
        score.Figures.Where(f => f.Figure.Kind != FigureKind.Share).Select(f => f.ClassName).Should().OnlyContain(name => name == null);
    }

    // Of three accepted retrains, two continue from others; a stated way of retraining counts them all.
    [TestCase(Retraining.Auto, 1)]
    [TestCase(Retraining.Fresh, 3)]
    public void Only_founders_say_how_far_fresh_retrains_move(Retraining retraining, int retrains)
    {
        CreditReport Model(char digit, int weights) => Fabricated.Report(
            AnalysisSettings.Regression, new string(digit, 64), Fabricated.SamplesHash, 400, [],
            Fabricated.Profiled(weights: [.. SeededMatrices.Uniform(8, 6, weights).Values]));
        var tolerance = new Tolerance { Learnt = new LearntTolerance { Retraining = retraining } };
        CreditBaseline baseline = CreditBaseline.Create(Model('1', 1), Elsewhere, tolerance)
            .Accept([Model('a', 1), Model('b', 2), Model('c', 2)], Reason);
        baseline.Compare(Model('d', 3)).Score!.Retrains.Should().Be(retrains);
    }

    [Test]
    public void Continued_retraining_moves_half_as_far()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled());
        double Judged(Retraining retraining, double norm)
        {
            var tolerance = new Tolerance { Learnt = new LearntTolerance { Retraining = retraining } };
            CreditReport retrained = Fabricated.Retrained(Fabricated.Profiled(norm: norm));
            return CreditBaseline.Create(accepted, Elsewhere, tolerance).Compare(retrained).Score!.Figures[3].Z;
        }

        Judged(Retraining.Continued, 0.05).Should().BeApproximately(Judged(Retraining.Fresh, 0.1), 1e-9).And.BePositive();
    }

    [Test]
    public void A_rate_of_false_alarms_that_is_higher_allows_less()
    {
        CreditReport report = Fabricated.Report(Fabricated.Profiled());
        double Threshold(double rate)
        {
            var tolerance = new Tolerance { Learnt = new LearntTolerance { FalseAlarms = rate } };
            return CreditBaseline.Create(report, Elsewhere, tolerance).Compare(report).Score!.Threshold;
        }

        Threshold(0.2).Should().BeLessThan(Threshold(0.05)).And.Be(RetrainScore.ThresholdOf(2, 0.2));
    }

    [TestCase(0)]
    [TestCase(-0.1)]
    [TestCase(0.51)]
    [TestCase(double.NaN)]
    public void A_rate_of_false_alarms_out_of_range_is_refused(double rate) =>
        FluentActions.Invoking(() => new LearntTolerance { FalseAlarms = rate }).Should().Throw<SettingsException>().Which.Code.Should()
            .Be(DiagnosticCodes.Usage);

    // A floor of 0.1 nats leaves 0.6 undecided, far more than the prior allows; there |z| is the threshold.
    [Test]
    public void An_allowed_range_below_six_noise_floors_is_widened_to_them_and_says_so()
    {
        FigureComparison Norm(double norm, double noise) => Of(Fabricated.Report(Fabricated.Profiled(noise: noise)))
            .Compare(Fabricated.Retrained(Fabricated.Profiled(norm: norm))).Score!.Figures[3];
        FigureComparison widened = Norm(0.6, 0.1);
        (widened.IsWidened, widened.Allowed, Norm(0.6, 1e-6).IsWidened).Should().Be((true, 6 * 0.1, false));
        widened.Z.Should().BeApproximately(RetrainScore.ThresholdOf(2, 0.05), 0.2).And.BeLessThan(Norm(0.6, 1e-6).Z);
    }

    [Test]
    public void Accepted_retrains_move_the_mean_and_widen_what_they_vary_in()
    {
        CreditBaseline alone = Of(Fabricated.Report(Fabricated.Profiled())), learnt = With(alone, 0.5, -0.5, 0.7, 0.3);
        CreditReport candidate = Fabricated.Retrained(Fabricated.Profiled(gain: 0.6));
        FigureComparison before = alone.Compare(candidate).Score!.Figures[1], after = learnt.Compare(candidate).Score!.Figures[1];
        before.Mean.Should().Be(0);
        after.Mean.Should().BeApproximately((0 + 0.5 - 0.5 + 0.7 + 0.3) / 5, 1e-9);
        after.Allowed.Should().BeGreaterThan(2 * before.Allowed);
        learnt.Compare(candidate).Score!.Retrains.Should().Be(4);
    }

    [Test]
    public void A_block_that_moved_fails_by_its_name_with_its_own_figure_first_and_the_rest_as_notes()
    {
        CreditBaseline baseline = Of(Fabricated.Report(Fabricated.Profiled("a"), Fabricated.Profiled("b"), Fabricated.Profiled("c")));
        BaselineComparison comparison = baseline.Compare(Fabricated.Retrained(
            Fabricated.Profiled("a"),
            Fabricated.Profiled("b", gain: 1, level: 1, norm: 1),
            Fabricated.Profiled("c", gain: 0.9, level: 0.9)));
        comparison.Findings.Select(f => (f.Code, f.Severity, f.Block)).Should().Equal(
            (DiagnosticCodes.CreditDrift, FindingSeverity.Error, "b"), (DiagnosticCodes.CreditDrift, FindingSeverity.Note, "c"));
        comparison.Verdict!.Beyond.Should().OnlyContain(f => f.IsBeyond).And.HaveCount(5);
        comparison.Findings[0].Message.Should()
            .StartWith("block 'b' (L2S, 8 → 6): operator gain 1.000 nats; accepted mean 0.000, allowed −")
            .And.Contain("(built-in estimates); z = ")
            .And.Contain("; also beyond their ranges: ")
            .And.EndWith("; only 'b' differs from the accepted model: all other blocks have exactly its weights");
        comparison.Findings[1].Message.Should().StartWith("block 'c', downstream of 'b', also moved: operator gain 0.900 nats;");
        comparison.Blocks.Select(b => b.Findings.Count).Should().Equal(0, 1, 1);
        (comparison.HasDrifted, comparison.Verdict.Fault).Should().Be((true, "b"));
    }

    [Test]
    public void A_change_that_only_the_output_shows_is_a_verdict_of_its_own()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier(samples: [20, 20]));
        CreditReport moved = Fabricated.Retrained(Fabricated.Profiled()).In(Fabricated.Classifier(0, -2, 40, 0), new string('3', 64));
        Finding finding = Of(accepted).Compare(moved).Findings.Should().ContainSingle().Which;
        (finding.Code, finding.Block, finding.IsDrift).Should().Be((DiagnosticCodes.OutputBehaviour, null, true));
        finding.Message.Should().StartWith("the network has changed as a whole: changed classes 0.500 of the samples, allowed 0.100 ")
            .And.Contain("; also beyond their ranges: share of class 0, share of class 1, churn");
    }

    // The floor of 1e-6 leaves 6e-6 undecided.
    [TestCase(5e-6, null)]
    [TestCase(8e-6, FindingSeverity.Note)]
    [TestCase(3, FindingSeverity.Error)]
    public void Other_figures_of_the_same_model_are_the_environment(double nats, FindingSeverity? severity)
    {
        BaselineComparison comparison = Of(Fabricated.Report(Fabricated.Profiled())).Compare(
            Fabricated.Report(Fabricated.Profiled(gain: nats, level: nats, norm: nats)));
        comparison.Findings.Select(f => (f.Code, (FindingSeverity?)f.Severity, f.Block)).Should()
            .Equal(Enumerable.Repeat((DiagnosticCodes.EnvironmentChanged, severity, (string?)"fc1"), severity is null ? 0 : 3));
        (comparison.HasDrifted, comparison.Holds).Should().Be((false, severity != FindingSeverity.Error));
    }

    [Test]
    public void An_accepted_retrain_in_the_place_of_the_model_holds_and_with_other_figures_is_the_environment()
    {
        CreditBaseline baseline = With(Of(Fabricated.Report(Fabricated.Profiled())), 3);
        CreditReport retrain = Retrain('a', 3), other = Retrain('a', 3.001);
        baseline.Compare(retrain).Findings.Should().BeEmpty("however far from the accepted model it is");
        Finding note = baseline.Compare(other).Findings.Should().ContainSingle().Which;
        (note.Code, note.Severity).Should().Be((DiagnosticCodes.EnvironmentChanged, FindingSeverity.Note));
        baseline.Compare(other).HasDrifted.Should().BeFalse();
    }

    [Test]
    public void Other_weights_other_classes_and_an_output_that_is_not_finite_are_told_and_the_rest_is_scored()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier());
        BlockCredit reshaped = Fabricated.Profiled() with { WeightShapes = [[8, 6], [3, 3]] };
        Misfit(Fabricated.Retrained(reshaped).In(Fabricated.Classifier()), scored: null).Should()
            .Be((DiagnosticCodes.ShapeChanged, "block 'fc1' now has weights of shape 8×6, 3×3; accepted 8×6"));
        Misfit(Fabricated.Retrained(Fabricated.Profiled()).In(Fabricated.Classifier(samples: [5, 5, 5]))).Should()
            .Be((DiagnosticCodes.ShapeChanged, "the output now has 3 classes; accepted 2 classes"));
        Misfit(Fabricated.Retrained(Fabricated.Profiled())).Should()
            .Be((DiagnosticCodes.ShapeChanged, "the output now has no class scores; accepted 2 classes"));
        Misfit(Fabricated.Retrained(Fabricated.Profiled()).In(null)).Code.Should().Be(DiagnosticCodes.Unreliable);

        (string Code, string Message) Misfit(CreditReport current, string? scored = "fc1")
        {
            BaselineComparison comparison = Of(accepted).Compare(current);
            comparison.Score?.Figures.Select(f => f.Block).Distinct().Should().Equal(scored);
            (comparison.Score is null).Should().Be(scored is null);
            Finding finding = comparison.Findings.Should().ContainSingle().Which;
            return (finding.Code, finding.Message);
        }
    }

    [Test]
    public void A_block_that_cannot_be_compared_leaves_the_rest_with_a_score()
    {
        CreditReport accepted = Fabricated.Report(
            Fabricated.Profiled("a"),
            Fabricated.Block("b", 40, 30, 20, [.. Enumerable.Repeat(1.0, 20)]));
        BaselineComparison comparison = Of(accepted).Compare(
            Fabricated.Retrained(Fabricated.Profiled("a"), Fabricated.Block("b", 40, 30, 3, [1, 1, 1])));
        comparison.Findings.Single().Code.Should().Be(DiagnosticCodes.RankDrift);
        comparison.Score!.Figures.Select(f => f.Block).Distinct().Should().Equal("a", null);
    }

    [Test]
    public void A_block_that_was_removed_does_not_hide_that_another_changed()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled("a"), Fabricated.Block("b", 40, 30), Fabricated.Profiled("c"));
        BaselineComparison comparison = Of(accepted).Compare(
            Fabricated.Retrained(Fabricated.Profiled("a"), Fabricated.Profiled("c", 3, 3, 3, 3, 3)));
        comparison.Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => (f.Code, f.Block)).Should()
            .Equal((DiagnosticCodes.CreditDrift, "c"), (DiagnosticCodes.BlockRemoved, "b"));
    }

    [Test]
    public void A_stated_rule_stands_beside_the_learnt_tolerance_for_its_blocks()
    {
        var tolerance = new Tolerance { Learnt = new LearntTolerance(), Stated = [new StatedTolerance("b", 0.01, ToleranceUnit.Block)] };
        var baseline = CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled("a"), Fabricated.Profiled("b")), Elsewhere, tolerance);
        BaselineComparison small = baseline.Compare(Fabricated.Retrained(Fabricated.Profiled("a"), Fabricated.Profiled("b", credit: 0.02)));
        small.Score!.Exceeds.Should().BeFalse();
        small.Findings.Select(f => (f.Code, f.Block)).Should().Equal((DiagnosticCodes.CreditDrift, "b"));
        small.Findings[0].Message.Should().Contain("log-credit 0.02 nats").And.Contain("0.01 nats per block, rule 'b'");
        BaselineComparison large = baseline.Compare(
            Fabricated.Retrained(Fabricated.Profiled("a", 2, 2, 2, 1), Fabricated.Profiled("b", credit: 0.02)));
        large.Findings.Where(f => f.IsDrift).Select(f => f.Block).Should().Equal("a", "b");
    }

    [Test]
    public void Accepting_adds_the_figures_at_what_the_baseline_pins_and_a_model_that_is_known_changes_nothing()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled());
        CreditBaseline baseline = Of(accepted), grown = baseline.Accept(Retrain('a', 5), Reason);
        grown.Accepted.Should().ContainSingle().Which.Blocks[0].Select(f => (f.Name, f.Value)).Should().Contain(("operatorGain", 5));
        grown.Accept(Retrain('a', 5)).Should().BeSameAs(grown);
        grown.Accept(accepted).Should().BeSameAs(grown, "the accepted model is among them already");
        (grown.Knows(new string('a', 64)), grown.Knows(accepted.Model.Sha256), grown.Knows(new string('b', 64))).Should()
            .Be((true, true, false));
        baseline.Accepted.Should().BeEmpty("a baseline does not change");
    }

    [Test]
    public void What_is_no_retrain_of_the_network_is_not_accepted()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled("fc1")).In(Fabricated.Classifier());
        Refused(Of(accepted), Fabricated.Retrained(Fabricated.Block("fc2", 9, 6)).In(Fabricated.Classifier())).Should()
            .Contain("'fc2' (L2S, 9 → 6) is not in the baseline");
        Refused(Of(accepted), Fabricated.Retrained(Fabricated.Profiled("fc1") with { WeightShapes = [[6, 8]] }).In(Fabricated.Classifier()))
            .Should()
            .Contain("has weights of shape 6×8");
        Refused(Of(accepted), Fabricated.Retrained(Fabricated.Profiled("fc1"))).Should().Contain("no class scores");
        Refused(
            CreditBaseline.Create(accepted, Elsewhere, Tolerance.FromRules([], null)),
            Fabricated.Retrained(Fabricated.Profiled("fc1")).In(Fabricated.Classifier())).Should().Contain("stated tolerance");

        static string Refused(CreditBaseline baseline, CreditReport retrain)
        {
            BaselineException fault = FluentActions.Invoking(() => baseline.Accept(retrain)).Should().Throw<BaselineException>().Which;
            fault.Code.Should().Be(DiagnosticCodes.NotARetrain);
            return fault.Problem;
        }
    }

    [Test]
    public void A_retrain_is_removed_by_as_many_digits_of_its_hash_as_tell_it_from_the_others()
    {
        CreditBaseline baseline = Of(Fabricated.Report(Fabricated.Profiled()))
            .Accept([Retrain('a', 1), Retrain('b', 2, "ab"), Retrain('c', 3)], Reason);
        baseline.Without("C").Accepted.Select(a => a.Sha256[0]).Should().Equal('a', 'a');
        baseline.Without("abb").Accepted.Select(a => a.Sha256[..2]).Should().Equal("aa", "cc");
        FluentActions.Invoking(() => baseline.Without("a")).Should().Throw<SettingsException>().Which.Problem.Should()
            .Contain("2 accepted retrains whose hash begins with 'a'");
        FluentActions.Invoking(() => baseline.Without("d")).Should().Throw<SettingsException>().Which.Problem.Should()
            .Contain("no accepted retrain whose hash begins with 'd'");
    }

    private static double Z(double t, double v) => Math.Sign(t) * ((8 * v) + 1) / ((8 * v) + 3) * Math.Sqrt(v * Math.Log(1 + (t * t / v)));

    private static CreditBaseline Of(CreditReport report) => CreditBaseline.Create(report, Elsewhere);

    // Retrains whose operator gain is chosen, and whose other figures lie far apart from each other.
    private static CreditBaseline With(CreditBaseline baseline, params double[] gains) =>
        gains.Select((gain, i) => Retrain((char)('a' + i), gain)).Aggregate(baseline, (b, retrain) => b.Accept(retrain, Reason));

    private static CreditReport Retrain(char digit, double gain, string prefix = "") =>
        Fabricated.Report(
            AnalysisSettings.Regression,
            prefix + new string(digit, 64 - prefix.Length),
            Fabricated.SamplesHash,
            400,
            [],
            Fabricated.Profiled(gain: gain, level: digit - 'a', norm: 'a' - digit));
}
