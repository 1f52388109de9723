using System.IO.Compression;

namespace KoopmanAssert.Core.Models;

/// <summary>Checks that a PNG does not unpack to more than its pixels need. The decoder would unpack everything.</summary>
internal static class PngBounds
{
    private const int BytesOfPixel = 8;

    /// <summary>Whether chunks would unpack to more than <paramref name="width"/> × <paramref name="height"/> pixels need.</summary>
    public static bool Exceeds(ReadOnlySpan<byte> file, IReadOnlyList<PngChunk> chunks, int width, int height)
    {
        // At most eight bytes per pixel; interlaced images have twice as many filter bytes.
        long most = (long)height * ((width * (long)BytesOfPixel) + 2) + (2L * width) + 64;
        using var data = new MemoryStream();
        foreach (PngChunk chunk in chunks.Where(chunk => chunk.Kind == "IDAT"))
        {
            data.Write(file[chunk.Content]);
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
