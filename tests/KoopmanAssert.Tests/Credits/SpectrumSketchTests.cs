using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Core.Credits;

/// <summary>A sketch of a spectrum gives the sum of its logarithms at any number of singular values.</summary>
[TestFixture]
internal sealed class SpectrumSketchTests
{
    private const double Smallest = 1e-3;

    [Test]
    public void The_sum_is_exact_where_it_was_taken()
    {
        double[] sigma = [.. Enumerable.Range(1, 300).Select(j => 7 / Math.Sqrt(j))];
        Sketch(sigma, 123).SumAt(123).Should().Be(Sum(sigma, 123));
    }

    // A power of j, an exponential, all equal, and one that ends: a leading credit counts half of the rank at most.
    [TestCase("power", 199)]
    [TestCase("exponential", 199)]
    [TestCase("equal", 199)]
    [TestCase("cut", 75)]
    public void Elsewhere_it_misses_less_than_a_tenth_of_what_retraining_moves(string kind, int most)
    {
        double[] sigma = [.. Enumerable.Range(1, 400).Select(j => kind switch
        {
            "power" => 3 * Math.Pow(j, -0.8),
            "exponential" => 3 * Math.Exp(-j / 80.0),
            "equal" => 3,
            _ => j <= 150 ? 3 / (double)j : 0,
        })];
        SpectrumSketch sketch = Sketch(sigma, 50);
        for (int count = 1; count <= most; count++)
        {
            sketch.SumAt(count).Should().BeApproximately(Sum(sigma, count), 0.1 * 0.03 * count, "of {0}", count);
        }
    }

    // Falls that are linear in the direction are linear within each run: all that is missed is their rounding, half of 1/65535 of ln 1000
    // for each direction.
    [Test]
    public void Of_an_exponential_spectrum_only_rounding_is_missed()
    {
        double[] sigma = [.. Enumerable.Range(1, 400).Select(j => 3 * Math.Exp(-j / 80.0))];
        SpectrumSketch sketch = Sketch(sigma, 199);
        Enumerable.Range(1, 198).Should().OnlyContain(count => Math.Abs(sketch.SumAt(count) - Sum(sigma, count)) < 6e-5 * count);
    }

    [Test]
    public void Beyond_its_runs_a_spectrum_is_at_the_largest_fall()
    {
        double[] sigma = [3, 3, 3, 3, 3, 3, 3, 3, 3, 3];
        SpectrumSketch sketch = Sketch(sigma, 10);
        sketch.Falls.Should().Equal(Enumerable.Repeat((ushort)0, 9), "two directions are the ninth run");
        sketch.SumAt(20).Should().BeApproximately((20 * Math.Log(3)) + (10 * Math.Log(Smallest)), 1e-3);
    }

    [Test]
    public void A_spectrum_of_zeros_has_no_runs() =>
        SpectrumSketch.Create([0, 0], Smallest, 1, 0, 1).Falls.Should().BeEmpty();

    // The first eight runs hold one direction each.
    [TestCase("power")]
    [TestCase("exponential")]
    public void Its_values_draw_the_spectrum(string kind)
    {
        double[] sigma = [.. Enumerable.Range(1, 400).Select(j => kind == "power" ? 3 * Math.Pow(j, -0.8) : 3 * Math.Exp(-j / 80.0))];

        IReadOnlyList<double> values = Sketch(sigma, 50).Values();

        values.Should().HaveCountGreaterThanOrEqualTo(199).And.BeInDescendingOrder();
        values.Zip(sigma).Take(8).Should().OnlyContain(pair => Math.Abs(Math.Log(pair.First / pair.Second)) < 1e-3);
        values.Zip(sigma).Should().OnlyContain(pair => Math.Abs(Math.Log(pair.First / pair.Second)) < 0.1);
    }

    [Test]
    public void Directions_that_few_numbers_describe_take_few_numbers()
    {
        double[] sigma = [.. Enumerable.Range(1, 400).Select(j => 1.0 / j)];
        Sketch(sigma, 199).Falls.Should().HaveCount(28);
        Sketch([5], 1).Falls.Should().Equal(0);
    }

    [Test]
    public void On_the_blocks_of_a_trained_network_it_misses_less_than_a_tenth_of_what_retraining_moves()
    {
        CreditReport report = CreditAnalysis.Run(RepositoryFiles.LeNet, RepositoryFiles.Digits, null, new AnalysisOptions { Threads = 2 });
        foreach (BlockCredit block in report.Blocks)
        {
            BlockProfile profile = block.Profile!;
            int most = Math.Max(1, Math.Min(Math.Min(block.Inputs, block.Outputs), 399) / 2);
            double[] sigma = profile.Spectrum.SingularValues;
            var sketch = SpectrumSketch.Create(sigma, Smallest, profile.Half, Sum(sigma, profile.Half), most);
            Enumerable.Range(1, most).Should().OnlyContain(
                count => Math.Abs(sketch.SumAt(count) - Sum(sigma, count)) <= 0.1 * 0.03 * count, block.Name);
        }
    }

    private static SpectrumSketch Sketch(double[] sigma, int counted) =>
        SpectrumSketch.Create(sigma, Smallest, counted, Sum(sigma, counted), Math.Max(counted, 199));

    private static double Sum(double[] sigma, int count) => Enumerable.Range(0, count)
        .Sum(j => Math.Log(Math.Max(j < sigma.Length ? sigma[j] : 0, Smallest * sigma[0])));
}
