namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Rounds of work in two steps: the pieces of a round are prepared, then a few lots use all of them. Threads take the next step as they
/// become free, and some prepare a round while others still use the one before it.
/// </summary>
/// <param name="pieces">The pieces of each round.</param>
/// <param name="lots">The lots of each round; the same lot of two rounds is worked on in their order.</param>
/// <param name="held">How many rounds are held: a round is prepared in the place of the one so many before it.</param>
internal sealed class Rounds(IReadOnlyList<int> pieces, int lots, int held)
{
    private readonly int[] _prepared = new int[pieces.Count];
    private readonly int[] _used = new int[pieces.Count];
    private readonly int[] _followed = new int[lots];
    private bool _hasFailed;

    private readonly record struct Step(bool IsUse, int Round, int Part);

    /// <summary>Prepares a piece of a round, (round, piece).</summary>
    public required Action<int, int> Prepare { get; init; }

    /// <summary>Uses a round, (round, lot).</summary>
    public required Action<int, int> Use { get; init; }

    /// <summary>Does all rounds, once. A failure is thrown as it was.</summary>
    /// <param name="threads">The most threads that work at a time.</param>
    public void Run(int threads)
    {
        Step[] steps = [.. InOrder()];
        InParallel.For(steps.Length, threads, i => Do(steps[i]), CancellationToken.None);
    }

    // A step waits only for some that come before it, which are begun before it: however few threads there are, one of them goes on.
    private IEnumerable<Step> InOrder()
    {
        for (int round = 0; round <= pieces.Count; round++)
        {
            for (int lot = 0; round > 0 && lot < lots; lot++)
                yield return new Step(IsUse: true, round - 1, lot);
            for (int piece = 0; round < pieces.Count && piece < pieces[round]; piece++)
                yield return new Step(IsUse: false, round, piece);
        }
    }

    /// <summary>Does one step when what it needs is there, unless another fails.</summary>
    private void Do(Step step)
    {
        (_, int round, int part) = step;
        try
        {
            if (step.IsUse)
            {
                if (!Wait(ref _prepared[round], pieces[round]) || !Wait(ref _followed[part], round)) return;
                Use(round, part);
                Interlocked.Increment(ref _followed[part]);
                Interlocked.Increment(ref _used[round]);
            }
            else
            {
                if (round >= held && !Wait(ref _used[round - held], lots)) return;
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
            if (Volatile.Read(ref _hasFailed)) return false;
            spin.SpinOnce(sleep1Threshold: -1); // a wait takes less than the millisecond that a sleep would
        }

        return true;
    }
}
