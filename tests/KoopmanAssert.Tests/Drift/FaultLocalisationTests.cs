using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Which block is named, on figures that are chosen.</summary>
public class FaultLocalisationTests
{
    [Test]
    public void The_block_that_moved_alone_is_named() => Find(Block("a"), Block("b", gain: 5), Block("c")).Should().Be("b");

    [Test]
    public void No_block_is_named_where_none_moved_more_than_one_in_twenty_does()
    {
        Find(Block("a", gain: 1.9), Block("b", weight: -1.9)).Should().BeNull();
        Find([Block("a", gain: 1.9), [Figure(null, FigureKind.Doubt, 9)]]).Should().BeNull("what the whole network does names no block");
        Find(Block("a", gain: 2)).Should().Be("a");
    }

    [Test]
    public void The_weights_decide_between_blocks_that_moved()
        => Find(Block("a", gain: 8, level: 8, weight: 4), Block("b", gain: 12, level: 12, weight: 6)).Should().Be("b");

    [Test]
    public void Where_some_weights_were_touched_one_of_those_blocks_is_named_however_little_it_moved() =>
        Find(Block("a", touched: false), Block("b", weight: 0.5), Block("c", level: 1, touched: false)).Should().Be("b");

    [Test]
    public void A_change_counts_in_either_direction() => Find(Block("a", gain: 4), Block("b", gain: -6)).Should().Be("b");

    // b amplifies more only because it is fed more; its weights did not move.
    [Test]
    public void What_comes_in_already_changed_explains_what_a_block_makes_of_it() =>
        Find(Block("a", gain: 5, level: 8, weight: 5), Block("b", gain: 9, level: 9)).Should().Be("a");

    [Test]
    public void It_explains_nothing_of_its_weights() =>
        Find(Block("a", gain: 4, level: 4), Block("b", gain: 4, level: 4, weight: 9)).Should().Be("b");

    [Test]
    public void A_level_explains_all_blocks_after_it_and_not_the_next_alone() =>
        Find(Block("a", level: 7), Block("b"), Block("c", gain: 6.5, level: 1)).Should().Be("a");

    [Test]
    public void A_move_beyond_what_the_inputs_explain_counts_by_what_is_left() =>
        Find(Block("a", level: 4), Block("b", gain: 9)).Should().Be("b", "5 of it are its own, against 4");

    // The last block was retrained to compensate; the one before it has the very weights that were accepted.
    [Test]
    public void A_block_whose_weights_were_not_touched_is_innocent_where_others_were() =>
        Find(Block("a", gain: 8, level: 8, touched: false), Block("b", gain: 4, weight: 1)).Should().Be("b");

    [Test]
    public void Weights_are_untouched_within_rounding() =>
        Find(Block("a", gain: 8, level: 8, touched: false, rounding: 1e-13), Block("b", gain: 4, weight: 1)).Should().Be("b");

    [Test]
    public void Where_no_weight_was_touched_the_figures_decide_alone() => // the samples' preprocessing, or another operator
        Find(Block("a", gain: 1, touched: false), Block("b", gain: 8, touched: false)).Should().Be("b");

    [Test]
    public void A_block_without_weights_can_be_at_fault() =>
        Find(Block("pool", gain: 8, hasWeights: false), Block("b", gain: 1, weight: 1)).Should().Be("pool");

    private static string? Find(params FigureComparison[][] blocks) => FaultLocalisation.Find([.. blocks.SelectMany(b => b)]);

    // The z of its figures; touched weights have another norm than the accepted ones, however small its z.
    private static FigureComparison[] Block(
        string name,
        double gain = 0,
        double level = 0,
        double weight = 0,
        bool touched = true,
        bool hasWeights = true,
        double rounding = 0)
    {
        FigureComparison[] figures = [Figure(name, FigureKind.OperatorGain, gain), Figure(name, FigureKind.ActivationLevel, level)];
        FigureComparison norm = Figure(name, FigureKind.WeightNorm, weight);
        return hasWeights
            ? [.. figures, norm with { Figure = norm.Accepted with { Value = norm.Accepted.Value + (touched ? 0.01 : rounding) } }]
            : figures;
    }

    private static FigureComparison Figure(string? block, FigureKind kind, double z)
        => new(block, new Figure(kind, 1, z), new Figure(kind, 1, 0), 0, 3, z);
}
