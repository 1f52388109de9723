using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Koopman;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What of a baseline is compared where not all can be: with its labels, and with what each accepted retrain has of it.</summary>
[TestFixture]
internal sealed class ComparedPartTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    private static readonly FileIdentity Labels = new("labels.npy", new string('6', 64));

    [Test]
    public void All_of_it_is_the_baseline_itself()
    {
        CreditBaseline baseline = Baseline();
        ComparablePart.Select(baseline, ["fc1", "fc2"], withNetwork: true).Should().BeSameAs(baseline);
    }

    [Test]
    public void Some_blocks_come_with_the_network_or_without()
    {
        CreditBaseline baseline = Baseline();
        CreditBaseline with = ComparablePart.Select(baseline, ["fc2"], withNetwork: true);
        with.Blocks.Select(b => b.Name).Should().Equal("fc2");
        with.Labels.Should().Be(baseline.Labels).And.NotBeNull();
        with.Network.Should().BeSameAs(baseline.Network);
        with.Accepted[0].Blocks.Should().ContainSingle().Which.Should().Equal(baseline.Accepted[0].Blocks[1]);
        with.Accepted[0].Network.Should().Equal(baseline.Accepted[0].Network).And.NotBeEmpty();
        CreditBaseline without = ComparablePart.Select(baseline, ["fc1", "fc2"], withNetwork: false);
        without.Network.Figures.Should().BeEmpty();
        without.Accepted[0].Network.Should().BeEmpty();
        without.Accepted[0].Blocks.Should().HaveCount(2);
    }

    [Test]
    public void The_noise_of_kernels_grows_with_the_provider_and_the_labels_stay()
    {
        BlockCredit block = Fabricated.Block() with
        {
            Kernels = [KernelCredit.Create(0, new Spectrum([2, 2], 2, 1e-3), []) with { NoiseFloor = 1e-3 }],
        };
        AnalysisSettings settings = AnalysisSettings.Regression with { Kernels = ["fc1"] };
        CreditReport report = Fabricated.Report(settings, Fabricated.ModelHash, Fabricated.SamplesHash, 400, [], block);
        var baseline = CreditBaseline.Create(Labelled(report), Elsewhere, Tolerance.FromRules([], null));
        CreditBaseline adapted = OtherProvider.Adapt(baseline, ExecutionProvider.Cuda);
        adapted.Blocks[0].Kernels[0].NoiseFloor.Should().BeApproximately(1e-3 * (1 << 20) * ExecutionProvider.Cuda.UnitRoundoff, 1e-12);
        adapted.Labels.Should().Be(baseline.Labels).And.NotBeNull();
    }

    [Test]
    public void The_shares_of_a_class_begin_with_the_accepted_models()
    {
        CreditBaseline baseline = CreditBaseline.Create(Classifier('1', 30, 10), Elsewhere).Accept(Classifier('4', 20, 20), "chosen");
        var evidence = ClassEvidence.Create(baseline, Classifier('5', 25, 15).Network!.Profile.Classes!, ["cat", "dog"]);
        evidence.Shares.Should().HaveCount(2);
        evidence.Shares[0].Should().Equal(0.75, 0.5);
        evidence.Shares[1].Should().Equal(0.25, 0.5);
        (evidence.NameOf(0), evidence.NameOf(1), evidence.NameOf(2)).Should().Be(("'cat'", "'dog'", "class 2"));
    }

    [Test]
    public void Of_very_many_classes_there_are_no_shares()
    {
        int classes = Enumerable.Range(2, 10000).First(c => !ClassDecisions.HasShares(c));
        int[] samples = [.. Enumerable.Repeat(1, classes)];
        var baseline = CreditBaseline.Create(Classifier('1', samples), Elsewhere);
        ClassEvidence.Create(baseline, Classifier('5', samples).Network!.Profile.Classes!, []).Shares.Should().BeEmpty();
    }

    [Test]
    public void A_copy_in_fewer_bits_is_excused_from_its_ranks_and_from_nothing_else()
    {
        var block = new BlockComparison
        {
            Name = "fc1",
            Accepted = null,
            Current = null,
            Findings = [Error(DiagnosticCodes.RankDrift), Error(DiagnosticCodes.ShapeChanged)],
        };
        QuantisedCopy.Excuse(block).Findings.Select(f => (f.Code, f.Severity)).Should().Equal(
            (DiagnosticCodes.RankDrift, FindingSeverity.Note), (DiagnosticCodes.ShapeChanged, FindingSeverity.Error));
        static Finding Error(string code) => new(code, FindingSeverity.Error, "fc1", "it moved", null, null);
    }

    private static CreditBaseline Baseline()
    {
        CreditReport Model(char digit, double gain) => Labelled(Fabricated.Report(
            AnalysisSettings.Regression, new string(digit, 64), Fabricated.SamplesHash, 400, [],
            Fabricated.Profiled("fc1", gain: gain), Fabricated.Profiled("fc2", gain: 2 * gain)));
        return CreditBaseline.Create(Model('1', 0), Elsewhere).Accept(Model('4', 0.1), "chosen");
    }

    private static CreditReport Classifier(char digit, params int[] samples) =>
        Fabricated.Report(Fabricated.Profiled()).In(Fabricated.Classifier(0, -2, samples), new string(digit, 64));

    private static CreditReport Labelled(CreditReport report) => new(
        report.Model, report.Samples, report.SampleCount, report.Settings, new NetworkCredits(report.Blocks, report.Network), [])
    {
        Labels = Labels,
    };
}
