using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Blocks and weights are matched by what they are; a rename is a note (KOOP0008).</summary>
internal sealed class BlockMatchingTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    [Test]
    public void Blocks_with_other_names_are_compared_in_their_order_and_reported_in_one_note()
    {
        BaselineComparison comparison = Compare(
            [Fabricated.Profiled("conv1"), Fabricated.Profiled("conv2"), Fabricated.Block("fc", 6, 3)],
            [Fabricated.Profiled("Conv_0"), Fabricated.Profiled("Conv_3", gain: 0.1), Fabricated.Block("fc", 6, 3)]);
        Finding note = comparison.Findings.Should().ContainSingle().Which;
        (note.Code, note.Severity, note.IsDrift).Should().Be((DiagnosticCodes.BlockRenamed, FindingSeverity.Note, false));
        note.Message.Should().Be("blocks were renamed, and are compared as before: 'conv1' → 'Conv_0', 'conv2' → 'Conv_3'");
        comparison.Score!.Figures.Select(f => f.Block).Distinct().Should().Equal("conv1", "conv2", "fc", null);
    }

    [Test]
    public void A_rename_does_not_hide_a_block_that_changed()
    {
        BaselineComparison comparison = Compare(
            [Fabricated.Profiled("a"), Fabricated.Profiled("b")],
            [Fabricated.Profiled("x"), Fabricated.Profiled("y", 3, 3, 3, 3, 3)]);
        comparison.Findings.Where(f => f.IsDrift).Select(f => (f.Code, f.Block)).Should().Equal((DiagnosticCodes.CreditDrift, "b"));
    }

    [Test]
    public void If_both_have_the_same_names_these_are_the_counterparts()
    {
        BaselineComparison comparison = Compare(
            [Fabricated.Profiled("a", norm: 1), Fabricated.Profiled("b", norm: 5)],
            [Fabricated.Profiled("a", norm: 5), Fabricated.Profiled("b", norm: 1)]);
        comparison.Findings.Should().Contain(f => f.IsDrift).And.NotContain(f => f.Code == DiagnosticCodes.BlockRenamed);
    }

    [Test]
    public void Of_equal_layers_the_one_that_is_missing_is_found_by_the_weights()
    {
        // An exporter numbers the layers anew when the second is left out.
        BaselineComparison comparison = Compare(
            [Fabricated.Profiled("fc1", norm: 1), Fabricated.Profiled("fc2", norm: 2), Fabricated.Profiled("fc3", norm: 3)],
            [Fabricated.Profiled("fc1", norm: 1), Fabricated.Profiled("fc2", norm: 3)]);
        comparison.Findings.Select(f => (f.Code, f.Block)).Should()
            .BeEquivalentTo([(DiagnosticCodes.BlockRemoved, "fc2"), (DiagnosticCodes.BlockRenamed, null)]);
        comparison.Score!.Value.Should().Be(0);
    }

    [Test]
    public void An_added_block_with_the_name_of_another_has_a_name_of_its_own()
    {
        BaselineComparison comparison = Compare(
            [Fabricated.Profiled("a", norm: 1), Fabricated.Block("b", 6, 3)],
            [Fabricated.Block("b", 8, 8), Fabricated.Profiled("c", norm: 1), Fabricated.Block("d", 6, 3)]);
        comparison.Blocks.Select(b => b.Name).Should().Equal("b_2", "a", "b");
        comparison.Findings.Where(f => f.IsDrift).Select(f => (f.Code, f.Block)).Should().Equal((DiagnosticCodes.BlockAdded, "b_2"));
    }

    [Test]
    public void A_retrain_with_other_names_is_accepted_and_keeps_those_of_the_baseline()
    {
        CreditBaseline baseline = CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled("a")), Elsewhere)
            .Accept(Fabricated.Retrained(Fabricated.Profiled("x", gain: 0.1)));
        baseline.Accepted.Should().ContainSingle();
        baseline.Blocks.Select(b => b.Name).Should().Equal("a");
    }

    [Test]
    public void Weights_of_a_block_are_a_set()
    {
        BlockCredit Branches(params double[] norms)
        {
            BlockCredit block = Fabricated.Profiled();
            BlockCredit read = block.ReadAs(
                "fc1", [.. norms.Select(n => new WeightProfile([8, 6], n, n, Fabricated.Unrelated(n, n)))]);
            return read with { Figures = [.. read.Profile!.FiguresAt(1).Select(f => f with { NoiseFloor = 1e-6 })] };
        }

        Compare([Branches(1, 2, 3)], [Branches(3, 1, 2)]).Score!.Value.Should().Be(0);
        Compare([Branches(1, 2, 3)], [Branches(3, 1, 2.5)]).Score!.Value.Should().BeGreaterThan(0, "these are other weights");
    }

    private static BaselineComparison Compare(BlockCredit[] accepted, BlockCredit[] current) =>
        CreditBaseline.Create(Fabricated.Report(accepted), Elsewhere).Compare(Fabricated.Retrained(current));
}
