using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

public class RankRuleTests
{
    private static readonly double[] Fading = [8, 4, 2, 1, 1e-3, 1e-9];

    [TestCase(0.6, 1)]
    [TestCase(0.3, 2)]
    [TestCase(1e-3, 4)]
    [TestCase(1e-5, 5)]
    [TestCase(1e-10, 6)]
    public void Relative_counts_what_lies_above_a_fraction_of_the_largest(double tolerance, int rank) =>
        RankCutoff.Relative(tolerance).RankOf(Fading, 6, 6).Should().Be(rank);

    [Test]
    public void A_value_at_the_threshold_does_not_count() => RankCutoff.Relative(0.5).RankOf([8, 4, 4], 3, 3).Should().Be(1);

    [TestCase(2, 2)]
    [TestCase(4, 4)]
    [TestCase(6, 4)]
    [TestCase(100, 4)]
    public void Fixed_counts_its_number_as_far_as_it_is_above_the_tolerance(int number, int rank) =>
        RankCutoff.Fixed(number, 1e-3).RankOf(Fading, 6, 6).Should().Be(rank);

    // The energies are 64, 16, 4, 1 and less: 85 in all.
    [TestCase(0.5, 1)]
    [TestCase(64 / 85.1, 1)]
    [TestCase(0.76, 2)]
    [TestCase(0.95, 3)]
    [TestCase(0.999, 4)]
    [TestCase(1.0, 4)]
    public void Energy_counts_the_fewest_that_carry_its_share(double share, int rank)
        => RankCutoff.Energy(share, 1e-3).RankOf(Fading, 6, 6).Should().Be(rank);

    [Test]
    public void All_of_the_energy_is_all_that_is_above_the_tolerance()
        => RankCutoff.Energy(1, 1e-12).RankOf(Fading.AsSpan(0, 5), 5, 5).Should().Be(5);

    [Test]
    public void Gavish_and_Donoho_keep_0_of_20_on_noise_free_orthogonal_data() =>
        RankCutoff.GavishDonoho(1e-3).RankOf([.. Enumerable.Repeat(1.0, 20)], 20, 20).Should().Be(0);

    // ω(1) ≈ 2.86 and ω(0.5) ≈ 2.17 (their table of ω(β), to two digits) times the median.
    [TestCase(100, 100, 2.83, 0)]
    [TestCase(100, 100, 2.90, 1)]
    [TestCase(100, 50, 2.14, 0)]
    [TestCase(50, 100, 2.20, 1)]
    public void Gavish_and_Donoho_cut_at_their_multiple_of_the_median(int rows, int columns, double largest, int rank) =>
        RankCutoff.GavishDonoho(1e-3).RankOf([largest, .. Enumerable.Repeat(1.0, 49)], rows, columns).Should().Be(rank);

    [Test]
    public void Gavish_and_Donoho_find_the_rank_of_a_signal_in_noise()
    {
        MathNet.Numerics.LinearAlgebra.Double.DenseMatrix noise = SeededMatrices.Uniform(80, 60, 3);
        MathNet.Numerics.LinearAlgebra.Double.DenseMatrix signal =
            (SeededMatrices.Uniform(80, 3, 4) * SeededMatrices.Uniform(3, 60, 5)) * 10;
        RankCutoff.GavishDonoho(1e-3).RankOf(ThinSvd.Values(noise + signal), 80, 60).Should().Be(3);
    }

    [TestCase("relative")]
    [TestCase("fixed:3")]
    [TestCase("energy:0.9")]
    [TestCase("gavish-donoho")]
    public void Nothing_and_zeros_have_rank_0(string rule)
    {
        RankRule.Parse(rule).Above(1e-3).RankOf([], 0, 4).Should().Be(0);
        RankRule.Parse(rule).Above(1e-3).RankOf([0, 0, 0], 3, 4).Should().Be(0);
    }

    [Test]
    public void No_rule_counts_what_the_tolerance_calls_noise_and_scale_does_not_matter(
        [Values("relative", "fixed:5", "energy:0.99", "gavish-donoho")] string rule) =>
        Gen.Double[0, 10].Array[1, 30].Sample(
            values =>
            {
                double[] descending = [.. values.OrderDescending()], scaled = [.. descending.Select(v => v * 1024)];
                RankCutoff counted = RankRule.Parse(rule).Above(0.01);
                int rank = counted.RankOf(descending, 30, 40);
                return rank <= RankCutoff.Relative(0.01).RankOf(descending, 30, 40) && counted.RankOf(scaled, 30, 40) == rank;
            },
            seed: "0003aBcDeFg3");
}
