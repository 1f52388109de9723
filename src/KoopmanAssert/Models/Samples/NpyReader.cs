using System.Buffers.Binary;
using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>Reads the .npy format, versions 1.0 to 3.0 (numpy.lib.format), into little-endian C order.</summary>
internal static class NpyReader
{
    private const int LongestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array to the end of the stream and keeps its first rows.</summary>
    /// <param name="file">The file or entry, for error messages.</param>
    /// <param name="stream">The stream, at its start.</param>
    /// <param name="length">The number of bytes in the file; the header must declare exactly as many.</param>
    /// <param name="name">The name of the array.</param>
    /// <param name="reading">How many rows and bytes may be kept.</param>
    /// <param name="rowsInFile">The number of rows in the file.</param>
    /// <exception cref="SamplesException">KOOP2007, KOOP2009 or KOOP4003.</exception>
    public static SampleArray Read(
        SampleFile file, SampleStream stream, long length, string name, SampleReading reading, out int rowsInFile)
    {
        NpyHeader header = ReadHeader(file, stream, length);
        var type = NpyType.Parse(file, header.Descr);
        var layout = SampleLayout.Create(file, type.Type, header.Shape, reading.TakesNumber);
        CheckLength(layout, length - stream.Position);
        SampleRows rows = layout.MakeRoom(reading);
        NpyData.Read(stream, layout, rows, header.FortranOrder, type.IsBigEndian);
        stream.ExpectEnd();
        rowsInFile = (int)layout.Shape[0];
        return layout.ToArray(name, rows);
    }

    private static NpyHeader ReadHeader(SampleFile file, SampleStream stream, long length)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start[..(int)Math.Min(length, start.Length)]);
        if (!start.StartsWith(Magic))
        {
            throw file.Unreadable("is not a .npy file: it does not start with the .npy signature.");
        }

        (int major, int minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw file.Unreadable($"is a .npy file of version {major}.{minor}. Supported: 1.0, 2.0 and 3.0.");
        }

        Span<byte> size = stackalloc byte[4];
        size.Clear();
        stream.ReadExactly(size[..(major == 1 ? 2 : 4)]);
        uint headerLength = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (headerLength > LongestHeader || headerLength > length - stream.Position)
        {
            throw file.Unreadable($"is not a .npy file: it declares a header of {headerLength} bytes.");
        }

        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);

        // Version 3.0 is UTF-8, but only the names of structured types exceed ASCII, and those types are rejected.
        return NpyHeaderText.Parse(file, Encoding.Latin1.GetString(header));
    }

    private static void CheckLength(SampleLayout layout, long held)
    {
        if (held != layout.Bytes)
        {
            string problem = held < layout.Bytes ? "truncated" : "longer than its data";
            throw layout.File.Unreadable($"is {problem}: its header declares {layout.Bytes} bytes of data, and {held} follow.");
        }
    }
}

/// <summary>The element type and byte order of a numpy descr such as '&lt;f4' or '|u1'.</summary>
internal readonly record struct NpyType(SampleType Type, bool IsBigEndian)
{
    /// <summary>Parses a descr.</summary>
    /// <exception cref="SamplesException">KOOP2007 for a type that is not supported, with its name.</exception>
    public static NpyType Parse(SampleFile file, string descr)
    {
        string letters = descr.TrimStart('<', '>', '|', '=');
        SampleType type = Find(letters) ?? throw file.UnreadType($"{Kind(letters)} ('{descr}')");
        return (descr.Length - letters.Length, descr[0]) switch
        {
            (1, '<') => new NpyType(type, false),
            (1, '>') => new NpyType(type, true),
            (1, '|') when type.Size() == 1 => new NpyType(type, false),
            _ => throw file.Unreadable($"is not a .npy file: its type '{SampleFile.Printable(descr)}' has no byte order."),
        };
    }

    private static SampleType? Find(string letters) => letters switch
    {
        "f2" => SampleType.Float16,
        "f4" => SampleType.Float32,
        "f8" => SampleType.Float64,
        "i1" => SampleType.Int8,
        "i2" => SampleType.Int16,
        "i4" => SampleType.Int32,
        "i8" => SampleType.Int64,
        "u1" => SampleType.UInt8,
        "u2" => SampleType.UInt16,
        "u4" => SampleType.UInt32,
        "u8" => SampleType.UInt64,
        "b1" => SampleType.Bool,
        _ => null,
    };

    private static string Kind(string letters) => letters.FirstOrDefault() switch
    {
        'O' => "object",
        'U' or 'S' or 'a' => "string",
        'c' => "complex",
        'V' => "void",
        'M' or 'm' => "date and time",
        'f' => "long double",
        _ => "unknown",
    };
}
