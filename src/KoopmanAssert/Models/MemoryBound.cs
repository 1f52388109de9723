namespace KoopmanAssert.Core.Models;

/// <summary>How much memory an analysis takes for what passes through the network; beyond it a temporary file holds the rest.</summary>
internal static class MemoryBound
{
    /// <summary>The least that can be asked for: 1 MiB.</summary>
    public const long Least = 1L << 20;

    private const long Most = 1L << 30;

    /// <summary>A quarter of what this process may use, 1 GiB at most.</summary>
    public static long Default { get; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, Least, Most);

    /// <summary>Bytes as people read them, such as 1.5 GiB.</summary>
    public static string Text(double bytes) => bytes >= 1L << 30
        ? FormattableString.Invariant($"{bytes / (1L << 30):0.#} GiB") : FormattableString.Invariant($"{bytes / (1L << 20):0.#} MiB");
}
