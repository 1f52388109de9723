using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A message as bytes: JSON, and beside it the arrays of doubles that the JSON refers to, bit for bit.</summary>
/// <remarks>
/// Layout, all numbers little-endian: a mark of 8 bytes, the length of the JSON (4 bytes), the number of arrays (4 bytes), the length of
/// each array in doubles (4 bytes each), the JSON, the arrays one after the other.
/// </remarks>
internal sealed class MessageFrame(ReadOnlyMemory<byte> json, IReadOnlyList<double[]> arrays)
{
    // Tells a frame from what a native library may print.
    private static ReadOnlySpan<byte> Mark => "koopmsg\n"u8;

    /// <summary>Receives the bytes of a frame, chunk by chunk.</summary>
    internal delegate void Sink(ReadOnlySpan<byte> chunk);

    /// <summary>The JSON.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>The arrays.</summary>
    public IReadOnlyList<double[]> Arrays => arrays;

    /// <summary>The number of bytes in all.</summary>
    public long Length => Header + json.Length + arrays.Sum(array => (long)array.Length * sizeof(double));

    private int Header => Mark.Length + (sizeof(int) * (2 + arrays.Count));

    /// <summary>Hands out the bytes; arrays are not copied.</summary>
    public void WriteTo(Sink sink)
    {
        var header = new byte[Header];
        Mark.CopyTo(header);
        Span<byte> numbers = header.AsSpan(Mark.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers, json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[sizeof(int)..], arrays.Count);
        for (int i = 0; i < arrays.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(numbers[(sizeof(int) * (2 + i))..], arrays[i].Length);
        }

        sink(header);
        sink(json.Span);
        foreach (double[] array in arrays)
        {
            sink(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    }

    /// <summary>Reads a frame.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before the frame does.</exception>
    /// <exception cref="InvalidDataException">The bytes are not a frame.</exception>
    public static MessageFrame ReadFrom(Stream stream)
    {
        Span<byte> start = stackalloc byte[Mark.Length + (2 * sizeof(int))];
        stream.ReadExactly(start);
        int length = BinaryPrimitives.ReadInt32LittleEndian(start[Mark.Length..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(start[(Mark.Length + sizeof(int))..]);
        if (!start.StartsWith(Mark) || length < 0 || count < 0)
        {
            throw new InvalidDataException("This is not a message.");
        }

        var lengths = new int[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(lengths.AsSpan()));
        if (lengths.Any(l => l < 0))
        {
            throw new InvalidDataException("An array of a message has a negative length.");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        return new MessageFrame(json, [.. lengths.Select(l => ReadArray(stream, l))]);
    }

    private static double[] ReadArray(Stream stream, int length)
    {
        var array = new double[length];
        Span<byte> bytes = MemoryMarshal.AsBytes(array.AsSpan());
        stream.ReadExactly(bytes);
        return array;
    }
}
