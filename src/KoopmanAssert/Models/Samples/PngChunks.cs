using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>A chunk of a PNG.</summary>
/// <param name="Kind">Its four letters.</param>
/// <param name="Content">Where its content lies in the file.</param>
/// <param name="IsIntact">Whether its checksum is right.</param>
internal readonly record struct PngChunk(string Kind, Range Content, bool IsIntact)
{
    // The decoder reads these three for red, green and blue, and none of their checksums.
    private static readonly string[] OfPixels = ["IHDR", "PLTE", "IDAT"];

    /// <summary>Whether the chunk would change the pixels and is damaged.</summary>
    public bool IsDamaged => !IsIntact && OfPixels.Contains(Kind);
}

/// <summary>Finds the chunks of a PNG.</summary>
internal static class PngChunks
{
    private const int Length = sizeof(uint), Kind = sizeof(uint), Checksum = sizeof(uint);

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The chunks to the last one, which is IEND, or to the end of a truncated file; none if the file is not a PNG.</summary>
    public static IReadOnlyList<PngChunk> Find(ReadOnlySpan<byte> file)
    {
        var chunks = new List<PngChunk>();
        for (int at = Magic.Length; file.StartsWith(Magic) && at <= file.Length - Length - Kind && chunks is not [.., { Kind: "IEND" }];)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            int start = at + Length + Kind;
            int end = start + (int)Math.Min(length, file.Length - start);
            bool isIntact = file.Length - end >= Checksum
                && BinaryPrimitives.ReadUInt32BigEndian(file[end..]) == Crc32.HashToUInt32(file[(at + Length)..end]);
            chunks.Add(new PngChunk(Encoding.Latin1.GetString(file.Slice(at + Length, Kind)), start..end, isIntact));
            at = end + Checksum;
        }

        return chunks;
    }
}
