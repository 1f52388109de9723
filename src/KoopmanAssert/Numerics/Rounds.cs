namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Schedules rounds of work in two steps: first the pieces of a round are prepared, then every chunk of the result uses all of them.
/// Threads take the next step as they become free, and some prepare a round while others still use the one before.
/// </summary>
/// <param name="pieces">The number of pieces of each round.</param>
/// <param name="chunks">The number of chunks of the result. A chunk uses the rounds in their order.</param>
/// <param name="held">The number of rounds in memory: a round is prepared in the place of the one that was this many rounds before.</param>
internal sealed class Rounds(IReadOnlyList<int> pieces, int chunks, int held)
{
    private readonly int[] _prepared = new int[pieces.Count];
    private readonly int[] _used = new int[pieces.Count];
    private readonly int[] _roundsOfChunk = new int[chunks];
    private bool _hasFailed;

    private readonly record struct Step(bool IsUse, int Round, int Part);

    /// <summary>Prepares a piece of a round: (round, piece).</summary>
    public required Action<int, int> Prepare { get; init; }

    /// <summary>Uses all pieces of a round for one chunk: (round, chunk).</summary>
    public required Action<int, int> Use { get; init; }

    /// <summary>Runs all rounds; may be called once. The first failure is rethrown unchanged.</summary>
    /// <param name="threads">The most threads that work at a time.</param>
    public void Run(int threads)
    {
        Step[] steps = [.. InOrder()];
        InParallel.For(steps.Length, threads, i => Do(steps[i]), CancellationToken.None);
    }

    // A step waits only for earlier steps, which have started before it: so even a single thread makes progress.
    private IEnumerable<Step> InOrder()
    {
        for (int round = 0; round <= pieces.Count; round++)
        {
            for (int chunk = 0; round > 0 && chunk < chunks; chunk++)
            {
                yield return new Step(IsUse: true, round - 1, chunk);
            }

            for (int piece = 0; round < pieces.Count && piece < pieces[round]; piece++)
            {
                yield return new Step(IsUse: false, round, piece);
            }
        }
    }

    /// <summary>Waits for what a step needs and does it; does nothing if another step has failed.</summary>
    private void Do(Step step)
    {
        (_, int round, int part) = step;
        try
        {
            if (step.IsUse)
            {
                if (!Wait(ref _prepared[round], pieces[round]) || !Wait(ref _roundsOfChunk[part], round))
                {
                    return;
                }

                Use(round, part);
                Interlocked.Increment(ref _roundsOfChunk[part]);
                Interlocked.Increment(ref _used[round]);
            }
            else
            {
                if (round >= held && !Wait(ref _used[round - held], chunks))
                {
                    return;
                }

                Prepare(round, part);
                Interlocked.Increment(ref _prepared[round]);
            }
        }
        catch
        {
            Volatile.Write(ref _hasFailed, true);
            throw;
        }
    }

    private bool Wait(ref int done, int needed)
    {
        SpinWait spin = new();
        while (Volatile.Read(ref done) < needed)
        {
            if (Volatile.Read(ref _hasFailed))
            {
                return false;
            }

            spin.SpinOnce(sleep1Threshold: -1); // a wait is shorter than the millisecond that a sleep would take
        }

        return true;
    }
}
