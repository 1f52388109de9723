using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;
using static KoopmanAssert.FabricatedEvidence;

namespace KoopmanAssert;

/// <summary>
/// Which block explains what moved. With the limit 3, a z is evidence of 0.45 z² − ln(10)/2: 2.4 nats for 2.8, −1.2 nats for 0.
/// </summary>
[TestFixture]
internal sealed class DamagedBlockTests
{
    [Test]
    public void The_block_that_moved_within_its_ranges_while_all_else_stayed_is_pointed_at_and_not_accused()
    {
        DriftEvidence evidence = Fresh(Block("a"), Damaged("b"), Block("c"));

        DamagedBlock.Find(evidence)!.Name.Should().Be("b");
        FaultLocalisation.Find(evidence).Should().BeNull("no figure of it is beyond its range");
        DriftVerdict verdict = Diagnosis.Judge(evidence);
        verdict.Fault.Should().BeNull();
        verdict.Cause.Should().Be(new DriftCause(
            "oneBlock",
            "what lies before 'b' and the weights of all other blocks are within their ranges, and what moved fits damage in 'b': look "
            + "there first, although no figure of it is beyond its own range",
            "b",
            "what in training or export concerns 'b' alone"));
    }

    [Test]
    public void Operators_behind_it_may_have_moved_too() =>
        DamagedBlock.Find(Fresh(Block("a"), Damaged("b"), Block("c", gain: 5, level: 5)))!.Name.Should().Be("b");

    [Test]
    public void A_block_with_a_figure_beyond_its_range_is_accused() =>
        FaultLocalisation.Find(Fresh(Block("a", weight: 1.8), Block("b", gain: 3.4, level: 2, weight: 2.4), Block("c")))!.Name
            .Should().Be("b");

    [Test]
    public void What_moved_everywhere_is_no_damage() =>
        DamagedBlock.Find(Fresh(Damaged("a"), Damaged("b"), Damaged("c"))).Should().BeNull();

    [Test]
    public void Two_blocks_that_explain_as_much_leave_it_open() =>
        DamagedBlock.Find(Fresh(Damaged("a"), Block("pool", hasWeights: false), Damaged("b"))).Should().BeNull();

    [Test]
    public void Where_no_block_moved_none_is_damaged() =>
        DamagedBlock.Find(Fresh(Block("a"), Block("b", weight: 1), Block("c"))).Should().BeNull();

    [Test]
    public void Operators_that_moved_before_a_block_speak_against_it() =>
        DamagedBlock.Find(Fresh(Block("a", gain: 2.8, level: 2.8), Damaged("b"))).Should().BeNull();

    [TestCase(LineageKind.Unknown)]
    [TestCase(LineageKind.Continued)]
    public void A_model_that_may_share_its_start_with_the_accepted_one_says_nothing(LineageKind kind) =>
        DamagedBlock.Find(Of(kind, [Block("a"), Damaged("b"), Block("c")])).Should().BeNull();

    private static JudgedBlock Damaged(string name) => Block(name, gain: 2.8, level: 2.8, weight: 2.6);

    private static DriftEvidence Fresh(params JudgedBlock[] blocks) => Of(LineageKind.Fresh, blocks);
}
