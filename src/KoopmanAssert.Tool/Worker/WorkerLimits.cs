namespace KoopmanAssert.Tool;

/// <summary>What one analysis in a worker process may take.</summary>
/// <param name="Time">The time.</param>
/// <param name="Memory">The resident memory in bytes.</param>
internal sealed record WorkerLimits(TimeSpan Time, long Memory)
{
    // Beyond that the machine swaps, or the system ends processes of its own choice.
    private const double ShareOfMachine = 0.9;

    /// <summary>The memory that the machine, or the container, has for one of several analyses.</summary>
    public static long MemoryOfMachine { get; } = (long)(ShareOfMachine * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
