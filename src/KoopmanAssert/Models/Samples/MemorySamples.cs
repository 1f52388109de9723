using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>Copies values in memory into an array of samples, as the readers of files do.</summary>
internal static class MemorySamples
{
    /// <summary>Values in C order.</summary>
    /// <exception cref="ArgumentException">The shape has no sample or another number of values, or the type is not supported.</exception>
    public static SampleArray Create<T>(ReadOnlySpan<T> values, int[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape = shape.Length == 0 ? [values.Length] : shape;
        SampleArray array = Empty(typeof(T), shape, out SampleRows rows);
        long declared = shape.Aggregate(1L, (product, axis) => product * axis);
        if (declared != values.Length)
        {
            throw new ArgumentException($"The shape [{string.Join(", ", shape)}] has {declared} values; there are {values.Length}.");
        }

        Fill(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), rows);
        return Checked(array, rows);
    }

    /// <summary>One array per sample.</summary>
    /// <exception cref="ArgumentException">There is no sample, the lengths differ, or the type is not supported.</exception>
    public static SampleArray Create<T>(T[][] samples)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(samples);
        int length = samples.Length == 0 ? 0 : samples[0].Length;
        SampleArray array = Empty(typeof(T), [samples.Length, length], out SampleRows rows);
        for (int row = 0; row < samples.Length; row++)
        {
            if (samples[row].Length != length)
            {
                throw new ArgumentException($"Sample {row} has {samples[row].Length} values; the first has {length}.");
            }

            MemoryMarshal.AsBytes<T>(samples[row]).CopyTo(rows.Row(row));
        }

        return Checked(array, rows);
    }

    /// <summary>An array of any number of axes.</summary>
    /// <exception cref="ArgumentException">It has no value, or the type is not supported.</exception>
    public static SampleArray Create(Array values)
    {
        int[] shape = [.. Enumerable.Range(0, values.Rank).Select(values.GetLength)];
        SampleArray array = Empty(values.GetType().GetElementType()!, shape, out SampleRows rows);
        Fill(ref MemoryMarshal.GetArrayDataReference(values), rows);
        return Checked(array, rows);
    }

    private static SampleArray Empty(Type type, int[] shape, out SampleRows rows)
    {
        if (TypeOf(type) is not { } known)
        {
            throw new ArgumentException($"Samples cannot hold values of the type {type.Name}, only numbers and bool.");
        }

        if (Array.Exists(shape, axis => axis < 1))
        {
            throw new ArgumentException($"The shape [{string.Join(", ", shape)}] holds no values; there must be one sample at least.");
        }

        long rowBytes = shape.Skip(1).Aggregate((long)known.Size(), (product, axis) => checked(product * axis));
        rows = rowBytes <= Array.MaxLength
            ? new SampleRows(shape[0], (int)rowBytes)
            : throw new ArgumentException($"A sample takes {rowBytes} bytes; the limit is {Array.MaxLength} bytes.");
        return new SampleArray(new SampleFile(FileIdentity.SamplesInMemory), "", known, [.. shape.Select(axis => (long)axis)], rows);
    }

    // An array may be longer than a span.
    private static void Fill(ref byte start, SampleRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            ref byte first = ref Unsafe.AddByteOffset(ref start, (nint)row * rows.RowBytes);
            MemoryMarshal.CreateReadOnlySpan(ref first, rows.RowBytes).CopyTo(rows.Row(row));
        }
    }

    // Code that is not managed may have left other bytes in a bool, which ONNX Runtime would take as they are.
    private static SampleArray Checked(SampleArray array, SampleRows rows)
    {
        for (int row = 0; array.Type == SampleType.Bool && row < rows.Count; row++)
        {
            if (rows.Row(row).ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw new ArgumentException($"Sample {row} holds a bool that is neither 0 nor 1.");
            }
        }

        return array;
    }

    private static SampleType? TypeOf(Type type) => type == typeof(float) ? SampleType.Float32
        : type == typeof(double) ? SampleType.Float64
        : type == typeof(Half) || type == typeof(Float16) ? SampleType.Float16
        : type == typeof(long) ? SampleType.Int64
        : type == typeof(int) ? SampleType.Int32
        : type == typeof(short) ? SampleType.Int16
        : type == typeof(sbyte) ? SampleType.Int8
        : type == typeof(ulong) ? SampleType.UInt64
        : type == typeof(uint) ? SampleType.UInt32
        : type == typeof(ushort) ? SampleType.UInt16
        : type == typeof(byte) ? SampleType.UInt8
        : type == typeof(bool) ? SampleType.Bool
        : null;
}
