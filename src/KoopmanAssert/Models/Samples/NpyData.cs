using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Models;

/// <summary>Reads the data of a .npy file after its header, in either byte order and either order of the axes.</summary>
internal static class NpyData
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Reads all of the data and fills the kept rows, little-endian and in C order.</summary>
    /// <exception cref="SamplesException">KOOP2007 if the data is truncated, or a bool is neither 0 nor 1.</exception>
    public static void Read(SampleStream stream, SampleLayout layout, SampleRows rows, bool fortranOrder, bool bigEndian)
    {
        if (fortranOrder)
        {
            ReadColumns(stream, layout, rows);
        }
        else
        {
            ReadRows(stream, layout, rows);
        }

        Finish(layout, rows, bigEndian);
    }

    private static void ReadRows(SampleStream stream, SampleLayout layout, SampleRows rows)
    {
        for (int row = 0; row < rows.Count;)
        {
            Span<byte> block = rows.From(row);
            stream.ReadExactly(block);
            row += block.Length / rows.RowBytes;
        }

        stream.Skip((layout.Shape[0] - rows.Count) * rows.RowBytes);
    }

    /// <summary>Fortran order: the file holds column after column, each with one value per row.</summary>
    private static void ReadColumns(SampleStream stream, SampleLayout layout, SampleRows rows)
    {
        int size = layout.Type.Size();
        byte[] piece = new byte[PieceBytes];
        foreach (int offset in ColumnOffsets(layout.Shape))
        {
            for (int row = 0; row < rows.Count;)
            {
                Span<byte> values = piece.AsSpan(0, (int)Math.Min((long)(rows.Count - row) * size, PieceBytes));
                stream.ReadExactly(values);
                for (; !values.IsEmpty; values = values[size..], row++)
                {
                    values[..size].CopyTo(rows.Row(row)[(offset * size)..]);
                }
            }

            stream.Skip((layout.Shape[0] - rows.Count) * size);
        }
    }

    /// <summary>The position in a C-order row of each column of the file, in which the second axis varies fastest.</summary>
    private static IEnumerable<int> ColumnOffsets(IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        strides[^1] = 1;
        for (int axis = shape.Count - 2; axis > 0; axis--)
        {
            strides[axis] = strides[axis + 1] * shape[axis + 1];
        }

        long[] index = new long[shape.Count];
        long offset = 0;
        for (int turned = 0; turned < shape.Count;)
        {
            yield return (int)offset;
            for (turned = 1; turned < shape.Count; turned++)
            {
                offset += strides[turned];
                if (++index[turned] < shape[turned])
                {
                    break;
                }

                offset -= strides[turned] * shape[turned];
                index[turned] = 0;
            }
        }
    }

    private static void Finish(SampleLayout layout, SampleRows rows, bool bigEndian)
    {
        for (int row = 0; row < rows.Count;)
        {
            Span<byte> block = rows.From(row);
            row += block.Length / rows.RowBytes;
            if (bigEndian)
            {
                Reverse(block, layout.Type.Size());
            }

            if (layout.Type == SampleType.Bool && block.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw layout.File.Unreadable("is damaged: it contains bool values that are neither 0 nor 1.");
            }
        }
    }

    private static void Reverse(Span<byte> block, int size)
    {
        switch (size)
        {
            case 2:
                Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(block);
                BinaryPrimitives.ReverseEndianness(halves, halves);
                break;
            case 4:
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(block);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<ulong> longs = MemoryMarshal.Cast<byte, ulong>(block);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
