using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

public class InParallelTests
{
    [Test]
    public void Every_piece_is_done_once([Values(0, 1, 2, 100)] int count, [Values(1, 2, 5)] int threads)
    {
        int[] done = new int[count];
        InParallel.For(count, threads, i => Interlocked.Increment(ref done[i]), CancellationToken.None);
        done.Should().Equal(Enumerable.Repeat(1, count));
    }

    [Test]
    public void The_first_failure_is_thrown_and_those_after_it_end_the_work([Values(1, 2, 5)] int threads)
    {
        int begun = 0;
        FluentActions.Invoking(() => InParallel.For(10_000, threads, i =>
        {
            Interlocked.Increment(ref begun);
            if (i >= 10)
            {
                throw new IOException($"piece {i}");
            }
        }, CancellationToken.None)).Should().Throw<IOException>().WithMessage("piece 10");
        begun.Should().BeInRange(11, 10 + threads);
    }

    [Test]
    public void It_is_cancelled_between_pieces([Values(1, 2)] int threads)
    {
        using var stop = new CancellationTokenSource();
        int begun = 0;
        FluentActions.Invoking(() => InParallel.For(10_000, threads, i =>
        {
            Interlocked.Increment(ref begun);
            stop.Cancel();
        }, stop.Token)).Should().Throw<OperationCanceledException>();
        begun.Should().BeInRange(1, threads);
    }
}
