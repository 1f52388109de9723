using System.Buffers.Binary;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The falls of a spectrum as a text: two bytes each, little endian, in base64.</summary>
internal static class PackedSpectrum
{
    /// <summary>The text.</summary>
    public static string Pack(IReadOnlyList<ushort> falls)
    {
        byte[] bytes = new byte[sizeof(ushort) * falls.Count];
        for (int i = 0; i < falls.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(ushort) * i), falls[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>The falls of a text; null if it is not one.</summary>
    public static IReadOnlyList<ushort>? Unpack(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int written) && written % sizeof(ushort) == 0
            ? [.. Enumerable.Range(0, written / sizeof(ushort))
                .Select(i => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(sizeof(ushort) * i)))]
            : null;
    }
}
