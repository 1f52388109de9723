using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KoopmanAssert.Tool.Cache;

/// <summary>
/// The widest vectors of this processor, and the program that analyses with them: machine code is compiled for one level of processors.
/// </summary>
/// <remarks>Where the runtime compiles the tool, it compiles for the processor, and there is one program.</remarks>
internal static class ProcessorLevel
{
    // The levels of the System V ABI that have 512-bit and 256-bit vectors, and what Linux calls the vectors: it lists those whose registers
    // it saves.
    private static readonly (string Level, string[] Vectors)[] Levels =
    [
        ("x86-64-v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]),
        ("x86-64-v3", ["avx2"]),
    ];

    private static readonly Lazy<string[]> Supported = new(() => HasOtherParts ? ReadLevels("/proc/cpuinfo") : []);

    /// <summary>
    /// Whether the processor has what else the compiler relies on from x86-64-v3 on: FMA, MOVBE, F16C, BMI1, BMI2 and LZCNT. Only the
    /// processor says so: a kernel may leave them out of its list, as some do LZCNT ("abm").
    /// </summary>
    internal static bool HasOtherParts { get; } = X86Base.IsSupported
        && HasAll(X86Base.CpuId(1, 0).Ecx, (1 << 12) | (1 << 22) | (1 << 29))
        && HasAll(X86Base.CpuId(7, 0).Ebx, (1 << 3) | (1 << 8))
        && HasAll(X86Base.CpuId(unchecked((int)0x8000_0001), 0).Ecx, 1 << 5);

    /// <summary>What the bits of vector code depend on, for the keys of caches.</summary>
    public static string Current { get; } = RuntimeFeature.IsDynamicCodeSupported
        ? $"{Vector512.IsHardwareAccelerated} {Vector256.IsHardwareAccelerated}"
        : string.Join(' ', Supported.Value);

    /// <summary>The program beside this one that was compiled for the highest level of this processor; null if there is none.</summary>
    /// <param name="program">The path of this program.</param>
    public static string? FindProgram(string program) => RuntimeFeature.IsDynamicCodeSupported
        ? null
        : Supported.Value.Select(level => $"{program}-{level}").FirstOrDefault(File.Exists);

    /// <summary>The levels whose vectors a list of processors has, the highest first; a level includes those below it.</summary>
    /// <param name="file">The list, as Linux writes it; no level where there is none.</param>
    internal static string[] ReadLevels(string file)
    {
        const string Key = "flags";
        string[] flags = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(' ') ?? []
            : [];
        string[] levels = [.. Levels.Reverse().TakeWhile(level => level.Vectors.All(flags.Contains)).Select(level => level.Level)];
        Array.Reverse(levels);
        return levels;
    }

    private static bool HasAll(int register, int bits) => (register & bits) == bits;
}
