using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Weights are compared in the order and in the form, folded or as stored, in which a baseline holds them.</summary>
[TestFixture]
internal sealed class WeightFormTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    // Folded by a factor of e, as a BatchNorm after the layer does.
    [TestCase(0.002, true)]
    [TestCase(0.998, false)]
    public void The_form_is_the_one_in_which_the_weights_are_nearer(double accepted, bool asStored)
    {
        WeightProfile stored = Fabricated.Weight(0, 0), folded = Fabricated.Weight(1, 1) with { Stored = stored };
        CreditBaseline baseline = Baseline(Fabricated.Weight(accepted, accepted));
        Aligned(baseline, folded).Should().Equal(asStored ? stored : folded);
    }

    [Test]
    public void Weights_without_another_form_are_read_as_they_are_beside_those_that_have_one()
    {
        WeightProfile stored = Fabricated.Weight(0, 0), folded = Fabricated.Weight(1, 1) with { Stored = stored };
        WeightProfile plain = Fabricated.Weight(2, 2);
        CreditBaseline baseline = Baseline(Fabricated.Weight(0.1, 0.1), Fabricated.Weight(2.1, 2.1));
        Aligned(baseline, folded, plain).Should().Equal(stored, plain);
    }

    [Test]
    public void The_same_weights_in_another_order_take_that_of_the_baseline()
    {
        WeightProfile query = Fabricated.Weight(1, 0), key = Fabricated.Weight(2, 0), value = Fabricated.Weight(3, 0);
        Aligned(Baseline(query, key, value), value, query, key).Should().Equal(query, key, value);
    }

    // Rounding moves a norm by less than 0.01: these are others, whatever they are nearest to.
    [TestCase(0.009, true)]
    [TestCase(0.02, false)]
    public void Other_weights_of_the_same_shape_stay_in_their_own_order(double moved, bool isReordered)
    {
        WeightProfile first = Fabricated.Weight(1, 0), second = Fabricated.Weight(2, 0);
        WeightProfile otherFirst = Fabricated.Weight(1 + moved, 0), otherSecond = Fabricated.Weight(2, 0);
        WeightProfile[] expected = isReordered ? [otherFirst, otherSecond] : [otherSecond, otherFirst];
        Aligned(Baseline(first, second), otherSecond, otherFirst).Should().Equal(expected);
    }

    [Test]
    public void A_baseline_that_saw_none_in_the_bodies_of_operators_is_held_without_them()
    {
        WeightProfile outer = Fabricated.Weight(1, 0), inner = Fabricated.Weight(5, 0) with { IsInner = true };
        Aligned(Baseline(Fabricated.Weight(1.1, 0)), inner, outer).Should().Equal(outer);
    }

    [Test]
    public void Weights_of_other_shapes_have_no_counterparts()
    {
        CreditBaseline baseline = Baseline(Fabricated.Weight(1, 0));
        WeightMatching.Match(baseline.Blocks[0], [Fabricated.Weight(1, 0) with { Shape = [6, 8] }]).Should().BeNull();
        WeightMatching.Match(baseline.Blocks[0], [Fabricated.Weight(1, 0), Fabricated.Weight(2, 0)]).Should().BeNull();
    }

    [Test]
    public void Distances_add_up_over_norms_and_volumes() =>
        WeightMatching.Distance(
            Baseline(Fabricated.Weight(1, 2), Fabricated.Weight(3, 4)).Blocks[0],
            [Fabricated.Weight(1.5, 1), Fabricated.Weight(3, 6)]).Should().BeApproximately(0.5 + 1 + 0 + 2, 1e-12);

    // Of two blocks as much alike, the one of the same name.
    [Test]
    public void A_name_decides_between_blocks_that_nothing_else_tells_apart()
    {
        CreditBaseline baseline = Baseline(Fabricated.Weight(1, 0));
        CreditReport report = Fabricated.Retrained(Fabricated.Weighted("x"), Fabricated.Weighted("fc1"), Fabricated.Weighted("y"));
        BlockMatching.Match(baseline.Blocks, report.Blocks).Should().Equal(1);
    }

    // The model's 'a' is new; the two blocks of the baseline have the names 'a' and 'a_2' and the dimensions of 'b' and 'c'.
    [Test]
    public void An_added_block_takes_no_name_of_the_baseline()
    {
        var baseline = CreditBaseline.Create(
            Fabricated.Report(Fabricated.Block("a", 8, 6), Fabricated.Block("a_2", 6, 7)), Elsewhere, Tolerance.FromRules([], null));
        CreditReport report = Fabricated.Retrained(Fabricated.Block("a", 9, 8), Fabricated.Block("b", 8, 6), Fabricated.Block("c", 6, 7));
        var alignment = ReportAlignment.Create(baseline, report);
        alignment.Report.Blocks.Select(b => b.Name).Should().Equal("a_3", "a", "a_2");
        alignment.Renamed.Should().Equal(("a", "b"), ("a_2", "c"));
    }

    private static CreditBaseline Baseline(params WeightProfile[] weights) =>
        CreditBaseline.Create(Fabricated.Report(Fabricated.Weighted("fc1", weights)), Elsewhere);

    private static IReadOnlyList<WeightProfile> Aligned(CreditBaseline baseline, params WeightProfile[] weights) =>
        ReportAlignment.Create(baseline, Fabricated.Retrained(Fabricated.Weighted("fc1", weights))).Report.Blocks[0].Profile!.Weights;
}
