using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Models;

/// <summary>Converts the rows of an array to another number type, with the checks of <see cref="SampleArray.Rows{T}"/>.</summary>
internal static class SampleConversion
{
    /// <summary>
    /// Writes the rows [<paramref name="first"/>, first + <paramref name="count"/>) as <typeparamref name="TTo"/>, in C order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all kept.</exception>
    /// <exception cref="SamplesException">KOOP2008 when a value does not fit the type.</exception>
    public static void Copy<TFrom, TTo>(SampleFile file, SampleRows rows, int first, int count, Span<TTo> target)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        rows.RequireKept(first, count);
        if (!IsInteger<TFrom>() && IsInteger<TTo>())
        {
            throw file.Misfit(
                $"contains {Text(typeof(TFrom))} values, which an input of type {Text(typeof(TTo))} cannot take.",
                $"Save the array as {Text(typeof(TTo))}.");
        }

        int width = rows.RowBytes / Unsafe.SizeOf<TFrom>();
        target = target[..checked(count * width)];
        for (int done = 0; done < target.Length;)
        {
            ReadOnlySpan<TFrom> source = MemoryMarshal.Cast<byte, TFrom>(rows.From(first + done / width));
            source = source[..Math.Min(source.Length, target.Length - done)];
            Convert(file, source, target[done..], first + done / width, width);
            done += source.Length;
        }
    }

    private static void Convert<TFrom, TTo>(SampleFile file, ReadOnlySpan<TFrom> source, Span<TTo> target, int first, int width)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.Cast<TFrom, TTo>(source).CopyTo(target);
            return;
        }

        int i = 0;
        try
        {
            for (; i < source.Length; i++)
            {
                target[i] = TTo.CreateChecked(source[i]);
                if (!TTo.IsFinite(target[i]) && TFrom.IsFinite(source[i]))
                {
                    throw DoesNotFit(file, source[i], first + i / width, Text(typeof(TTo)));
                }
            }
        }
        catch (OverflowException cause)
        {
            throw DoesNotFit(file, source[i], first + i / width, Text(typeof(TTo)), cause);
        }
    }

    /// <summary>The error for a value that an input of the type cannot take (KOOP2008).</summary>
    public static SamplesException DoesNotFit(SampleFile file, object value, int row, string target, Exception? cause = null) =>
        file.Misfit(
            $"contains {value} in row {row} (counted from 0), which an input of type {target} cannot take.",
            "Save samples in the range of the model's input.",
            cause);

    private static bool IsInteger<T>()
        where T : INumberBase<T> => T.IsZero(T.One / (T.One + T.One));

    // The names of the types in numpy and ONNX.
    private static string Text(Type type) => type.Name switch
    {
        nameof(Half) => "float16",
        nameof(Single) => "float32",
        nameof(Double) => "float64",
        nameof(SByte) => "int8",
        nameof(Byte) => "uint8",
        var other => other.ToLowerInvariant(),
    };
}

/// <summary>The bfloat16 format, which is the upper half of a float32. .NET 10 has no type for it.</summary>
internal static class BFloat16Bits
{
    private const ushort Infinity = 0x7F80;

    /// <summary>The nearest bfloat16, ties to even; a NaN stays a NaN.</summary>
    public static ushort Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        const uint Quiet = 0x40;
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | Quiet)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Whether the bits are neither infinite nor NaN.</summary>
    public static bool IsFinite(ushort bits) => (bits & Infinity) != Infinity;
}
