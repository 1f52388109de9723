using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;
using static KoopmanAssert.FabricatedEvidence;

namespace KoopmanAssert;

/// <summary>In which block the evidence is concentrated, on figures that are chosen. Up to 3 is allowed.</summary>
[TestFixture]
internal sealed class FaultLocalisationTests
{
    [Test]
    public void The_block_whose_weights_moved_alone_is_found() =>
        Find(Block("a"), Block("b", gain: 4, weight: 4), Block("c")).Should().Be("b");

    [Test]
    public void A_block_whose_own_figures_are_all_within_their_ranges_is_never_found() =>
        Find(Block("a"), Block("b", gain: 2.9, level: 2.9, weight: 2.9), Block("c", gain: 5)).Should().BeNull();

    // Noisy labels and other recipes move all weights; the largest of several is a little larger than the next.
    [Test]
    public void Weights_that_moved_together_point_to_no_block()
    {
        Find(Block("a", weight: -4.1), Block("b", weight: -3.7), Block("c", weight: -1)).Should().BeNull();
        Find(Block("a", weight: 2.1), Block("b", weight: 4), Block("c", weight: 0)).Should().BeNull("the gap is 1.9");
        Find(Block("a", weight: 2.0), Block("b", weight: 4), Block("c", weight: 0)).Should().Be("b", "the gap is 2.0");
    }

    [Test]
    public void A_gap_between_blocks_that_are_both_beyond_their_limits_points_to_none() =>
        Find(Block("a", weight: 6.3), Block("b", weight: 3.5)).Should().BeNull();

    [Test]
    public void Neighbours_that_moved_the_other_way_compensate() =>
        Find(Block("a", weight: 4.4), Block("b", weight: -5), Block("c", weight: 4.5)).Should().Be("b");

    // Whatever the outputs of a do to the operators behind it, they do not move weights.
    [Test]
    public void Operators_downstream_do_not_distract_from_the_weights() =>
        Find(Block("a", gain: 2, level: 4, weight: 3.5), Block("b", gain: 9, level: 9), Block("c", level: 12)).Should().Be("a");

    [Test]
    public void Operators_alone_point_to_no_block() =>
        Find(Block("a", gain: 5, level: 5), Block("b", gain: 9, level: 9), Block("pool", gain: 9, hasWeights: false)).Should().BeNull();

    [Test]
    public void Where_only_one_block_has_other_parameters_it_is_that_one_however_little_it_moved() =>
        Find(Block("a", changed: false), Block("b", weight: 0.5), Block("c", gain: 8, changed: false)).Should().Be("b");

    [Test]
    public void A_model_with_the_accepted_weights_points_to_no_block() => // the samples' preprocessing, or another operator
        Find(Block("a", changed: false), Block("b", gain: 8, changed: false)).Should().BeNull();

    [Test]
    public void In_a_fresh_retrain_a_smaller_gap_will_do_where_the_block_is_also_the_first_beyond_its_range()
    {
        JudgedBlock[] first = [Block("a", weight: 1.5), Block("b", gain: 4, weight: 2.6), Block("c", gain: 5)];
        JudgedBlock[] second = [Block("a", gain: 4, weight: 1.5), Block("b", gain: 4, weight: 2.6), Block("c", gain: 5)];
        FaultLocalisation.Find(Of(LineageKind.Fresh, first))?.Name.Should().Be("b");
        FaultLocalisation.Find(Of(LineageKind.Fresh, second)).Should().BeNull("a comes before it");
        FaultLocalisation.Find(Of(LineageKind.Unknown, first)).Should().BeNull("it may be a continued one");
        FaultLocalisation.Find(Of(LineageKind.Continued, first)).Should().BeNull();
    }

    [Test]
    public void A_network_of_one_block_has_nothing_that_it_could_stand_out_from_but_its_limit() =>
        Find(Block("a", weight: 4)).Should().Be("a");

    private static string? Find(params JudgedBlock[] blocks) => FaultLocalisation.Find(Of(blocks))?.Name;
}
