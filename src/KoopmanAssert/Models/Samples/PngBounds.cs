using System.Buffers.Binary;
using System.IO.Compression;

namespace KoopmanAssert.Core.Models;

/// <summary>Checks that a PNG does not unpack to more than its pixels need. The decoder would unpack everything.</summary>
internal static class PngBounds
{
    private const int ChunkHead = 8, ChunkTail = 4, BytesOfPixel = 8;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>
    /// Whether a file is a PNG that would unpack to more than <paramref name="width"/> × <paramref name="height"/> pixels need.
    /// </summary>
    public static bool Exceeds(ReadOnlySpan<byte> file, int width, int height)
    {
        if (!file.StartsWith(Magic))
        {
            return false;
        }

        // At most eight bytes per pixel; interlaced images have twice as many filter bytes.
        long most = (long)height * ((width * (long)BytesOfPixel) + 2) + (2L * width) + 64;
        using var data = new MemoryStream();
        for (int at = Magic.Length; at <= file.Length - ChunkHead;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            int held = (int)Math.Min(length, file.Length - at - ChunkHead);
            if (file.Slice(at + sizeof(uint), sizeof(uint)).SequenceEqual("IDAT"u8))
            {
                data.Write(file.Slice(at + ChunkHead, held));
            }

            at += held + ChunkHead + ChunkTail;
        }

        data.Position = 0;
        return Unpacks(data, most);
    }

    private static bool Unpacks(MemoryStream data, long most)
    {
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        byte[] piece = new byte[1 << 16];
        try
        {
            for (int read; most >= 0 && (read = zlib.Read(piece)) > 0;)
            {
                most -= read;
            }
        }
        catch (InvalidDataException)
        {
            // The decoder reports damaged data.
        }

        return most < 0;
    }
}
