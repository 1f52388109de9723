using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Every verdict with its code; the figures are chosen so that they are known.</summary>
public class BaselineComparerTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    [Test]
    public void The_same_report_holds_without_a_finding()
    {
        BlockCredit[] blocks = [Fabricated.Block("conv1"), Fabricated.Block("fc1", sigma: 0.3)];
        BaselineComparison comparison = Compare(Fabricated.Report(blocks), Fabricated.Report(blocks));
        (comparison.Holds, comparison.HasDrifted, comparison.IsSameModel).Should().Be((true, false, true));
        comparison.Findings.Should().BeEmpty();
        comparison.Blocks.Select(b => b.Difference).Should().Equal(0, 0);
        FluentActions.Invoking(comparison.ThrowIfUnusable).Should().NotThrow();
    }

    // Rank 4: the default of 0.15 nats a dimension allows 0.6 nats, an e^0.15-fold σ.
    [TestCase(0.149, true)]
    [TestCase(-0.149, true)]
    [TestCase(0.151, false)]
    [TestCase(-0.151, false)]
    public void A_credit_drifts_beyond_its_tolerance_in_either_direction(double natsPerDimension, bool holds)
    {
        BaselineComparison comparison = Compare(
            Fabricated.Report(Fabricated.Block(sigma: 2)),
            Fabricated.Retrained(Fabricated.Block(sigma: 2 * Math.Exp(natsPerDimension))));
        comparison.Holds.Should().Be(holds);
        comparison.HasDrifted.Should().Be(!holds);
        comparison.Blocks[0].Difference.Should().BeApproximately(4 * natsPerDimension, 1e-12);
        comparison.Blocks[0].Allowed.Should().BeApproximately(0.6, 1e-12);
        comparison.Blocks[0].Ratio.Should().BeApproximately(Math.Abs(natsPerDimension) / 0.15, 1e-12);
        comparison.Findings.Select(f => f.Code).Should().Equal(holds ? [] : [DiagnosticCodes.CreditDrift]);
        FluentActions.Invoking(comparison.ThrowIfUnusable).Should().NotThrow("drift is in the result, never thrown");
    }

    [Test]
    public void A_drift_names_block_shape_credits_tolerance_and_rule()
    {
        BaselineComparison comparison = Compare(
            Fabricated.Report(Fabricated.Block(sigma: 2)),
            Fabricated.Retrained(Fabricated.Block(sigma: 4)),
            new StatedTolerance("fc*", 1, ToleranceUnit.Block));
        Finding finding = comparison.Findings.Should().ContainSingle().Which;
        (finding.Severity, finding.Block, finding.IsDrift).Should().Be((FindingSeverity.Error, "fc1", true));
        finding.Message.Should()
            .Be("block 'fc1' (L2S, 8 → 6): log-credit 5.55 nats; accepted 2.77, allowed ±1.00 (1 nats per block, rule 'fc*'); "
                + "it moved 2.8 times the limit");
    }

    [Test]
    public void Nats_a_block_do_not_grow_with_the_rank()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Block(sigma: 2)), moved = Fabricated.Retrained(
            Fabricated.Block(sigma: 2 * Math.Exp(0.1)));
        Compare(accepted, moved, new StatedTolerance("*", 0.39, ToleranceUnit.Block)).Holds.Should().BeFalse();
        Compare(accepted, moved, new StatedTolerance("*", 0.41, ToleranceUnit.Block)).Holds.Should().BeTrue();
    }

    [Test]
    public void The_first_rule_that_matches_judges()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Block("fc1"), Fabricated.Block("fc2")), moved = Fabricated.Retrained(
            Fabricated.Block("fc1", sigma: 2.2),
            Fabricated.Block("fc2", sigma: 2.2));
        BaselineComparison comparison = Compare(
            accepted,
            moved,
            new StatedTolerance("fc2", 1e-3, ToleranceUnit.Block),
            StatedTolerance.Default);
        comparison.Findings.Select(f => (f.Code, f.Block)).Should().Equal((DiagnosticCodes.CreditDrift, "fc2"));
        comparison.Blocks.Select(b => b.Rule!.Blocks).Should().Equal("*", "fc2");
    }

    [Test]
    public void Credits_are_compared_at_the_pinned_rank()
    {
        // At rank 5 the accepted model has ln 2⁵; the other has lost one direction: at its own rank it would have moved by ln 2 only.
        CreditReport accepted = Fabricated.Report(Fabricated.Block("fc1", 8, 6, 5, [2, 2, 2, 2, 2]));
        BaselineComparison comparison = Compare(accepted, Fabricated.Retrained(Fabricated.Block("fc1", 8, 6, 4, [2, 2, 2, 2, 1e-9])));
        comparison.Blocks[0].CreditAtPinnedRank.Should().BeApproximately((4 * Math.Log(2)) + Math.Log(2e-3), 1e-12);
        comparison.Findings.Select(f => (f.Code, f.Severity)).Should()
            .Equal((DiagnosticCodes.CreditDrift, FindingSeverity.Error), (DiagnosticCodes.RankDrift, FindingSeverity.Note));
        comparison.Findings[1].IsDrift.Should().BeFalse();
    }

    [TestCase(10, 20)]
    [TestCase(25, 20)]
    [TestCase(6, 11)]
    public void A_rank_that_changes_is_a_note(int rank, int pinned)
    {
        BaselineComparison comparison = Compare(Fabricated.Report(Wide(pinned, pinned)), Fabricated.Retrained(Wide(rank, 30)));
        comparison.Holds.Should().BeTrue();
        Finding finding = comparison.Findings.Should().ContainSingle().Which;
        (finding.Code, finding.Severity).Should().Be((DiagnosticCodes.RankDrift, FindingSeverity.Note));
        finding.Message.Should().Contain($"effective rank {rank}, accepted {pinned}");
    }

    [TestCase(9, 20)]
    [TestCase(5, 11)]
    [TestCase(0, 1)]
    [TestCase(0, 20)]
    public void A_rank_below_half_of_the_pinned_one_has_collapsed(int rank, int pinned)
    {
        BaselineComparison comparison = Compare(Fabricated.Report(Wide(pinned, pinned)), Fabricated.Retrained(Wide(rank, 30)));
        Finding finding = comparison.Findings.Should().ContainSingle().Which;
        (finding.Code, finding.IsDrift).Should().Be((DiagnosticCodes.RankDrift, true));
        finding.Message.Should().Contain("collapsed to less than half");
        comparison.Blocks[0].CreditAtPinnedRank.Should().BeNull();
    }

    [TestCase(22, 2, true)]
    [TestCase(23, 2, false)]
    [TestCase(18, 2, true)]
    [TestCase(17, 2, false)]
    [TestCase(20, 0, true)]
    [TestCase(21, 0, false)]
    public void A_stated_rank_change_is_held(int rank, int change, bool holds)
    {
        CreditBaseline.Create(Fabricated.Report(Wide(20, 20)), Elsewhere, Tolerance.FromRules([], change))
            .Compare(Fabricated.Retrained(Wide(rank, 30)))
            .Holds
            .Should()
            .Be(holds);
    }

    [Test]
    public void Blocks_that_are_added_or_removed_are_found_in_their_place()
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Block("a"), Fabricated.Block("b"), Fabricated.Block("c"));
        BaselineComparison comparison = Compare(accepted, Fabricated.Retrained(
            Fabricated.Block("z", 9, 8),
            Fabricated.Block("a"),
            Fabricated.Block("x", 6, 7),
            Fabricated.Block("y", 7, 8),
            Fabricated.Block("c")));
        comparison.Blocks.Select(b => b.Name).Should().Equal("z", "a", "x", "y", "b", "c");
        comparison.Findings.Select(f => (f.Code, f.Block)).Should().Equal(
            (DiagnosticCodes.BlockAdded, "z"),
            (DiagnosticCodes.BlockAdded, "x"),
            (DiagnosticCodes.BlockAdded, "y"),
            (DiagnosticCodes.BlockRemoved, "b"));
        comparison.Findings.Should().OnlyContain(f => f.IsDrift);
        (comparison.Blocks[0].Accepted, comparison.Blocks[4].Current).Should().Be((null, null));
    }

    [Test]
    public void Another_shape_is_found_and_nothing_else_compared()
    {
        BaselineComparison comparison = Compare(
            Fabricated.Report(Fabricated.Block(inputs: 8, outputs: 6)),
            Fabricated.Retrained(Fabricated.Block(inputs: 8, outputs: 9, sigma: 40, rank: 1)));
        Finding finding = comparison.Findings.Should().ContainSingle().Which;
        (finding.Code, finding.IsDrift).Should().Be((DiagnosticCodes.ShapeChanged, true));
        finding.Message.Should().Be("block 'fc1' is now S2L, 8 → 9; accepted L2S, 8 → 6");
    }

    [Test]
    public void An_unreliable_credit_is_an_error_but_no_drift_and_throws()
    {
        BaselineComparison comparison = Compare(
            Fabricated.Report(Fabricated.Block()),
            Fabricated.Retrained(Fabricated.Block(snapshots: 3)));
        Finding finding = comparison.Findings.Should().ContainSingle().Which;
        (finding.Code, finding.Severity, finding.IsDrift).Should().Be((DiagnosticCodes.Unreliable, FindingSeverity.Error, false));
        (comparison.Holds, comparison.HasDrifted).Should().Be((false, false));
        FluentActions.Invoking(comparison.ThrowIfUnusable).Should().Throw<SamplesException>().Which.Code.Should()
            .Be(DiagnosticCodes.Unreliable);
    }

    [Test]
    public void Values_that_are_not_finite_are_unreliable_and_no_collapse()
    {
        BlockCredit broken = Fabricated.Of("fc1", 8, 6, KoopmanEstimate.Impossible(400, 1, KoopmanRoute.Gram));
        Compare(Fabricated.Report(Fabricated.Block()), Fabricated.Retrained(broken)).Findings.Select(f => f.Code).Should()
            .Equal(DiagnosticCodes.Unreliable);
    }

    // The same model; a noise floor of 0.01 resolves 0.06 nats, the tolerance allows 0.6.
    [TestCase(0.05, null, true)]
    [TestCase(0.07, FindingSeverity.Note, true)]
    [TestCase(0.7, FindingSeverity.Error, false)]
    public void The_same_model_with_another_credit_is_the_environment(double nats, FindingSeverity? severity, bool holds)
    {
        BaselineComparison comparison = Compare(
            Fabricated.Report(Fabricated.Block(noise: 0.01)),
            Fabricated.Report(Fabricated.Block(sigma: 2 * Math.Exp(nats / 4))));
        (comparison.Holds, comparison.HasDrifted).Should().Be((holds, false));
        comparison.Findings.Select(f => (f.Code, (FindingSeverity?)f.Severity)).Should()
            .Equal(severity is null ? [] : [(DiagnosticCodes.EnvironmentChanged, severity)]);
    }

    [Test]
    public void An_environment_that_moves_credits_beyond_their_tolerance_throws_with_its_place()
    {
        using var folder = new BaselineFolder();
        var baseline = CreditBaseline.Load(folder.Write(folder.UsualText()));
        BaselineComparison comparison = baseline.Compare(Fabricated.Report(
            Fabricated.Block("conv1", inputs: 8, outputs: 20),
            Fabricated.Block("fc1", inputs: 20, outputs: 6, sigma: 5)));
        RuntimeException fault = FluentActions.Invoking(comparison.ThrowIfUnusable).Should().Throw<RuntimeException>().Which;
        (fault.Code, fault.File, fault.Line, fault.Column).Should().Be((DiagnosticCodes.EnvironmentChanged, folder.Baseline, 10, 5));
    }

    [Test]
    public void Findings_of_a_file_have_its_line_and_column()
    {
        using var folder = new BaselineFolder();
        var baseline = CreditBaseline.Load(folder.Write(folder.UsualText()));
        BaselineComparison comparison = baseline.Compare(
            Fabricated.Retrained(Fabricated.Block("fc1", inputs: 20, outputs: 6, sigma: 5), Fabricated.Block("new")));
        comparison.Findings.Select(f => (f.Code, f.Line, f.Column)).Should().Equal(
            (DiagnosticCodes.BlockRemoved, 9, 5), (DiagnosticCodes.CreditDrift, 10, 5), (DiagnosticCodes.BlockAdded, null, null));
    }

    [Test]
    public void Other_samples_are_refused([Values("hash", "count")] string difference)
    {
        CreditReport other = Fabricated.Report(
            AnalysisSettings.Regression,
            Fabricated.ModelHash,
            difference == "hash" ? new string('4', 64) : Fabricated.SamplesHash,
            difference == "count" ? 399 : 400,
            [],
            Fabricated.Block());
        BaselineException fault = FluentActions.Invoking(() => Compare(Fabricated.Report(Fabricated.Block()), other)).Should()
            .Throw<BaselineException>()
            .Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.SamplesChanged, Elsewhere));
    }

    private static IEnumerable<TestCaseData> OtherSettings()
    {
        AnalysisSettings s = AnalysisSettings.Regression;
        yield return Case(
            "profile is 'regression' in the baseline and 'paper' in the analysis", s with { Profile = AnalysisProfile.Paper });
        yield return Case("rankTolerance is '0.001' in the baseline and '0.01' in the analysis", s with { RankTolerance = 0.01 });
        yield return Case("steps is 'auto' in the baseline and '3' in the analysis", s with { Steps = StepCount.Exactly(3) });
        yield return Case("seed is '0' in the baseline and '1' in the analysis", s with { Seed = 1 });
        yield return Case(
            "alignment is 'principal' in the baseline and 'gaussian' in the analysis", s with { Alignment = DimensionAlignment.Gaussian });
        yield return Case("split is '' in the baseline and '\"fc1\"' in the analysis", s with { Split = ["fc1"] });
        yield return Case(
            "snapshots is '400' in the baseline and '500' in the analysis, repeats is '1' in the baseline and '2' in the analysis",
            s with { Snapshots = 500, Repeats = 2 });

        static TestCaseData Case(string named, AnalysisSettings settings) => new TestCaseData(named, settings).SetArgDisplayNames(named);
    }

    [TestCaseSource(nameof(OtherSettings))]
    public void Other_settings_are_refused_and_named(string named, AnalysisSettings settings)
    {
        CreditReport other = Fabricated.Report(settings, Fabricated.ModelHash, Fabricated.SamplesHash, 400, [], Fabricated.Block());
        BaselineException fault = FluentActions.Invoking(() => Compare(Fabricated.Report(Fabricated.Block()), other)).Should()
            .Throw<BaselineException>()
            .Which;
        (fault.Code, fault.Problem).Should().Be((DiagnosticCodes.SettingsChanged, $"was created with other settings: {named}."));
    }

    [Test]
    public void A_rule_without_a_block_and_a_block_without_a_rule_are_refused()
    {
        Refused(new StatedTolerance("conv*", 1, ToleranceUnit.Block), StatedTolerance.Default).Problem.Should()
            .Contain("a tolerance for 'conv*', which matches no block");
        Refused(new StatedTolerance("fc2", 1, ToleranceUnit.Block)).Problem.Should().Contain("no tolerance that matches the block 'fc1'");
        Refused().Problem.Should().Contain("no tolerance that matches the block 'fc1'");
    }

    // Six noise floors of 0.01 are 0.06 nats for the block.
    [TestCase(0.0601, ToleranceUnit.Block, true)]
    [TestCase(0.0599, ToleranceUnit.Block, false)]
    [TestCase(0.0151, ToleranceUnit.Dimension, true)]
    [TestCase(0.0149, ToleranceUnit.Dimension, false)]
    public void A_tolerance_below_six_noise_floors_is_refused(double nats, ToleranceUnit per, bool accepted)
    {
        Action compare = () => Compare(
            Fabricated.Report(Fabricated.Block(noise: 0.01)),
            Fabricated.Retrained(Fabricated.Block()),
            new StatedTolerance("*", nats, per));
        Action<Action> expected = accepted
            ? action => action.Should().NotThrow()
            : action => action.Should().Throw<SettingsException>().WithMessage("*at least 0.06 nats: --tolerance \"fc1=0.06nats\"*").Which
                .Code
                .Should()
                .Be(DiagnosticCodes.ToleranceBelowNoise);
        expected(compare);
    }

    [TestCase(0.01234)]
    [TestCase(1.7e-5)]
    [TestCase(123)]
    public void The_tolerance_that_is_proposed_is_accepted(double noise)
    {
        CreditReport report = Fabricated.Report(Fabricated.Block(noise: noise));
        SettingsException fault = FluentActions.Invoking(() => Compare(report, report, new StatedTolerance("*", 1e-9, ToleranceUnit.Block)))
            .Should()
            .Throw<SettingsException>()
            .Which;
        string proposed = fault.WayOut.Split('"')[1];
        Compare(report, report, StatedTolerance.Parse(proposed)).Holds.Should().BeTrue(proposed);
    }

    private static BlockCredit Wide(int rank, int values) => Fabricated.Block("fc1", 40, 30, rank, [.. Enumerable.Repeat(1.0, values)]);

    private static BaselineException Refused(params StatedTolerance[] rules)
    {
        CreditReport report = Fabricated.Report(Fabricated.Block("fc1"), Fabricated.Block("fc2"));
        BaselineException fault = FluentActions.Invoking(() => CreditBaseline.Create(report, Elsewhere, new Tolerance { Stated = rules }))
            .Should()
            .Throw<BaselineException>()
            .Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.RuleMatchesNothing, Elsewhere));
        return fault;
    }

    private static BaselineComparison Compare(CreditReport accepted, CreditReport current, params StatedTolerance[] rules) =>
        CreditBaseline.Create(accepted, Elsewhere, rules.Length > 0 ? new Tolerance { Stated = rules } : Tolerance.FromRules([], null))
            .Compare(current);
}
