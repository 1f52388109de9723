namespace KoopmanAssert.Tool.Running;

/// <summary>The limits of one request to a worker process.</summary>
/// <param name="Time">The time.</param>
/// <param name="Memory">The resident memory in bytes.</param>
internal sealed record WorkerLimits(TimeSpan Time, long Memory)
{
    // Beyond it the machine swaps, or the system ends processes of its own choice.
    private const double ShareOfMachine = 0.9;

    /// <summary>The memory of the machine or the container that all analyses together may take.</summary>
    public static long MemoryOfMachine { get; } = (long)(ShareOfMachine * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
