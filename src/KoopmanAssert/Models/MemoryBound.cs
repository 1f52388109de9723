using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Models;

/// <summary>The memory that an analysis may use for activations; a temporary file holds what does not fit.</summary>
internal static class MemoryBound
{
    /// <summary>The smallest setting: 1 MiB.</summary>
    public const long Least = 1L << 20;

    private const long Most = 1L << 30;

    // While the runtime loads them, beside the model that was read: as they are passed on, as it parses them, and as it keeps them.
    private const int CopiesOfWeights = 3;

    // A collection takes some milliseconds, as long as reading or first writing so much.
    private const long Large = 1L << 24;

    /// <summary>A quarter of the memory that this process may use, at most 1 GiB.</summary>
    public static long Default { get; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, Least, Most);

    /// <summary>
    /// What is left for activations: the memory without the model, the samples and the copies of the weights that run. At least a quarter
    /// of it is left, so that a model that is larger than the memory runs in few segments all the same.
    /// </summary>
    /// <param name="memory">The bytes that there are.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="weights">The bytes of the weights of the part of the model that runs.</param>
    public static long ForActivations(long memory, OnnxModel model, ModelInputs inputs, long weights) =>
        Math.Max(memory / 4, memory - model.Bytes - (CopiesOfWeights * weights) - inputs.Bytes);

    /// <summary>
    /// Gives the memory of large arrays and tensors back that were needed until now. The collector and the C library would keep it until as
    /// much again is allocated.
    /// </summary>
    /// <param name="bytes">Their size.</param>
    public static void Free(long bytes)
    {
        if (bytes >= Large)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            NativeHeap.Trim();
        }
    }

    /// <summary>
    /// Collects large arrays that were needed until now, so that the next ones take their place: the collector would let them grow to
    /// several times what is in use first. Idle matrices are collected too, and idle workspaces go back to the system.
    /// </summary>
    /// <param name="bytes">Their size.</param>
    public static void Collect(long bytes)
    {
        if (bytes >= Large)
        {
            UnsetMatrix.Release();
            IdleBlocks.Release();
            GC.Collect();
        }
    }

    /// <summary>What something takes as text, rounded up: in a message it stays more than the limit that it is beyond.</summary>
    public static string Taken(double bytes)
    {
        double tenth = (bytes >= 1L << 30 ? 1L << 30 : 1L << 20) / 10.0;
        return Text(Math.Ceiling(bytes / tenth) * tenth);
    }

    /// <summary>A number of bytes as text, such as 1.5 GiB.</summary>
    public static string Text(double bytes) => bytes >= 1L << 30
        ? FormattableString.Invariant($"{bytes / (1L << 30):0.#} GiB")
        : FormattableString.Invariant($"{bytes / (1L << 20):0.#} MiB");
}
