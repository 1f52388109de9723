namespace KoopmanAssert.Core.Models;

/// <summary>The memory that an analysis may use for activations; a temporary file holds what does not fit.</summary>
internal static class MemoryBound
{
    /// <summary>The smallest setting: 1 MiB.</summary>
    public const long Least = 1L << 20;

    private const long Most = 1L << 30;

    /// <summary>A quarter of the memory that this process may use, at most 1 GiB.</summary>
    public static long Default { get; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, Least, Most);

    /// <summary>A number of bytes as text, such as 1.5 GiB.</summary>
    public static string Text(double bytes) => bytes >= 1L << 30
        ? FormattableString.Invariant($"{bytes / (1L << 30):0.#} GiB")
        : FormattableString.Invariant($"{bytes / (1L << 20):0.#} MiB");
}
