using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class StepDelayEmbeddingTests
{
    [Test]
    public void Pairs_follow_each_trajectory_and_never_cross_to_another()
    {
        SnapshotPairs pairs = Collect(x => 2 * x, steps: 3, 1, 10);
        pairs.Before.Values.Should().Equal(1, 10, 2, 20, 4, 40);
        pairs.After.Values.Should().Equal(2, 20, 4, 40, 8, 80);
        pairs.Outputs.Values.Should().Equal(2, 20, 4, 40, 8, 80);
        pairs.StepsUsed.Should().Be(3);
    }

    [Test]
    public void One_step_never_runs_the_block_again()
    {
        BlockMap never = (_, _) => throw new InvalidOperationException();
        DenseMatrix x = SeededMatrices.Uniform(3, 5), f = SeededMatrices.Uniform(3, 5, 2);
        SnapshotPairs pairs = StepDelayEmbedding.Collect(never, new IdentityAlignment(), x, f, 1);
        (pairs.Before, pairs.After, pairs.Outputs, pairs.StepsUsed).Should().Be((x, f, f, 1));
    }

    [Test]
    public void States_are_the_aligned_outputs_and_outputs_the_block_s_own()
    {
        // f(x) = (x, 2x); with B = (1, 1)ᵀ, A is the mean of the two.
        BlockMap block = (x, _) => DenseMatrix.OfMatrix(x.Stack(x * 2));
        var alignment = new ExplicitAlignment(DenseMatrix.OfArray(new[,] { { 1.0 }, { 1 } }));
        SnapshotPairs pairs = StepDelayEmbedding.Collect(block, alignment, new DenseMatrix(1, 1, [4]), new DenseMatrix(2, 1, [4, 8]), 2);
        pairs.Before.Values.Should().Equal(new double[] { 4, 6 }, Close);
        pairs.After.Values.Should().Equal(new double[] { 6, 9 }, Close);
        pairs.Outputs.Values.Should().Equal(new double[] { 4, 8, 6, 12 }, Close);
    }

    [TestCase(1e3, 2)]
    [TestCase(1e4, 1)]
    [TestCase(1e-4, 1)]
    [TestCase(0.01, 3)]
    [TestCase(1.1, 50)]
    public void A_trajectory_ends_before_its_norm_leaves_a_million_times_its_start(double factor, int used)
    {
        SnapshotPairs pairs = Collect(x => factor * x, steps: 50, 1);
        (pairs.StepsUsed, pairs.Before.ColumnCount).Should().Be((used, used));
        pairs.After.Values.Should().OnlyContain(v => v >= 0.99e-6 && v <= 1.01e6);
    }

    // A millionth and a million of the start are within the bounds, and there is no step of no trajectory.
    [TestCase(1e-6)]
    [TestCase(1e6)]
    public void A_trajectory_goes_on_at_the_bound_itself_and_a_block_is_never_run_on_nothing(double factor)
    {
        BlockMap block = (x, samples) => samples.Count == 0 ? throw new InvalidOperationException("nothing to run on")
            : DenseMatrix.OfMatrix(x * factor);
        SnapshotPairs pairs = StepDelayEmbedding.Collect(
            block, new IdentityAlignment(), new DenseMatrix(1, 1, [1.0]), new DenseMatrix(1, 1, [factor]), 5);
        pairs.StepsUsed.Should().Be(1);
        pairs.After.Values.Should().Equal(factor);
    }

    [Test]
    public void A_pair_at_a_bound_counts()
    {
        Collect(x => x / 1000, steps: 9, 1e6).After.Values.Should().Equal(1e3, 1);
        Collect(x => x * 1000, steps: 9, 1).After.Values.Should().Equal(1e3, 1e6);
    }

    [Test]
    public void Bounds_are_relative_to_each_start()
    {
        SnapshotPairs pairs = Collect(x => 512 * x, steps: 9, 1e-9, 1e9);
        pairs.StepsUsed.Should().Be(2);
        pairs.Before.Values.Should().Equal(new[] { 1e-9, 1e9, 512e-9, 512e9 }, (a, b) => Math.Abs(a - b) <= 1e-12 * b);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void A_trajectory_ends_before_a_value_that_is_not_finite(double value)
    {
        SnapshotPairs pairs = Collect(x => x < 4 ? 2 * x : value, steps: 9, 1);
        pairs.Before.Values.Should().Equal(1, 2);
        pairs.After.Values.Should().Equal(2, 4);
        pairs.StepsUsed.Should().Be(2);
    }

    [Test]
    public void The_others_go_on_when_one_trajectory_ends_and_the_shortest_counts()
    {
        List<IReadOnlyList<int>> asked = [];
        BlockMap block = (x, samples) =>
        {
            asked.Add(samples);
            return Map(x, v => v >= 100 ? double.NaN : v + 1);
        };
        DenseMatrix starts = new(1, 3, [1, 99, 2]);
        SnapshotPairs pairs = StepDelayEmbedding.Collect(block, new IdentityAlignment(), starts, Map(starts, v => v + 1), 3);
        pairs.Before.Values.Should().Equal(1, 99, 2, 2, 3, 3, 4);
        pairs.After.Values.Should().Equal(2, 100, 3, 3, 4, 4, 5);
        pairs.StepsUsed.Should().Be(1);
        asked.Should().BeEquivalentTo(new[] { new[] { 0, 1, 2 }, new[] { 0, 2 } }, options => options.WithStrictOrdering());
    }

    [Test]
    public void The_first_pair_counts_wherever_it_leads()
    {
        SnapshotPairs pairs = Collect(x => 1e9 * x, steps: 5, 1, 2);
        pairs.After.Values.Should().Equal(1e9, 2e9);
        pairs.StepsUsed.Should().Be(1);
    }

    [Test]
    public void A_start_of_norm_0_has_one_pair_and_shortens_nothing()
    {
        SnapshotPairs pairs = Collect(x => x + 1, steps: 3, 0, 5);
        pairs.Before.Values.Should().Equal(0, 5, 6, 7);
        pairs.StepsUsed.Should().Be(3);
    }

    [Test]
    public void The_pipeline_counts_pairs_and_steps()
    {
        KoopmanEstimate estimate = (Pipelines.Exact with { Steps = 9 }).Estimate(
            Pipelines.Linear(DenseMatrix.CreateIdentity(3) * 1e4),
            SeededMatrices.Uniform(3, 7));
        (estimate.Summary.Snapshots, estimate.Summary.StepsUsed).Should().Be((7, 1));
    }

    [Test]
    public void More_steps_give_the_rank_that_few_samples_lack()
    {
        DenseMatrix map = SeededMatrices.Orthonormal(12, 12, 5), starts = SeededMatrices.Uniform(12, 2, 6);
        Pipelines.Exact.Estimate(Pipelines.Linear(map), starts).Summary.SnapshotRank.Should().Be(2);
        KoopmanEstimate twelve = (Pipelines.Exact with { Steps = 12 }).Estimate(Pipelines.Linear(map), starts);
        (twelve.Summary.SnapshotRank, twelve.Rank, twelve.Summary.Snapshots).Should().Be((12, 12, 24));
        twelve.LogCreditAt(12).Should().BeApproximately(0, 1e-9);
    }

    private static SnapshotPairs Collect(Func<double, double> map, int steps, params double[] starts)
    {
        DenseMatrix x = new(1, starts.Length, starts);
        return StepDelayEmbedding.Collect((state, _) => Map(state, map), new IdentityAlignment(), x, Map(x, map), steps);
    }

    private static DenseMatrix Map(DenseMatrix x, Func<double, double> map)
        => DenseMatrix.OfMatrix(x.Map(map, MathNet.Numerics.LinearAlgebra.Zeros.Include));

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;
}
