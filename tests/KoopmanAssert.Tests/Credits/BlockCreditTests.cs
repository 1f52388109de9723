using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using NUnit.Framework;

namespace KoopmanAssert;

public class BlockCreditTests
{
    [Test]
    public void A_credit_is_the_sum_of_logs_and_per_dimension_that_over_the_rank()
    {
        BlockCredit credit = Fabricated.Block(rank: 4, sigma: 3);
        credit.LogCredit.Should().BeApproximately(4 * Math.Log(3), 1e-12);
        credit.LogCreditPerDimension.Should().BeApproximately(Math.Log(3), 1e-12);
        credit.Unreliable.Should().BeNull();
    }

    [TestCase(1, 3)]
    [TestCase(2, 3)]
    [TestCase(4, 5)]
    [TestCase(5, 5)]
    [TestCase(20, 21)]
    [TestCase(21, 21)]
    public void Twice_half_of_the_rank_and_one_are_snapshots_enough(int rank, int enough)
    {
        Fabricated.Block(rank: rank, snapshots: enough).Unreliable.Should().BeNull();
        Fabricated.Block(rank: rank, snapshots: enough - 1).Unreliable.Should().Be($"{enough - 1} snapshots are too few for rank {rank}");
    }

    [TestCase(10, 5, null)]
    [TestCase(10, 4, "its trajectories ended after 4 of 10 steps")]
    [TestCase(3, 2, null)]
    [TestCase(3, 1, "its trajectories ended after 1 of 3 steps")]
    [TestCase(2, 1, null)]
    public void A_trajectory_must_reach_half_of_its_steps(int steps, int used, string? reason) =>
        Fabricated.Block("fc1", 8, 6, 2, [2, 2], steps: steps, stepsUsed: used).Unreliable.Should().Be(reason);

    [Test]
    public void Rank_0_has_no_credit_and_says_so()
    {
        BlockCredit credit = Fabricated.Block("fc1", 8, 6, 0, [0, 0]);
        credit.LogCredit.Should().BeNull();
        credit.LogCreditPerDimension.Should().BeNull();
        credit.Unreliable.Should().Contain("rank 0");
    }

    [Test]
    public void Values_that_are_not_finite_have_no_credit_and_say_so() =>
        Fabricated.Of("fc1", 8, 6, KoopmanEstimate.Impossible(400, 1, KoopmanRoute.Gram)).Unreliable.Should().Contain("NaN or infinity");

    [TestCase(double.NaN)]
    [TestCase(double.NegativeInfinity)]
    public void Figures_that_are_not_finite_are_unreliable(double value) =>
        (Fabricated.Block() with { Figures = [new Figure(FigureKind.ActivationLevel, 0, value)] }).Unreliable.Should()
            .Be("its figures contain NaN or infinity");

    [Test]
    public void Under_another_name_a_credit_is_the_same()
    {
        BlockCredit credit = Fabricated.Weighted("fc1", Fabricated.Weight(1, 2), Fabricated.Weight(3, 4));
        BlockCredit renamed = credit.ReadAs("fc2", credit.Profile!.Weights);
        (renamed.Name, renamed.LogCredit, renamed.NoiseFloor).Should().Be(("fc2", credit.LogCredit, credit.NoiseFloor));
        renamed.Figures.Should().BeSameAs(credit.Figures);
        renamed.Profile.Should().BeSameAs(credit.Profile, "its weights are in this order");

        BlockCredit without = Fabricated.Of("fc1", 8, 6, KoopmanEstimate.Impossible(400, 1, KoopmanRoute.Gram));
        without.Profile.Should().BeNull();
        without.ReadAs("fc2", []).Name.Should().Be("fc2");
    }

    // Weights in another order are figures in another order; each keeps the floor that the figure of that name has.
    [Test]
    public void Weights_in_another_order_keep_what_was_measured()
    {
        BlockCredit credit = Fabricated.Weighted("fc1", Fabricated.Weight(1, 2), Fabricated.Weight(3, 4));
        IReadOnlyList<Figure> floors = [.. credit.Figures.Select((figure, i) => figure with { NoiseFloor = i + 1 })];
        credit = credit with { Figures = floors, LogSensitivity = 5 };
        BlockCredit read = credit.ReadAs("fc2", [.. credit.Profile!.Weights.Reverse()]);
        (read.Name, read.NoiseFloor, read.LogSensitivity).Should().Be(("fc2", credit.NoiseFloor, 5.0));
        read.Profile!.Weights.Should().Equal(credit.Profile.Weights.Reverse());
        read.Figures.Select(f => (f.Name, f.NoiseFloor)).Should().Equal(credit.Figures.Select(f => (f.Name, f.NoiseFloor)));
        read.Figures.Select(f => f.Value).Should().NotEqual(credit.Figures.Select(f => f.Value));
        credit.ReadAs("fc2", [Fabricated.Weight(1, 2)]).Figures.Should().HaveCountLessThan(credit.Figures.Count);
    }

    [Test]
    public void A_report_finds_blocks_by_name_and_lists_them_otherwise()
    {
        CreditReport report = Fabricated.Report(Fabricated.Block("conv1"), Fabricated.Block("fc1"));
        report["fc1"].Should().BeSameAs(report.Blocks[1]);
        FluentActions.Invoking(() => report["fc2"]).Should().Throw<KeyNotFoundException>().WithMessage("*'fc2'*conv1, fc1*");
    }
}
