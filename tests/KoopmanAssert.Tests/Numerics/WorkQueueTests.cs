using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Pieces of work that become ready one after the other.</summary>
public class WorkQueueTests
{
    [Test]
    public void All_pieces_are_done_when_it_is_finished([Values(1, 2, 8)] int threads)
    {
        int sum = 0;
        using var queue = new WorkQueue(threads, CancellationToken.None);
        for (int i = 1; i <= 100; i++)
        {
            int piece = i;
            queue.Add(() => Interlocked.Add(ref sum, piece));
        }

        queue.Finish();
        sum.Should().Be(5050);
    }

    [Test]
    public void No_more_pieces_run_than_there_are_threads([Values(2, 3)] int threads)
    {
        int running = 0, most = 0;
        using var queue = new WorkQueue(threads, CancellationToken.None);
        for (int i = 0; i < 20; i++)
        {
            queue.Add(() =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                Thread.Yield();
                Interlocked.Decrement(ref running);
            });
        }

        queue.Finish();
        most.Should().BeInRange(1, threads);
    }

    [Test]
    public void A_single_thread_is_that_of_the_caller()
    {
        int caller = Environment.CurrentManagedThreadId, ran = -1;
        using var queue = new WorkQueue(1, CancellationToken.None);
        queue.Add(() => ran = Environment.CurrentManagedThreadId);
        ran.Should().Be(caller);
    }

    [Test]
    public void The_failure_of_the_piece_that_was_added_first_is_reported()
    {
        using var second = new ManualResetEventSlim();
        using var queue = new WorkQueue(2, CancellationToken.None);
        queue.Add(() =>
        {
            second.Wait();
            throw new InvalidDataException("first");
        });
        queue.Add(() =>
        {
            second.Set();
            throw new InvalidDataException("second");
        });
        queue.Invoking(q => q.Finish()).Should().Throw<InvalidDataException>().WithMessage("first");
    }

    [Test]
    public void Nothing_is_started_after_a_failure([Values(1, 2)] int threads)
    {
        using var queue = new WorkQueue(threads, CancellationToken.None);
        int started = 0;
        queue.Invoking(q =>
        {
            for (int i = 0; i < 1000; i++)
            {
                int piece = i;
                q.Add(() =>
                {
                    Interlocked.Increment(ref started);
                    throw new InvalidDataException($"piece {piece}");
                });
            }
        }).Should().Throw<InvalidDataException>().WithMessage("piece 0");
        started.Should().BeLessThan(1000);
    }

    [Test]
    public void It_is_not_left_while_a_piece_runs()
    {
        bool done = false;
        using (var queue = new WorkQueue(2, CancellationToken.None))
        {
            using var started = new ManualResetEventSlim();
            queue.Add(() =>
            {
                started.Set();
                Thread.Sleep(20);
                Volatile.Write(ref done, true);
            });
            started.Wait();
        }

        Volatile.Read(ref done).Should().BeTrue();
    }

    [Test]
    public void Nothing_is_started_after_a_cancellation([Values(1, 2)] int threads)
    {
        using var source = new CancellationTokenSource();
        using var queue = new WorkQueue(threads, source.Token);
        source.Cancel();
        queue.Invoking(q => q.Add(() => Assert.Fail("started"))).Should().Throw<OperationCanceledException>();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var now && now != seen)
        {
            seen = now;
        }
    }
}
