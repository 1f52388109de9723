using System.Buffers.Binary;
using System.IO.Hashing;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>Mends the checksums of entries that are not compressed: a stranger computes them, and a fuzzer would be stopped by each.</summary>
internal static class ZipSums
{
    private const int EntryLength = 46, HeaderLength = 30;

    private static ReadOnlySpan<byte> Entry => "PK\u0001\u0002"u8;

    /// <summary>The same archive with right checksums.</summary>
    public static byte[] Mended(byte[] archive)
    {
        byte[] mended = [.. archive];
        int at = mended.AsSpan().IndexOf(Entry);
        for (int next; at >= 0 && mended.Length - at >= EntryLength; at = next < 0 ? next : at + 1 + next)
        {
            Span<byte> entry = mended.AsSpan(at, EntryLength);
            if (Content(mended, entry) is { IsEmpty: false } content)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], Crc32.HashToUInt32(content));
            }

            next = mended.AsSpan(at + 1).IndexOf(Entry);
        }

        return mended;
    }

    private static Span<byte> Content(byte[] archive, Span<byte> entry)
    {
        bool isStored = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]) == 0;
        long size = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), start = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        if (!isStored || start > archive.Length - HeaderLength)
        {
            return [];
        }

        Span<byte> header = archive.AsSpan((int)start, HeaderLength);
        int names = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        start += HeaderLength + names;
        return start + size <= archive.Length ? archive.AsSpan((int)start, (int)size) : [];
    }
}
