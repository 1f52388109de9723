using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class GramMatrixTests
{
    [TearDown]
    public void RestoreTheWidest() => VectorKernels.Override(null);

    [Test]
    public void It_agrees_with_MathNet_for_any_shape(
        [Values(1, 5, 255, 256, 257, 600)] int dimension, [Values(1, 7, 8, 9, 24, 25, 192, 193, 221)] int count)
    {
        DenseMatrix x = SeededMatrices.Uniform(dimension, count);
        SeededMatrices.Distance(GramMatrix.Compute(new MatrixSnapshots(x)), x.TransposeThisAndMultiply(x)).Should()
            .BeLessThan(1e-15 * (dimension + 1));
    }

    [Test]
    public void It_is_exactly_symmetric()
    {
        DenseMatrix gram = GramMatrix.Compute(SeededMatrices.Uniform(700, 203));
        SeededMatrices.Bits(gram.Transpose().Enumerate()).Should().Equal(SeededMatrices.Bits(gram.Enumerate()));
    }

    [Test]
    public void It_has_the_bits_of_the_product()
    {
        DenseMatrix x = SeededMatrices.Uniform(700, 50);
        SeededMatrices.Bits(GramMatrix.Compute(x).Values).Should().Equal(SeededMatrices.Bits(MatrixProduct.TransposeMultiply(x, x).Values));
    }

    [TestCase(300)]
    [TestCase(0)]
    public void A_matrix_in_whose_place_it_is_formed_leaves_nothing(int dimension)
    {
        DenseMatrix x = SeededMatrices.Uniform(dimension, 40), spare = DenseMatrix.Create(40, 40, double.NaN);
        DenseMatrix gram = GramMatrix.Compute(x, spare);
        gram.Should().BeSameAs(spare);
        SeededMatrices.Bits(gram.Values).Should().Equal(SeededMatrices.Bits(GramMatrix.Compute(x).Values));
    }

    [Test]
    public void Its_trace_is_the_squared_Frobenius_norm()
    {
        DenseMatrix x = SeededMatrices.Uniform(300, 40);
        GramMatrix.Compute(x).Trace().Should().BeApproximately(Math.Pow(x.FrobeniusNorm(), 2), 1e-10);
    }

    [Test]
    public void It_reads_at_most_256_features_at_a_time_and_each_once()
    {
        MatrixSnapshots snapshots = new(SeededMatrices.Uniform(700, 30));
        GramMatrix.Compute(snapshots);
        snapshots.LongestRead.Should().Be(256);
        snapshots.EntriesRead.Should().Be(700 * 30);
    }

    [Test]
    public void Neither_threads_nor_parts_change_a_bit([Values(1, 2, 5)] int threads, [Values(256, 2304, 5000)] int width)
    {
        MatrixSnapshots x = new(SeededMatrices.Uniform(5000, 203));
        GramSum sum = new(x.Dimension, x.Count, threads);
        for (int first = 0; first < x.Dimension; first += width)
        {
            sum.Add(x.Part(first, Math.Min(width, x.Dimension - first)));
        }

        SeededMatrices.Bits(sum.ToMatrix().Values).Should().Equal(SeededMatrices.Bits(GramMatrix.Compute(x).Values));
    }

    // So many features that their slices are dealt out to groups.
    [Test]
    public void Neither_threads_nor_parts_change_a_bit_of_a_long_sum(
        [Values(1, 2, 3, 4, 16)] int threads, [Values(2304, 8192, 40_000)] int width)
    {
        MatrixSnapshots x = new(SeededMatrices.Uniform(40_000, 37));
        GramSum sum = new(x.Dimension, x.Count, threads);
        for (int first = 0; first < x.Dimension; first += width)
        {
            sum.Add(x.Part(first, Math.Min(width, x.Dimension - first)));
        }

        SeededMatrices.Bits(sum.ToMatrix().Values).Should().Equal(SeededMatrices.Bits(GramMatrix.Compute(x).Values));
    }

    // Sums of products of small integers are exact.
    [Test]
    public void A_long_sum_is_that_of_MathNet([Values(32_767, 32_768, 33_025)] int dimension, [Values(1, 2, 5)] int threads)
    {
        DenseMatrix x = SeededMatrices.Uniform(dimension, 37);
        x.MapInplace(v => Math.Round(8 * v));
        GramSum sum = new(dimension, 37, threads);
        sum.Add(new MatrixSnapshots(x));
        sum.ToMatrix().Should().Be(x.TransposeThisAndMultiply(x));
    }

    [Test]
    public void A_long_sum_of_which_little_was_added_is_that_of_the_little()
    {
        DenseMatrix values = SeededMatrices.Uniform(600, 37);
        GramSum sum = new(40_000, 37, threads: 2, DenseMatrix.Create(37, 37, double.NaN));
        sum.Add(new MatrixSnapshots(values));
        SeededMatrices.Bits(sum.ToMatrix().Values).Should().Equal(SeededMatrices.Bits(GramMatrix.Compute(values).Values));
    }

    [Test]
    public void With_the_mean_taken_out_it_is_that_of_the_centred_snapshots()
    {
        DenseMatrix x = SeededMatrices.Uniform(700, 30);
        double[] mean = new double[700];
        GramSum sum = new(700, 30, 2);
        sum.Add(new MatrixSnapshots(x), mean);
        SeededMatrices.Bits(sum.ToMatrix().Values).Should()
            .Equal(SeededMatrices.Bits(GramMatrix.Compute(Centring.Apply(Observable.Affine, x)).Values));
        mean.Should().Equal(Centring.Mean(new MatrixSnapshots(x)));
    }

    [Test]
    public void Snapshots_stored_as_float32_give_the_bits_of_those_that_are_read(
        [Values(1, 7, 8, 269, 5000, 33_000)] int dimension,
        [Values(5, 16, 203)] int count,
        [Values(1, 2, 3)] int threads,
        [Values] bool centred,
        [Values(512, 256)] int bits)
    {
        DenseMatrix values = SeededMatrices.Uniform(dimension, count);
        values.MapInplace(v => (float)v);
        VectorKernels.Override(bits == 512 ? new VectorKernels<Lanes512>() : new VectorKernels<Lanes256>());
        var stored = new StoredSnapshots(values);
        double[] mean = new double[centred ? dimension : 0], expectedMean = new double[mean.Length];
        GramSum sum = new(dimension, count, threads), expected = new(dimension, count, threads);
        sum.Add(stored, mean);
        expected.Add(new ColumnSnapshots(values), expectedMean);
        SeededMatrices.Bits(sum.ToMatrix().Values).Should().Equal(SeededMatrices.Bits(expected.ToMatrix().Values));
        mean.Should().Equal(expectedMean);
        stored.Reads.Should().Be(0, "what is stored needs no copy");
    }

    [Test]
    public void A_shallow_last_slice_leaves_nothing_of_the_slice_before()
    {
        DenseMatrix x = new(257, 9);
        x.SetSubMatrix(0, 0, DenseMatrix.Create(256, 9, 3));
        SeededMatrices.Distance(GramMatrix.Compute(x), DenseMatrix.Create(9, 9, 256 * 9)).Should().Be(0);
    }

    [TestCase(0, 3)]
    [TestCase(3, 0)]
    public void Empty_snapshots_give_zeros(int dimension, int count)
    {
        DenseMatrix gram = GramMatrix.Compute(new DenseMatrix(dimension, count));
        (gram.RowCount, gram.ColumnCount).Should().Be((count, count));
        gram.Values.Should().Equal(new double[count * count]);
    }

    private sealed class MatrixSnapshots(DenseMatrix matrix) : Snapshots
    {
        public override int Dimension => matrix.RowCount;

        public override int Count => matrix.ColumnCount;

        public int LongestRead { get; private set; }

        public int EntriesRead { get; private set; }

        public override void Read(int snapshot, int first, Span<double> destination)
        {
            LongestRead = Math.Max(LongestRead, destination.Length);
            EntriesRead += destination.Length;
            matrix.Values.AsSpan((snapshot * Dimension) + first, destination.Length).CopyTo(destination);
        }
    }

    private sealed class StoredSnapshots(DenseMatrix matrix) : Snapshots
    {
        private readonly float[][] _values = [.. matrix.EnumerateColumns().Select(c => c.Select(v => (float)v).ToArray())];

        public int Reads { get; private set; }

        public override int Dimension => matrix.RowCount;

        public override int Count => matrix.ColumnCount;

        public override void Read(int snapshot, int first, Span<double> destination)
        {
            Reads++;
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = _values[snapshot][first + i];
            }
        }

        public override ReadOnlySpan<float> Stored(int snapshot, int first, int count) => _values[snapshot].AsSpan(first, count);
    }
}
