using System.Diagnostics;
using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert;

/// <summary>
/// What memory costs that a process writes for the first time: the system clears it, and a virtual machine that lends idle memory to its
/// host has to get it back first.
/// </summary>
internal static class FirstTouch
{
    /// <summary>Writes one value to each page of fresh memory, allocated as that of activations, and returns the seconds.</summary>
    /// <param name="bytes">The size of the memory.</param>
    /// <param name="threads">The number of threads, each of which writes its own part.</param>
    public static double Measure(long bytes, int threads)
    {
        long page = Environment.SystemPageSize / sizeof(double), length = bytes / sizeof(double);
        using var memory = new AlignedBuffer(length, isCleared: false, isKept: false);
        long start = Stopwatch.GetTimestamp();
        InParallel.For(threads, threads, part => Write(memory, length * part / threads, length * (part + 1) / threads, page), default);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static unsafe void Write(AlignedBuffer memory, long first, long end, long page)
    {
        for (long at = first; at < end; at += page)
        {
            memory.Start[at] = 1;
        }
    }
}
