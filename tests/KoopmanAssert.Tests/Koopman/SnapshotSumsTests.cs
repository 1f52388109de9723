using System.Collections.Concurrent;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Sums are taken part by part, each part is read once and given back, and with several threads the next is read ahead.</summary>
[TestFixture]
internal sealed class SnapshotSumsTests
{
    private static readonly DenseMatrix Values = SeededMatrices.Uniform(12, 20, 3);

    // Four parts of three features, or three of five of which the last is smaller.
    [Test]
    public void The_parts_change_nothing([Values(3, 5, 12, 50)] int width, [Values(1, 2)] int threads)
    {
        using var parted = new Parted(Values, width);
        SnapshotSums sums = Sum(parted, threads);
        sums.Dimension.Should().Be(12);
        sums.Centred.Trace.Should().BeApproximately(Centred().Values.Sum(v => v * v), 1e-12);
        DenseMatrix expected = Centred(), kept = sums.Centred.Kept;
        DenseMatrix products = kept.RowCount == 12 ? (DenseMatrix)kept.TransposeThisAndMultiply(kept) : kept;
        (products - expected.TransposeThisAndMultiply(expected)).FrobeniusNorm().Should().BeLessThan(1e-12);
        sums.Level.Should().BeApproximately(Math.Sqrt(Values.Values.Sum(v => v * v) / 20), 1e-12);
        int parts = (12 + width - 1) / width;
        parted.Asked.Should().Equal(Enumerable.Range(0, parts).Select(i => (i * width, Math.Min(width, 12 - (i * width)))));
        parted.Alive.Should().Be(0, "each part is given back");
    }

    [Test]
    public void One_thread_holds_one_part_at_a_time()
    {
        using var parted = new Parted(Values, 3);
        Sum(parted, 1);
        parted.MostAlive.Should().Be(1);
    }

    [Test]
    public void With_two_threads_the_next_part_is_read_while_one_is_summed()
    {
        using var parted = new Parted(Values, 3);
        bool isAhead = true;
        SnapshotSums.Compute(parted, [(part, first) =>
        {
            isAhead &= first == 9 || SpinWait.SpinUntil(() => parted.Asked.Count > (first / 3) + 1, TimeSpan.FromSeconds(30));
            return part;
        }], Observable.Affine, KoopmanRoute.Gram, 2, CancellationToken.None);
        isAhead.Should().BeTrue();
    }

    [Test]
    public void Each_view_is_summed_by_itself_from_one_reading()
    {
        using var parted = new Parted(Values, 5);
        SnapshotSums.View doubled = (part, _) => new ColumnSnapshots(part.ToMatrix() * 2);
        SnapshotSums[] sums = SnapshotSums.Compute(
            parted, [(part, _) => part, doubled], Observable.Affine, KoopmanRoute.Gram, 1, CancellationToken.None);
        sums[1].Centred.Trace.Should().BeApproximately(4 * sums[0].Centred.Trace, 1e-12);
        sums[1].Level.Should().BeApproximately(2 * sums[0].Level, 1e-12);
        parted.Asked.Should().HaveCount(3);
    }

    [Test]
    public void A_cancelled_sum_stops()
    {
        using var parted = new Parted(Values, 3);
        FluentActions.Invoking(() => SnapshotSums.Compute(
                parted, [(part, _) => part], Observable.Affine, KoopmanRoute.Gram, 1, new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
    }

    private static SnapshotSums Sum(Parted parted, int threads) => SnapshotSums.Compute(
        parted, [(part, _) => part], Observable.Affine, KoopmanRoute.Gram, threads, CancellationToken.None)[0];

    private static DenseMatrix Centred() => DenseMatrix.Create(12, 20, (i, j) => Values[i, j] - Values.Row(i).Average());

    // Snapshots that count the parts that are asked for and those that are not given back.
    private sealed class Parted(DenseMatrix values, int width) : Snapshots, IDisposable
    {
        private int _alive;

        public ConcurrentQueue<(int First, int Width)> Asked { get; } = [];

        public int Alive => _alive;

        public int MostAlive { get; private set; }

        public override int Dimension => values.RowCount;

        public override int Count => values.ColumnCount;

        public override int PartWidth => width;

        public override void Read(int snapshot, int first, Span<double> destination) =>
            values.Values.AsSpan((snapshot * Dimension) + first, destination.Length).CopyTo(destination);

        public override Snapshots Part(int first, int partWidth)
        {
            Asked.Enqueue((first, partWidth));
            MostAlive = Math.Max(MostAlive, Interlocked.Increment(ref _alive));
            return new Slice((DenseMatrix)values.SubMatrix(first, partWidth, 0, Count), this);
        }

        public void Dispose()
        {
        }

        private sealed class Slice(DenseMatrix slice, Parted of) : Snapshots, IDisposable
        {
            public override int Dimension => slice.RowCount;

            public override int Count => slice.ColumnCount;

            public override void Read(int snapshot, int first, Span<double> destination) =>
                slice.Values.AsSpan((snapshot * Dimension) + first, destination.Length).CopyTo(destination);

            public void Dispose() => Interlocked.Decrement(ref of._alive);
        }
    }
}
