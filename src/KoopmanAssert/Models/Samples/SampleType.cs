namespace KoopmanAssert.Core.Models;

/// <summary>The element types that samples are read in; every other type is refused by name.</summary>
internal enum SampleType
{
    Float16,
    Float32,
    Float64,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Bool,
}

/// <summary>What the element types are like.</summary>
internal static class SampleTypes
{
    /// <summary>The size of one element in bytes.</summary>
    public static int Size(this SampleType type) => type switch
    {
        SampleType.Int8 or SampleType.UInt8 or SampleType.Bool => 1,
        SampleType.Float16 or SampleType.Int16 or SampleType.UInt16 => 2,
        SampleType.Float32 or SampleType.Int32 or SampleType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>Whether the type holds fractions, NaN and infinities.</summary>
    public static bool IsFloatingPoint(this SampleType type) => type is SampleType.Float16 or SampleType.Float32 or SampleType.Float64;
}
