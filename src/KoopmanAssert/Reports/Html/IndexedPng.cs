using System.Buffers.Binary;
using System.IO.Hashing;

namespace KoopmanAssert.Core.Reports;

/// <summary>A picture of few colours as PNG.</summary>
/// <remarks>
/// Stored and not compressed: what a compressor gives differs from version to version and from processor to processor, and the pictures of
/// the page, a byte a pixel, are small.
/// </remarks>
internal static class IndexedPng
{
    private const int LargestStored = 65535;

    /// <summary>The file.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="pixels">A colour's number for each pixel, row by row.</param>
    /// <param name="colours">Red, green, blue and opacity of each colour.</param>
    public static byte[] Encode(int width, ReadOnlySpan<byte> pixels, IReadOnlyList<(byte Red, byte Green, byte Blue, byte Opacity)> colours)
    {
        int height = pixels.Length / width;
        byte[] rows = new byte[(width + 1) * height]; // each after the number of its filter, 0
        for (int y = 0; y < height; y++)
        {
            pixels.Slice(y * width, width).CopyTo(rows.AsSpan((y * (width + 1)) + 1));
        }

        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
            .. Chunk("IHDR"u8, [.. BigEndian((uint)width), .. BigEndian((uint)height), 8, 3, 0, 0, 0]),
            .. Chunk("PLTE"u8, [.. colours.SelectMany(c => (byte[])[c.Red, c.Green, c.Blue])]),
            .. Chunk("tRNS"u8, [.. colours.Select(c => c.Opacity)]),
            .. Chunk("IDAT"u8, Stored(rows)),
            .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        byte[] named = [.. name, .. data];
        return [.. BigEndian((uint)data.Length), .. named, .. BigEndian(Crc32.HashToUInt32(named))];
    }

    // A zlib stream (RFC 1950) of stored blocks (RFC 1951).
    private static byte[] Stored(byte[] data)
    {
        using var stream = new MemoryStream();
        stream.Write([0x78, 0x01]);
        for (int start = 0; start < data.Length; start += LargestStored)
        {
            int length = Math.Min(LargestStored, data.Length - start);
            bool isLast = start + length == data.Length;
            stream.Write([isLast ? (byte)1 : (byte)0, (byte)length, (byte)(length >> 8), (byte)~length, (byte)(~length >> 8)]);
            stream.Write(data, start, length);
        }

        stream.Write(BigEndian(Adler32(data)));
        return stream.ToArray();
    }

    private static uint Adler32(byte[] data)
    {
        uint a = 1, b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    private static byte[] BigEndian(uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
