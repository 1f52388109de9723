namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Native memory that a workspace has let go and the next one takes: fresh pages cost more than the arithmetic of a small eigenproblem.
/// </summary>
/// <remarks>Safe for concurrent use. What is taken holds what the last owner left there.</remarks>
internal static unsafe class IdleBlocks
{
    /// <summary>What the workspaces of two eigenproblems of order 1,024 take.</summary>
    public const nuint Most = 64 << 20;

    /// <summary>
    /// Twice a matrix of order 1,024. The pages of larger blocks cost little beside the arithmetic on them, and would lie idle while other
    /// work needs memory.
    /// </summary>
    public const nuint Largest = 16 << 20;

    private static readonly Lock Access = new();
    private static readonly List<(nint Start, nuint Bytes)> Idle = [];
    private static nuint s_idle;

    /// <summary>The bytes that lie idle.</summary>
    public static nuint Bytes
    {
        get
        {
            lock (Access)
            {
                return s_idle;
            }
        }
    }

    /// <summary>Takes the smallest idle block that fits and is at most twice as large, or allocates one.</summary>
    /// <param name="bytes">The bytes that are needed; on return those of the block.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static void* Take(ref nuint bytes)
    {
        lock (Access)
        {
            int best = -1;
            for (int i = 0; i < Idle.Count; i++)
            {
                if (Idle[i].Bytes >= bytes && Idle[i].Bytes <= 2 * bytes && (best < 0 || Idle[i].Bytes < Idle[best].Bytes))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                (nint start, bytes) = Idle[best];
                Idle.RemoveAt(best);
                s_idle -= bytes;
                return (void*)start;
            }
        }

        return LargePages.AllocateNative(bytes);
    }

    /// <summary>Keeps a block for the next workspace, unless too much lies idle already.</summary>
    public static void Give(void* start, nuint bytes)
    {
        lock (Access)
        {
            if (bytes <= Largest && s_idle + bytes <= Most)
            {
                Idle.Add(((nint)start, bytes));
                s_idle += bytes;
                return;
            }
        }

        LargePages.FreeNative(start, bytes);
    }

    /// <summary>Gives all idle blocks back to the system, at the end of an analysis. Others that run allocate anew.</summary>
    public static void Release()
    {
        lock (Access)
        {
            Idle.ForEach(block => LargePages.FreeNative((void*)block.Start, block.Bytes));
            Idle.Clear();
            s_idle = 0;
        }
    }
}
