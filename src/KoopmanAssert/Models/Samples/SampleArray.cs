using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Models;

/// <summary>One array of samples: the kept rows, little-endian and in C order like ONNX tensors. Safe for concurrent readers.</summary>
internal sealed class SampleArray(SampleFile file, string name, SampleType type, IReadOnlyList<long> shape, SampleRows rows)
{
    /// <summary>The name of the .npz entry without its ending, or of the TensorProto; empty for a .npy.</summary>
    public string Name => name;

    /// <summary>The element type in the file.</summary>
    public SampleType Type => type;

    /// <summary>Whether the array holds floating-point numbers; such an array cannot feed an integer input.</summary>
    public bool IsFloatingPoint => type.IsFloatingPoint();

    /// <summary>The shape of the kept rows; the first axis counts them.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>Whether it is a single number without an axis, read as one row.</summary>
    public bool IsNumber { get; init; }

    /// <summary>The same number in so many rows, one for each sample.</summary>
    public SampleArray Repeated(int count)
    {
        var repeated = new SampleRows(count, rows.RowBytes);
        for (int row = 0; row < count; row++)
        {
            Row(0).CopyTo(repeated.Row(row));
        }

        return new SampleArray(file, name, type, [count, .. shape.Skip(1)], repeated);
    }

    /// <summary>The values of one row.</summary>
    public int Width => rows.RowBytes / type.Size();

    /// <summary>The bytes that the kept rows take.</summary>
    public long Bytes => (long)rows.Count * rows.RowBytes;

    /// <summary>The first rows, which are not copied.</summary>
    public SampleArray First(int count) => new(file, name, type, [count, .. shape.Skip(1)], rows.First(count));

    /// <summary>The same rows under another name.</summary>
    public SampleArray Named(string other) => new(file, other, type, shape, rows);

    /// <summary>The bytes of one row, little-endian and in C order.</summary>
    public ReadOnlySpan<byte> Row(int row) => rows.Row(row);

    /// <summary>
    /// Converts the rows [<paramref name="first"/>, first + <paramref name="count"/>) to another number type, in C order. False and true
    /// become 0 and 1.
    /// </summary>
    /// <remarks>
    /// Checked, not saturating: a clipped sample would silently be another sample. Float64 numbers and integers are rounded to narrower
    /// floating-point types, as every framework does when it feeds a model. A finite value that would become infinite, an integer out of
    /// range, and floating-point numbers for an integer input are rejected.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not all of these rows are kept.</exception>
    /// <exception cref="SamplesException">KOOP2008 if a value does not fit the type.</exception>
    public T[] Rows<T>(int first, int count)
        where T : unmanaged, INumberBase<T>
    {
        rows.RequireKept(first, count);
        var result = new T[checked(count * Width)];
        CopyRows<T>(first, count, result);
        return result;
    }

    /// <summary>The same, written to memory of the caller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of these rows are kept, or the memory is too small.</exception>
    /// <exception cref="SamplesException">KOOP2008 if a value does not fit the type.</exception>
    public void CopyRows<T>(int first, int count, Span<T> target)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case SampleType.Float16:
                Copy<Half, T>(first, count, target);
                break;
            case SampleType.Float32:
                Copy<float, T>(first, count, target);
                break;
            case SampleType.Float64:
                Copy<double, T>(first, count, target);
                break;
            case SampleType.Int8:
                Copy<sbyte, T>(first, count, target);
                break;
            case SampleType.Int16:
                Copy<short, T>(first, count, target);
                break;
            case SampleType.Int32:
                Copy<int, T>(first, count, target);
                break;
            case SampleType.Int64:
                Copy<long, T>(first, count, target);
                break;
            case SampleType.UInt16:
                Copy<ushort, T>(first, count, target);
                break;
            case SampleType.UInt32:
                Copy<uint, T>(first, count, target);
                break;
            case SampleType.UInt64:
                Copy<ulong, T>(first, count, target);
                break;
            default:
                Copy<byte, T>(first, count, target);
                break;
        }
    }

    /// <summary>Converts rows for a bool input, from bools or from integers that are 0 or 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of these rows are kept.</exception>
    /// <exception cref="SamplesException">KOOP2008 if a value is neither 0 nor 1, or the array holds floating-point numbers.</exception>
    public bool[] BooleanRows(int first, int count)
    {
        if (IsFloatingPoint)
        {
            throw file.Misfit($"contains {type} values, which an input of type bool cannot take.", "Save the array as bool.");
        }

        double[] values = Rows<double>(first, count);
        int other = values.AsSpan().IndexOfAnyExcept(0.0, 1.0);
        return other < 0
            ? Array.ConvertAll(values, value => value == 1)
            : throw SampleConversion.DoesNotFit(file, values[other], first + other / (values.Length / count), "bool");
    }

    /// <summary>Converts rows to the bits of bfloat16 numbers: rounded to float32, then to the nearest bfloat16, ties to even.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of these rows are kept.</exception>
    /// <exception cref="SamplesException">KOOP2008 if a finite value would become infinite.</exception>
    public ushort[] BFloat16Rows(int first, int count)
    {
        float[] values = Rows<float>(first, count);
        ushort[] bits = new ushort[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            bits[i] = BFloat16Bits.Round(values[i]);
            if (float.IsFinite(values[i]) && !BFloat16Bits.IsFinite(bits[i]))
            {
                throw SampleConversion.DoesNotFit(file, values[i], first + i / (values.Length / count), "bfloat16");
            }
        }

        return bits;
    }

    /// <summary>The first row with a NaN or an infinite value; −1 if there is none.</summary>
    public int FirstNonFiniteRow() => type switch
    {
        SampleType.Float16 => FirstNonFiniteRow<Half>(),
        SampleType.Float32 => FirstNonFiniteRow<float>(),
        SampleType.Float64 => FirstNonFiniteRow<double>(),
        _ => -1,
    };

    /// <summary>Whether all kept rows hold the same values; 0 and -0 are the same, and so are two NaN.</summary>
    public bool IsConstant() => type switch
    {
        SampleType.Float16 => IsConstant<Half>(),
        SampleType.Float32 => IsConstant<float>(),
        SampleType.Float64 => IsConstant<double>(),
        _ => IsConstant<byte>(),
    };

    private int FirstNonFiniteRow<T>()
        where T : unmanaged, INumberBase<T>
    {
        for (int row = 0; row < rows.Count; row++)
        {
            if (!TensorPrimitives.IsFiniteAll<T>(MemoryMarshal.Cast<byte, T>(Row(row))))
            {
                return row;
            }
        }

        return -1;
    }

    private bool IsConstant<T>()
        where T : unmanaged, IEquatable<T>
    {
        ReadOnlySpan<T> first = MemoryMarshal.Cast<byte, T>(Row(0));
        for (int row = 1; row < rows.Count; row++)
        {
            if (!first.SequenceEqual(MemoryMarshal.Cast<byte, T>(Row(row))))
            {
                return false;
            }
        }

        return true;
    }

    private void Copy<TFrom, T>(int first, int count, Span<T> target)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T> => SampleConversion.Copy<TFrom, T>(file, rows, first, count, target);
}
