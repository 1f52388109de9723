using System.Buffers.Binary;
using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>Reads the .npy format, versions 1.0 to 3.0 (numpy.lib.format), into little-endian C order.</summary>
internal static class NpyReader
{
    private const int LongestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array to the stream's end, and keeps its first rows.</summary>
    /// <param name="file">The file or entry, for the messages.</param>
    /// <param name="stream">The bytes from the first on.</param>
    /// <param name="length">How many bytes the file holds; the header must promise just as many.</param>
    /// <param name="name">The name of the array.</param>
    /// <param name="limits">What may be kept.</param>
    /// <param name="rowsInFile">The number of rows in the file.</param>
    /// <exception cref="SamplesException">KOOP2007, KOOP2009 or KOOP4003.</exception>
    public static SampleArray Read(SampleFile file, SampleStream stream, long length, string name, SampleLimits limits, out int rowsInFile)
    {
        NpyHeader header = ReadHeader(file, stream, length);
        NpyType type = NpyType.Parse(file, header.Descr);
        SampleLayout layout = SampleLayout.Create(file, type.Type, header.Shape);
        CheckLength(layout, length - stream.Position);
        SampleRows rows = layout.MakeRoom(limits);
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
            throw file.Unreadable("is not a .npy file: it does not begin as one.");
        }

        (int major, int minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw file.Unreadable($"is a .npy file of version {major}.{minor}; read are 1.0, 2.0 and 3.0.");
        }

        Span<byte> size = stackalloc byte[4];
        size.Clear();
        stream.ReadExactly(size[..(major == 1 ? 2 : 4)]);
        uint headerLength = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (headerLength > LongestHeader || headerLength > length - stream.Position)
        {
            throw file.Unreadable($"is not a .npy file: it promises a header of {headerLength} bytes.");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);

        // Version 3.0 is UTF-8, but only the names of structured types go beyond ASCII, and those are refused.
        return NpyHeaderText.Parse(file, Encoding.Latin1.GetString(header));
    }

    private static void CheckLength(SampleLayout layout, long held)
    {
        if (held != layout.Bytes)
        {
            throw layout.File.Unreadable($"is {(held < layout.Bytes ? "cut short" : "longer than its data")}: its header promises {layout.Bytes} bytes of data, and {held} follow.");
        }
    }
}
