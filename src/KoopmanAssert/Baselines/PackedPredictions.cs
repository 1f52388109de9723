using System.Buffers.Binary;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The classes predicted for each sample as a text: two bytes per sample, little endian, in base64.</summary>
internal static class PackedPredictions
{
    /// <summary>The text.</summary>
    public static string Pack(IReadOnlyList<int> predictions)
    {
        byte[] bytes = new byte[sizeof(ushort) * predictions.Count];
        for (int i = 0; i < predictions.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(ushort) * i), checked((ushort)predictions[i]));
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>
    /// The classes of a text, or null if it does not hold <paramref name="count"/> classes below <paramref name="classes"/>.
    /// </summary>
    public static IReadOnlyList<int>? Unpack(string text, int count, int classes)
    {
        byte[] bytes = new byte[sizeof(ushort) * count];
        if (!Convert.TryFromBase64String(text, bytes, out int written) || written != bytes.Length)
        {
            return null;
        }

        int[] predictions = [.. Enumerable.Range(0, count)
            .Select(i => (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(sizeof(ushort) * i)))];
        return Array.TrueForAll(predictions, p => p < classes) ? predictions : null;
    }
}
