namespace KoopmanAssert.Core.Models;

/// <summary>The bfloat16 format, the upper half of a float32, which .NET 10 has no type for.</summary>
internal static class BFloat16Bits
{
    private const ushort Infinity = 0x7F80;

    /// <summary>The nearest bfloat16, ties to even; a NaN stays a NaN.</summary>
    public static ushort Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        const uint quiet = 0x40;
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | quiet)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Whether the bits are neither infinite nor NaN.</summary>
    public static bool IsFinite(ushort bits) => (bits & Infinity) != Infinity;
}
