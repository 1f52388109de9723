using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A message as bytes: its type, JSON, and the arrays of doubles that the JSON refers to, bit for bit.</summary>
/// <remarks>
/// Layout, all numbers little-endian: a mark of 8 bytes, the lengths of the type's name and of the JSON in bytes and the number of arrays
/// (4 bytes each), the length of each array in doubles (4 bytes each), the name, the JSON, the arrays one after the other.
/// </remarks>
internal sealed class MessageFrame(string type, ReadOnlyMemory<byte> json, IReadOnlyList<double[]> arrays)
{
    private const int Counts = 3;
    private const int LongestName = 256;
    private const int LongestArray = int.MaxValue / sizeof(double);
    private const int PieceBytes = 1 << 24;
    private const int Growth = 4;

    // Tells a frame from what a native library may print.
    private static ReadOnlySpan<byte> Mark => "koopmsg\n"u8;

    /// <summary>Receives the bytes of a frame, chunk by chunk.</summary>
    internal delegate void Sink(ReadOnlySpan<byte> chunk);

    /// <summary>The name of the type of the message.</summary>
    public string Type => type;

    /// <summary>The JSON.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>The arrays.</summary>
    public IReadOnlyList<double[]> Arrays => arrays;

    /// <summary>The number of bytes in all.</summary>
    public long Length => Header + type.Length + json.Length + arrays.Sum(array => (long)array.Length * sizeof(double));

    private int Header => Mark.Length + (sizeof(int) * (Counts + arrays.Count));

    /// <summary>Hands out the bytes; arrays are not copied.</summary>
    public void WriteTo(Sink sink)
    {
        byte[] header = new byte[Header];
        Mark.CopyTo(header);
        Span<byte> numbers = header.AsSpan(Mark.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers, type.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[sizeof(int)..], json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[(2 * sizeof(int))..], arrays.Count);
        for (int i = 0; i < arrays.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(numbers[(sizeof(int) * (Counts + i))..], arrays[i].Length);
        }

        sink(header);
        sink(Encoding.ASCII.GetBytes(type));
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
        Span<byte> start = stackalloc byte[Mark.Length + (Counts * sizeof(int))];
        stream.ReadExactly(start);
        int name = BinaryPrimitives.ReadInt32LittleEndian(start[Mark.Length..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(start[(Mark.Length + sizeof(int))..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(start[(Mark.Length + (2 * sizeof(int)))..]);
        if (!start.StartsWith(Mark) || name is < 0 or > LongestName || length < 0 || count < 0)
        {
            throw new InvalidDataException("This is not a message.");
        }

        RequireLeft(stream, (long)count * sizeof(int));
        int[] lengths = Read<int>(stream, count);
        if (lengths.Any(l => l is < 0 or > LongestArray))
        {
            throw new InvalidDataException("An array of a message has an impossible length.");
        }

        RequireLeft(stream, name + (long)length + lengths.Sum(l => (long)l * sizeof(double)));
        byte[] type = Read<byte>(stream, name), json = Read<byte>(stream, length);
        return new MessageFrame(Encoding.ASCII.GetString(type), json, [.. lengths.Select(l => Read<double>(stream, l))]);
    }

    // A file may claim anything: no memory is taken for what it cannot hold. How much a process will write is not known.
    private static void RequireLeft(Stream stream, long bytes)
    {
        if (stream.CanSeek && bytes > stream.Length - stream.Position)
        {
            throw new InvalidDataException("A message is longer than its file.");
        }
    }

    // Nor for what has not come, beyond a piece: a library may print the mark as well.
    private static T[] Read<T>(Stream stream, int length)
        where T : unmanaged
    {
        var items = new T[Math.Min(length, PieceBytes / Unsafe.SizeOf<T>())];
        for (int read = 0; ;)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(items.AsSpan(read)));
            if (items.Length == length)
            {
                return items;
            }

            read = items.Length;
            Array.Resize(ref items, (int)Math.Min(length, Growth * (long)read));
        }
    }
}
