using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// A count sketch keeps angles and lengths because signs are random: without them, values of one sign would all add up.
/// </summary>
[TestFixture]
internal sealed class SketchSignsTests
{
    private const int Values = 20_000;

    // One is 1 where the other is 0, so their cosine is 0; four standard deviations of an estimate are 4/√64.
    [Test]
    public void Positive_weights_that_share_no_place_are_unlike_each_other()
    {
        string even = Sketch(i => i % 2 == 0 ? 1 : 0), odd = Sketch(i => i % 2 == 0 ? 0 : 1);
        Math.Abs(WeightSketch.Cosine(even, odd)).Should().BeLessThan(0.5);
        Math.Abs(WeightSketch.Cosine(odd, Sketch(i => i % 2 == 0 ? -1 : 0))).Should().BeLessThan(0.5);
    }

    [Test]
    public void The_cosine_of_a_sketch_is_that_of_the_weights()
    {
        string all = Sketch(_ => 1);
        WeightSketch.Cosine(all, all).Should().BeApproximately(1, 1e-12);
        WeightSketch.Cosine(all, Sketch(_ => -1)).Should().BeApproximately(-1, 0.02, "bytes round");
        // Of ones and of ones in every other place: 1/√2.
        WeightSketch.Cosine(all, Sketch(i => i % 2 == 0 ? 1 : 0)).Should().BeApproximately(Math.Sqrt(0.5), 0.25);
    }

    // SplitMix64 with the seed 0 gives E220A8397B1DCDAF, 6E789E6AA1B965F4, 06C45D188009454F first: their lowest bits are the place, the
    // highest is the sign. Baselines hold sketches, so that no version may change either.
    [TestCase(0, 0x2F, -1)]
    [TestCase(1, 0x34, 1)]
    [TestCase(2, 0x0F, 1)]
    public void Place_and_sign_are_the_bits_of_the_generator(int index, int place, int sign)
    {
        byte[] sums = Convert.FromBase64String(Sketch(i => i == index ? 3 : 0));
        sums.Select(sum => (int)unchecked((sbyte)sum)).Should().Equal(Enumerable.Range(0, 64).Select(i => i == place ? 127 * sign : 0));

        var output = DenseMatrix.Create(20, 2, (i, j) => i == index ? j + 1 : 0);
        Unpacked(output).Should().Equal(Enumerable.Range(0, 32).Select(i => i % 16 == place % 16 ? sign * ((i / 16) + 1.0) : 0));
    }

    [Test]
    public void A_sketch_of_zeros_has_no_cosine()
    {
        WeightSketch.Cosine(Sketch(_ => 0), Sketch(_ => 1)).Should().Be(0);
        WeightSketch.Cosine(Sketch(_ => 1), Sketch(_ => 0)).Should().Be(0);
    }

    // Each of 1,000 outputs grows by 1 in one sample of two, which moves that sample by √1000. The sketch has 16 sums of about 62 outputs
    // each; its squared distance is 1000 on average, with a deviation of √(2/16) of that over random signs.
    [Test]
    public void Outputs_that_all_grow_move_as_far_as_they_grow()
    {
        const int Outputs = 1_000;
        var before = DenseMatrix.Create(Outputs, 2, (i, _) => Math.Cos(i));
        var after = DenseMatrix.Create(Outputs, 2, (i, j) => before[i, j] + j);
        double[] one = Unpacked(before), other = Unpacked(after);
        double square = one.Zip(other, (x, y) => (x - y) * (x - y)).Sum();
        square.Should().BeInRange(1000 / 4, 1000 * 4).And.BeLessThan(16 * 62 * 62 / 8, "sums without signs would move by 62 each");
    }

    private static string Sketch(Func<int, double> value)
    {
        var sketch = new WeightSketch();
        sketch.Add([.. Enumerable.Range(0, Values).Select(value)]);
        return sketch.ToText();
    }

    // The numbers of a sketch of two samples: halves relative to the largest, which comes first.
    private static double[] Unpacked(DenseMatrix outputs)
    {
        byte[] bytes = Convert.FromBase64String(
            OutputSketch.Create(new ColumnSnapshots(outputs), centred: null, 1, CancellationToken.None).Values);
        double largest = BitConverter.ToDouble(bytes);
        return [.. Enumerable.Range(0, (bytes.Length - 8) / 2).Select(i => largest * (double)BitConverter.ToHalf(bytes, 8 + (2 * i)))];
    }
}
