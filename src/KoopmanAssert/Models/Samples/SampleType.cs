using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>The element types of samples. All other types are rejected by name.</summary>
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

/// <summary>Properties of element types.</summary>
internal static class SampleTypes
{
    /// <summary>Whether an ONNX type holds whole numbers; bool counts as one.</summary>
    public static bool IsInteger(this DataType type) => type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64
        or DataType.Uint8 or DataType.Uint16 or DataType.Uint32 or DataType.Uint64 or DataType.Bool;

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
