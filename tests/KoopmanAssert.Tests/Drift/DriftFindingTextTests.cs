using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;
using static KoopmanAssert.FabricatedEvidence;

namespace KoopmanAssert;

/// <summary>What the findings of a verdict say: which figure, beside which range, and what else moved.</summary>
[TestFixture]
internal sealed class DriftFindingTextTests
{
    private static readonly CreditBaseline Baseline = CreditBaseline.Create(
        Fabricated.Report([.. "abcdefgh".Select(name => Fabricated.Profiled($"{name}"))]),
        Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json"));

    [Test]
    public void A_block_at_fault_comes_first_then_the_network_then_the_others_by_their_side()
    {
        Finding[] findings = Find(Of(
            LineageKind.Unknown,
            [Block("a", gain: 3.5, changed: false), Block("b", gain: 5), Block("c", level: -4, changed: false)],
            null,
            Figure(null, FigureKind.Doubt, 6)));
        findings.Select(f => (f.Code, f.Severity, f.Block)).Should().Equal(
            (DiagnosticCodes.CreditDrift, FindingSeverity.Error, "b"),
            (DiagnosticCodes.OutputBehaviour, FindingSeverity.Note, null),
            (DiagnosticCodes.CreditDrift, FindingSeverity.Note, "a"),
            (DiagnosticCodes.CreditDrift, FindingSeverity.Note, "c"));
        findings[0].Message.Should().StartWith("block 'b' (L2S, 8 → 6): operator gain 5.000 nats; accepted mean 0.000, "
                + "allowed −3.000 to 3.000 (5 accepted retrains); z = 5.0; also beyond their ranges: doubt")
            .And.Contain("'c' activation level").And.Contain("'a' operator gain")
            .And.EndWith("; the weights of 'b' are the accepted model's times 1.010, and only they changed", "e⁰·⁰¹, which comes first");
        findings[1].Message.Should().StartWith("the whole network also moved: doubt 6.000 nats; accepted mean 0.000");
        findings[2].Message.Should().StartWith("block 'a', upstream of 'b', also moved: operator gain 3.500 nats");
        findings[3].Message.Should().StartWith("block 'c', downstream of 'b', also moved: activation level −4.000 nats");
    }

    [Test]
    public void Without_a_block_at_fault_the_network_comes_first_with_its_own_figure()
    {
        FigureComparison doubt = Figure(null, FigureKind.Doubt, 4);
        Finding[] findings = Find(Of(LineageKind.Continued, [Block("a", gain: 8), Block("b", gain: 8)], null, doubt));
        findings.Select(f => (f.Code, f.Severity, f.Block)).Should().Equal(
            (DiagnosticCodes.OutputBehaviour, FindingSeverity.Error, null),
            (DiagnosticCodes.CreditDrift, FindingSeverity.Note, "a"),
            (DiagnosticCodes.CreditDrift, FindingSeverity.Note, "b"));
        findings[0].Message.Should().StartWith("the network has changed as a whole: doubt 4.000 nats")
            .And.Contain("; also beyond their ranges: 'a' operator gain, 'b' operator gain");
        findings[1].Message.Should().StartWith("block 'a' moved: operator gain 8.000 nats");
    }

    [Test]
    public void Of_a_network_without_figures_beyond_its_range_the_furthest_block_is_told() =>
        Find(Of(LineageKind.Continued, [Block("a", gain: 4), Block("b", gain: 7)]))[0].Message.Should()
            .StartWith("the network has changed as a whole: 'b' operator gain 7.000 nats");

    // Five are named beside the one that is told.
    [TestCase(1, null, null)]
    [TestCase(6, "'f' operator gain", null)]
    [TestCase(7, "'f' operator gain", " and 1 more")]
    public void At_most_five_other_figures_are_named(int blocks, string? last, string? more)
    {
        JudgedBlock[] moved = [.. "abcdefgh".Take(blocks).Select((name, i) => Block($"{name}", gain: 20 - i))];
        string message = Find(Of(LineageKind.Continued, moved))[0].Message;
        message.Contains("also beyond their ranges", StringComparison.Ordinal).Should().Be(blocks > 1);
        message.Should().EndWith($"{last ?? "z = 20.0"}{more}");
    }

    [TestCase(0, "(built-in estimates)")]
    [TestCase(1, "(1 accepted retrain)")]
    [TestCase(2, "(2 accepted retrains)")]
    public void The_source_of_the_range_is_told(int retrains, string words) => Message(Figure("a", FigureKind.OperatorGain, 4), retrains)
        .Should().Contain($"allowed −3.000 to 3.000 {words}; z = 4.0");

    [Test]
    public void A_range_that_rounding_widened_is_told_as_such() =>
        Message(Figure("a", FigureKind.OperatorGain, 4) with { IsWidened = true }, 5).Should().Contain("(float32 rounding)");

    [TestCase(FigureKind.Doubt, "doubt 4.000 nats; accepted mean")]
    [TestCase(FigureKind.Churn, "churn 4.000; accepted mean")]
    public void A_figure_has_its_unit_and_one_without_has_none(FigureKind kind, string words) =>
        Message(Figure(null, kind, 4), 5).Should().Contain(words);

    [Test]
    public void Up_to_its_limit_a_figure_is_within_its_range()
    {
        Figure("a", FigureKind.OperatorGain, Limit).IsBeyond.Should().BeFalse();
        Figure("a", FigureKind.OperatorGain, Math.BitIncrement(Limit)).IsBeyond.Should().BeTrue();
    }

    // Three digits where the range lies within ±10, else two.
    [TestCase(6.9, 3, "9.901; accepted mean 6.900, allowed 3.900 to 9.900")]
    [TestCase(7, 3, "10.00; accepted mean 7.00, allowed 4.00 to 10.00")]
    [TestCase(-7, 3, "−4.00; accepted mean −7.00, allowed −10.00 to −4.00")]
    public void Numbers_have_the_digits_that_their_size_deserves(double mean, double allowed, string words)
    {
        Figure At(double value) => new(FigureKind.OperatorGain, 0, value);
        var figure = new FigureComparison("a", At(mean + allowed + 0.001), At(mean), mean, allowed, 3.1);
        Message(figure, 5).Should().Contain(words.Replace("; acc", " nats; acc", StringComparison.Ordinal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Outputs_have_an_upper_limit_only(bool isOfCopy)
    {
        Figure At(double value) => new(FigureKind.OutputChange, 0, value);
        FigureComparison outputs = new(null, At(0.4), At(0), 0, 0.1, 12) { IsOfCopy = isOfCopy };
        var score = new DriftScore([Figure("a", FigureKind.OperatorGain, 1)], outputs, Limit, 0);
        string copied = isOfCopy ? "; half of its weight tensors or more are the accepted ones" : "";
        DriftFindings.Find(Baseline, score, new DriftVerdict(score, null, null)).Should().ContainSingle().Which.Message.Should().Be(
            "the network has changed as a whole: output change 0.400 times the variation of the accepted outputs, allowed 0.100 "
            + $"(built-in estimates{copied})");
    }

    // A share lies between 0 and 1, and how far outputs lie apart is not negative; logarithms go either way.
    [TestCase(FigureKind.Share, 0.1, 0.3, 0, 0.4)]
    [TestCase(FigureKind.Share, 0.9, 0.3, 0.6, 1)]
    [TestCase(FigureKind.Share, 0.5, 0.2, 0.3, 0.7)]
    [TestCase(FigureKind.OutputChange, 0.1, 0.5, 0, 0.6)]
    [TestCase(FigureKind.OutputChange, 1, 0.5, 0.5, 1.5)]
    [TestCase(FigureKind.OperatorGain, 0.1, 0.3, -0.2, 0.4)]
    [TestCase(FigureKind.OperatorGain, 0.9, 0.3, 0.6, 1.2)]
    public void A_range_ends_where_the_figure_does(FigureKind kind, double mean, double allowed, double lowest, double highest)
    {
        var figure = new FigureComparison(null, new Figure(kind, 0, mean), new Figure(kind, 0, mean), mean, allowed, 0);
        figure.Lowest.Should().BeApproximately(lowest, 1e-12);
        figure.Highest.Should().BeApproximately(highest, 1e-12);
    }

    [Test]
    public void The_three_figures_that_moved_furthest_are_listed_in_their_order()
    {
        double[] moved = [1, -5, 3, 4];
        var score = new DriftScore([.. moved.Select((z, i) => Figure($"{(char)('a' + i)}", FigureKind.OperatorGain, z))], null, Limit, 0);
        score.Furthest.Select(f => f.Z).Should().Equal(-5, 4, 3);
        score.DistanceOf("b").Should().Be(5);
        score.DistanceOf("x").Should().Be(0);
    }

    private static Finding[] Find(DriftEvidence evidence) =>
        [.. DriftFindings.Find(Baseline, evidence.Score, Diagnosis.Judge(evidence))];

    private static string Message(FigureComparison figure, int retrains)
    {
        var score = new DriftScore([figure], null, Limit, retrains);
        return DriftFindings.Find(Baseline, score, new DriftVerdict(score, "a", null)).First().Message;
    }
}
