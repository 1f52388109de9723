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

    // The median's multiple is 1.43 or more; a half of the largest, 4, is more than that.
    [Test]
    public void Nor_do_they_keep_what_is_below_the_tolerance() =>
        RankCutoff.GavishDonoho(0.5).RankOf([8, 3, 1, 1, 1], 5, 1_000).Should().Be(1);

    [TestCase("fixed:0")]
    [TestCase("fixed:-1")]
    [TestCase("fixed:x")]
    [TestCase("energy:0")]
    [TestCase("energy:1.01")]
    [TestCase("fixed")]
    public void A_text_that_is_no_rule_is_found_not_to_be_one(string text) => RankRule.TryParse(text, out _).Should().BeFalse();

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
    public void Half_of_the_energy_is_reached_by_one_of_two_equal_values()
    {
        RankCutoff.Energy(0.5, 1e-3).RankOf([1, 1], 2, 2).Should().Be(1);
        RankCutoff.Energy(1, 1e-3).RankOf([1, 1], 2, 2).Should().Be(2);
    }

    [TestCase(2, 2)]
    [TestCase(5, 4)]
    public void A_bounded_rule_counts_no_more_than_its_bound_and_than_the_rule(int bound, int rank) =>
        RankCutoff.AtMost(RankCutoff.Relative(1e-3), bound).RankOf(Fading, 6, 6).Should().Be(rank);

    [TestCase("relative")]
    [TestCase("fixed:1")]
    [TestCase("fixed:12")]
    [TestCase("energy:0.25")]
    [TestCase("energy:1")]
    [TestCase("gavish-donoho")]
    public void A_rule_is_written_as_it_is_read(string text) => RankRule.Parse(text).ToString().Should().Be(text);

    [TestCase("fixed:0")]
    [TestCase("fixed:-1")]
    [TestCase("fixed:x")]
    [TestCase("fixed")]
    [TestCase("energy:0")]
    [TestCase("energy:1.01")]
    [TestCase("energy:-0.5")]
    [TestCase("energy:x")]
    [TestCase("relative:1")]
    [TestCase("")]
    public void Other_rules_are_refused_with_those_that_there_are(string text)
    {
        SettingsException fault = FluentActions.Invoking(() => RankRule.Parse(text)).Should().Throw<SettingsException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.Usage);
        fault.Message.Should().Contain($"'{text}'").And.Contain(RankRule.Choices);
    }

    [Test]
    public void Rules_in_code_have_the_same_bounds()
    {
        RankRule.Fixed(1).ToString().Should().Be("fixed:1");
        RankRule.Energy(1).ToString().Should().Be("energy:1");
        RankRule.Relative.ToString().Should().Be("relative");
        RankRule.GavishDonoho.ToString().Should().Be("gavish-donoho");
        FluentActions.Invoking(() => RankRule.Fixed(0)).Should().Throw<SettingsException>().WithMessage("*'fixed:0'*");
        FluentActions.Invoking(() => RankRule.Energy(0)).Should().Throw<SettingsException>().WithMessage("*'energy:0'*");
        FluentActions.Invoking(() => RankRule.Energy(1.5)).Should().Throw<SettingsException>().WithMessage("*'energy:1.5'*");
    }

    // Equal values have no noise: the relative rule counts all of them, the threshold for noise none.
    [Test]
    public void Each_rule_applies_its_own_cutoff()
    {
        double[] equal = [.. Enumerable.Repeat(1.0, 20)];
        RankRule.Relative.Above(1e-3).RankOf(equal, 20, 20).Should().Be(20);
        RankRule.GavishDonoho.Above(1e-3).RankOf(equal, 20, 20).Should().Be(0);
        RankRule.Fixed(3).Above(1e-3).RankOf(equal, 20, 20).Should().Be(3);
        RankRule.Energy(0.5).Above(1e-3).RankOf(equal, 20, 20).Should().Be(10);
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
