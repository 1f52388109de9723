using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Numerics;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a parameter of any float type, or an integer of 8 or 32 bits, as float64, from the model file or from external data.
/// </summary>
internal static class WeightTensor
{
    /// <summary>Reads the values in row-major order.</summary>
    /// <exception cref="ModelException">KOOP2002 when it is of another type or the size of the data does not match the
    /// shape.</exception>
    public static double[] Read(OnnxModel model, TensorProto tensor)
    {
        Int128 count = tensor.Dims.Aggregate((Int128)1, (product, dim) => product > long.MaxValue ? product : product * dim);
        double[] values = tensor.DataLocation == DataLocation.External ? FromBytes(model, tensor, ExternalData.Read(model, tensor))
            : tensor.HasRawData ? FromBytes(model, tensor, tensor.RawData.Span)
            : FromFields(model, tensor);
        return values.Length == count ? values
            : throw Refused(model, tensor, $"holds {values.Length} values, but its shape requires {count}.");
    }

    private static double[] FromFields(OnnxModel model, TensorProto tensor) => (DataType)tensor.DataType switch
    {
        DataType.Float => [.. tensor.FloatData.Select(v => (double)v)],
        DataType.Double => [.. tensor.DoubleData],
        DataType.Float16 => [.. tensor.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf((ushort)v))],
        DataType.Bfloat16 => [.. tensor.Int32Data.Select(v => BFloat16((ushort)v))],
        DataType.Int8 or DataType.Uint8 or DataType.Int32 => [.. tensor.Int32Data.Select(v => (double)v)],
        _ => throw Refused(model, tensor, $"is of type {(DataType)tensor.DataType}, not a float type or an integer of 8 or 32 bits."),
    };

    private static double[] FromBytes(OnnxModel model, TensorProto tensor, ReadOnlySpan<byte> bytes) => (DataType)tensor.DataType switch
    {
        DataType.Float => Widen<float>(model, tensor, bytes, TensorPrimitives.ConvertTruncating),
        DataType.Double => Widen<double>(model, tensor, bytes, static (stored, values) => stored.CopyTo(values)),
        DataType.Float16 => Widen<Half>(model, tensor, bytes, TensorPrimitives.ConvertTruncating),
        DataType.Bfloat16 => Widen<ushort>(model, tensor, bytes, BFloat16),
        DataType.Int8 => Widen<sbyte>(model, tensor, bytes, TensorPrimitives.ConvertTruncating),
        DataType.Uint8 => Widen<byte>(model, tensor, bytes, TensorPrimitives.ConvertTruncating),
        DataType.Int32 => Widen<int>(model, tensor, bytes, TensorPrimitives.ConvertTruncating),
        _ => throw Refused(model, tensor, $"is of type {(DataType)tensor.DataType}, not a float type or an integer of 8 or 32 bits."),
    };

    private delegate void Conversion<T>(ReadOnlySpan<T> stored, Span<double> values);

    // The data is little-endian, like every processor that ONNX Runtime is built for.
    private static double[] Widen<T>(OnnxModel model, TensorProto tensor, ReadOnlySpan<byte> bytes, Conversion<T> convert)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (bytes.Length % size != 0)
        {
            throw Refused(model, tensor, $"holds {bytes.Length} bytes, but its shape requires values of {size} bytes.");
        }

        double[] values = UnsetMatrix.Create(1, bytes.Length / size).Values; // of a weight that was let go, if there is one
        convert(MemoryMarshal.Cast<byte, T>(bytes), values);
        return values;
    }

    private static void BFloat16(ReadOnlySpan<ushort> stored, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BFloat16(stored[i]);
        }
    }

    // bfloat16 is the upper half of a float32.
    private static double BFloat16(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static ModelException Refused(OnnxModel model, TensorProto tensor, string problem) =>
        new(
            DiagnosticCodes.ModelUnreadable,
            model.Path,
            $"cannot be used: its weight '{tensor.Name}' {problem}",
            "Export the model again.");
}
