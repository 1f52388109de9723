using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

public class RoundsTests
{
    [Test]
    public void Every_round_is_whole_before_it_is_used_and_kept_until_all_have_used_it(
        [Values(1, 2, 5)] int threads,
        [Values(1, 3)] int chunks,
        [Values(1, 2)] int held)
    {
        int[] pieces = [2, 1, 3, 2, 1, 1, 4];
        int[][] places = new int[held][];
        var used = new List<int>[chunks];
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            used[chunk] = [];
        }

        new Rounds(pieces, chunks, held)
        {
            Prepare = (round, piece) =>
            {
                lock (places)
                {
                    if (places[round % held] is not { } place || place[0] != round)
                    {
                        places[round % held] = place = [round, 0];
                    }

                    place[1]++;
                }
            },
            Use = (round, chunk) =>
            {
                Thread.Yield();
                lock (places)
                {
                    places[round % held].Should().Equal(round, pieces[round]);
                }

                used[chunk].Add(round);
            },
        }.Run(threads);

        used.Should().AllSatisfy(rounds => rounds.Should().Equal(Enumerable.Range(0, pieces.Length)));
    }

    [Test]
    public void A_failure_ends_all_threads_and_is_thrown_as_it_was([Values(1, 2, 5)] int threads, [Values] bool inUse)
    {
        var failure = new IOException("gone");
        var rounds = new Rounds([.. Enumerable.Repeat(3, 50)], 2, 2)
        {
            Prepare = (round, piece) =>
            {
                if (!inUse && (round, piece) == (7, 1))
                {
                    throw failure;
                }
            },
            Use = (round, chunk) =>
            {
                if (inUse && (round, chunk) == (7, 1))
                {
                    throw failure;
                }
            },
        };

        rounds.Invoking(r => r.Run(threads)).Should().Throw<IOException>().Which.Should().BeSameAs(failure);
    }
}
