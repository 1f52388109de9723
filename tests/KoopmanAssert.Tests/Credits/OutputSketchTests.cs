using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A sketch of outputs says how far others lie from them, as they are and up to a rotation.</summary>
public class OutputSketchTests
{
    private const int Samples = 200;

    [TestCase(3)]
    [TestCase(40)]
    public void Equal_outputs_lie_at_0(int dimension)
    {
        DenseMatrix y = Random(dimension, 1);
        Distance(y, y).Should().Be(new OutputDistance(0, 0));
    }

    // ‖sY − Y‖ = |s − 1| ‖Y‖, and of the inner products |s² − 1|, whatever the projection; the mean is subtracted from the scale only.
    [TestCase(3)]
    [TestCase(40)]
    public void Scaled_outputs_lie_as_far_as_they_are_scaled(int dimension)
    {
        DenseMatrix y = Random(dimension, 2);
        OutputDistance distance = Distance((DenseMatrix)(1.5 * y), y);
        distance.Change.Should().BeApproximately(0.5, 0.01);
        distance.Geometry.Should().BeApproximately(1.25, 0.01);
    }

    [Test]
    public void Class_scores_have_no_products_and_the_same_distance()
    {
        DenseMatrix y = Random(40, 12), grown = (DenseMatrix)(1.5 * y);
        OutputSketch accepted = OfScores(y);
        accepted.Products.Should().BeNull();
        OfScores(grown).DistanceFrom(accepted, Samples)!.Value.Change.Should().Be(Distance(grown, y).Change);
    }

    [TestCase(5)]
    [TestCase(40)]
    public void A_rotation_moves_the_outputs_but_not_their_geometry(int dimension)
    {
        DenseMatrix y = Random(dimension, 3);
        var rotation = (DenseMatrix)Random(dimension, dimension, 4).QR().Q;
        OutputDistance distance = Distance((DenseMatrix)(rotation * y), y);
        distance.Change.Should().BeGreaterThan(0.7);
        distance.Geometry.Should().BeLessThan(0.01);
    }

    // Twice the variation about the same mean: all of the variation that there was is new, however large the mean.
    [Test]
    public void Variation_is_compared_with_variation()
    {
        DenseMatrix varying = Random(3, 15) * 0.01, y = (DenseMatrix)(varying + 1), grown = (DenseMatrix)((2 * varying) + 1);
        Distance(grown, y).Change.Should().BeApproximately(1, 0.1);
    }

    // The inner products times signs that follow from the place, number by number, where snapshots are kept and where products are.
    [TestCase(40)]
    [TestCase(300)]
    public void Products_are_the_centred_inner_products_times_signs(int dimension)
    {
        DenseMatrix y = Random(dimension, 16);
        var centred = (DenseMatrix)(y - DenseMatrix.Create(dimension, Samples, (i, _) => y.Row(i).Average()));
        var signs = DenseMatrix.Create(Samples, 8, (i, j) => SplitMix64.Bits((ulong)((j * Samples) + i + 1)) < 1UL << 63 ? 1 : -1);
        double[] expected = ((DenseMatrix)(centred.TransposeThisAndMultiply(centred) * signs)).Values;
        byte[] packed = Convert.FromBase64String(Sketch(y).Products!);
        double largest = BitConverter.ToDouble(packed);
        largest.Should().BeApproximately(expected.Max(Math.Abs), 1e-9 * largest);
        expected.Select((_, i) => largest * (double)BitConverter.ToHalf(packed, 8 + (2 * i))).Should()
            .Equal(expected, (a, b) => Math.Abs(a - b) < 1e-3 * largest);
    }

    [Test]
    public void Outputs_that_have_nothing_in_common_lie_a_root_of_2_apart()
    {
        Distance(Random(40, 5), Random(40, 6)).Change.Should().BeApproximately(Math.Sqrt(2), 0.1);
    }

    [Test]
    public void An_output_that_was_constant_lies_all_of_what_it_is_from_it()
    {
        var constant = DenseMatrix.Create(2, Samples, 0);
        Distance(Random(2, 7), constant).Change.Should().BeInRange(1, Math.Sqrt(2), "all of its variation is new, and its mean");
        Distance(constant, constant).Change.Should().Be(0);
    }

    // A tenth of the mean, however little the outputs vary about it.
    [Test]
    public void Means_are_compared_with_the_size_of_the_outputs()
    {
        DenseMatrix y = (DenseMatrix)((Random(3, 11) * 0.01) + 1), shifted = (DenseMatrix)(y + 0.1);
        Distance(shifted, y).Change.Should().BeApproximately(0.1, 0.02);
    }

    [Test]
    public void Other_numbers_of_outputs_have_no_distance() =>
        Sketch(Random(3, 8)).DistanceFrom(Sketch(Random(4, 8)), Samples).Should().BeNull();

    [Test]
    public void A_sketch_depends_on_no_number_of_threads()
    {
        DenseMatrix y = Random(40, 9);
        Sketch(y, 3).Should().Be(Sketch(y));
    }

    // Sixteen are kept as they are, so their inner products follow from them.
    [TestCase(16, false)]
    [TestCase(17, true)]
    public void Products_are_kept_of_more_than_sixteen_outputs(int dimension, bool kept)
    {
        OutputSketch sketch = Sketch(Random(dimension, 13));
        (sketch.Products is not null).Should().Be(kept);
        OutputSketch.IsPacked(sketch.Values, Samples).Should().BeTrue("sixteen numbers a sample are the most");
    }

    [Test]
    public void More_than_sixteen_numbers_a_sample_are_none()
    {
        string sixteen = Sketch(Random(16, 14)).Values;
        OutputSketch.IsPacked(sixteen, Samples).Should().BeTrue();
        OutputSketch.IsPacked(sixteen, Samples / 2).Should().BeFalse("that would be 32");
        OutputSketch.IsPacked(Convert.ToBase64String(new byte[sizeof(double)]), Samples).Should().BeFalse("there are none");
        OutputSketch.IsPacked(Convert.ToBase64String([.. Convert.FromBase64String(sixteen), 0]), Samples).Should().BeFalse("half a number");
    }

    [Test]
    public void Packed_numbers_are_those_of_as_many_samples()
    {
        string text = Sketch(Random(3, 10)).Values;
        OutputSketch.IsPacked(text, Samples).Should().BeTrue();
        OutputSketch.IsPacked(text, 7).Should().BeFalse();
        OutputSketch.IsPacked(text[4..], Samples).Should().BeFalse();
        OutputSketch.IsPacked("?", Samples).Should().BeFalse();
        OutputSketch.IsPacked("", Samples).Should().BeFalse();
    }

    private static OutputDistance Distance(DenseMatrix own, DenseMatrix accepted) =>
        Sketch(own).DistanceFrom(Sketch(accepted), Samples)!.Value;

    private static OutputSketch OfScores(DenseMatrix y) =>
        OutputSketch.Create(new ColumnSnapshots(y), centred: null, 1, CancellationToken.None);

    private static OutputSketch Sketch(DenseMatrix y, int threads = 1)
    {
        var snapshots = new ColumnSnapshots(y);
        InnerProducts centred = SnapshotSums.Compute(snapshots, Observable.Affine, KoopmanRoute.Gram).Centred;
        return OutputSketch.Create(snapshots, centred, threads, CancellationToken.None);
    }

    private static DenseMatrix Random(int dimension, int seed) => Random(dimension, Samples, seed);

    private static DenseMatrix Random(int rows, int columns, int seed) =>
        DenseMatrix.CreateRandom(rows, columns, new MathNet.Numerics.Distributions.Normal(0, 1, new Random(seed)));
}
