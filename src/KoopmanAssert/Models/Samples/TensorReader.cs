using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>Reads an ONNX TensorProto (.pb) from its raw data or from the field of its type.</summary>
internal static class TensorReader
{
    /// <summary>Reads the array and keeps its first rows.</summary>
    /// <exception cref="SamplesException">KOOP2007, KOOP2009 or KOOP4003.</exception>
    public static SampleArray Read(SampleFile file, byte[] content, SampleReading reading, out int rowsInFile)
    {
        TensorProto tensor = Parse(file, content);
        if (tensor.ExternalData.Count > 0 || tensor.DataLocation == DataLocation.External)
        {
            throw file.Unreadable("stores its data in another file, which is not supported.");
        }

        if (tensor.Segment is not null)
        {
            throw file.Unreadable("is a segment of a tensor, not a whole tensor.");
        }

        var layout = SampleLayout.Create(file, TypeOf(file, (DataType)tensor.DataType), tensor.Dims, reading.TakesNumber);
        CheckLength(layout, tensor);
        SampleRows rows = layout.MakeRoom(reading);
        Fill(layout, tensor, rows);
        rowsInFile = (int)layout.Shape[0];
        return layout.ToArray(tensor.Name, rows);
    }

    private static TensorProto Parse(SampleFile file, byte[] content)
    {
        try
        {
            return TensorProto.Parser.ParseFrom(content); // to the last byte, and nested 100 deep at most
        }
        catch (InvalidProtocolBufferException cause)
        {
            throw file.Unreadable("is not an ONNX TensorProto, or is truncated.", cause);
        }
    }

    private static SampleType TypeOf(SampleFile file, DataType type) => type switch
    {
        DataType.Float16 => SampleType.Float16,
        DataType.Float => SampleType.Float32,
        DataType.Double => SampleType.Float64,
        DataType.Int8 => SampleType.Int8,
        DataType.Int16 => SampleType.Int16,
        DataType.Int32 => SampleType.Int32,
        DataType.Int64 => SampleType.Int64,
        DataType.Uint8 => SampleType.UInt8,
        DataType.Uint16 => SampleType.UInt16,
        DataType.Uint32 => SampleType.UInt32,
        DataType.Uint64 => SampleType.UInt64,
        DataType.Bool => SampleType.Bool,
        DataType.Undefined => throw file.Unreadable("is not an ONNX TensorProto: it has no element type."),
        _ => throw file.UnreadType(type.ToString().ToLowerInvariant()),
    };

    /// <summary>Checks that exactly the field of the type holds data, and as much as the shape declares.</summary>
    private static void CheckLength(SampleLayout layout, TensorProto tensor)
    {
        (long held, long declared, string what) = tensor.HasRawData
            ? (tensor.RawData.Length, layout.Bytes, "bytes")
            : (CountIn(layout.Type, tensor), layout.Elements, "values");
        if (held != declared)
        {
            throw layout.File.Unreadable(
                $"is damaged: its shape declares {declared} {what} of type {layout.Type}, and it contains {held}.");
        }

        long values = tensor.FloatData.Count + (long)tensor.Int32Data.Count + tensor.StringData.Count + tensor.Int64Data.Count
            + tensor.DoubleData.Count + tensor.Uint64Data.Count;
        if (values != (tensor.HasRawData ? 0 : held))
        {
            throw layout.File.Unreadable("is damaged: it contains its data twice.");
        }
    }

    private static long CountIn(SampleType type, TensorProto tensor) => type switch
    {
        SampleType.Float32 => tensor.FloatData.Count,
        SampleType.Float64 => tensor.DoubleData.Count,
        SampleType.Int64 => tensor.Int64Data.Count,
        SampleType.UInt32 or SampleType.UInt64 => tensor.Uint64Data.Count,
        _ => tensor.Int32Data.Count,
    };

    private static void Fill(SampleLayout layout, TensorProto tensor, SampleRows rows)
    {
        int done = 0;
        for (int row = 0; row < rows.Count;)
        {
            Span<byte> block = rows.From(row);
            if (tensor.HasRawData)
            {
                tensor.RawData.Span.Slice(done, block.Length).CopyTo(block);
                done += block.Length;
            }
            else
            {
                FillFromFields(layout, tensor, block, done);
                done += block.Length / layout.Type.Size();
            }

            if (layout.Type == SampleType.Bool && block.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw layout.File.Unreadable("is damaged: it contains bool values that are neither 0 nor 1.");
            }

            row += block.Length / rows.RowBytes;
        }
    }

    private static void FillFromFields(SampleLayout layout, TensorProto tensor, Span<byte> block, int first)
    {
        try
        {
            switch (layout.Type)
            {
                case SampleType.Float32: Copy<float, float>(tensor.FloatData, first, block); break;
                case SampleType.Float64: Copy<double, double>(tensor.DoubleData, first, block); break;
                case SampleType.Int64: Copy<long, long>(tensor.Int64Data, first, block); break;
                case SampleType.UInt64: Copy<ulong, ulong>(tensor.Uint64Data, first, block); break;
                case SampleType.UInt32: Copy<ulong, uint>(tensor.Uint64Data, first, block); break;
                case SampleType.Int32: Copy<int, int>(tensor.Int32Data, first, block); break;
                case SampleType.Int16: Copy<int, short>(tensor.Int32Data, first, block); break;
                case SampleType.Int8: Copy<int, sbyte>(tensor.Int32Data, first, block); break;
                case SampleType.UInt8 or SampleType.Bool: Copy<int, byte>(tensor.Int32Data, first, block); break;
                default: Copy<int, ushort>(tensor.Int32Data, first, block); break; // uint16, and the bits of float16
            }
        }
        catch (OverflowException cause)
        {
            throw layout.File.Unreadable($"is damaged: it contains a value that is not of type {layout.Type}.", cause);
        }
    }

    private static void Copy<TFrom, TTo>(RepeatedField<TFrom> source, int first, Span<byte> block)
        where TFrom : INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        Span<TTo> target = MemoryMarshal.Cast<byte, TTo>(block);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = TTo.CreateChecked(source[first + i]);
        }
    }
}
