namespace KoopmanAssert.Core.Numerics;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): random bits that follow from an index alone, the same on every machine.</summary>
internal static class SplitMix64
{
    /// <summary>64 random bits for an index.</summary>
    public static ulong Bits(ulong index)
    {
        ulong z = unchecked(index * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
