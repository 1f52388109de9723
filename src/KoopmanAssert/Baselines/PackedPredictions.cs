namespace KoopmanAssert.Core.Baselines;

/// <summary>The classes predicted for each sample as a text: so many bits per sample, the lowest first, in base64.</summary>
internal static class PackedPredictions
{
    /// <summary>The bits per sample in files of version 1, whatever the number of classes.</summary>
    public const int BitsOfVersion1 = 16;

    /// <summary>The bits per sample that so many classes need.</summary>
    public static int BitsFor(int classes) => classes > 1 ? int.Log2(classes - 1) + 1 : 0;

    /// <summary>The text.</summary>
    public static string Pack(IReadOnlyList<int> predictions, int bits)
    {
        byte[] bytes = new byte[Length(predictions.Count, bits)];
        for (int i = 0; i < bits * predictions.Count; i++)
        {
            bytes[i / 8] |= (byte)(((predictions[i / bits] >> (i % bits)) & 1) << (i % 8));
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>
    /// The classes of a text, or null if it does not hold <paramref name="count"/> classes below <paramref name="classes"/>.
    /// </summary>
    public static IReadOnlyList<int>? Unpack(string text, int count, int classes, int bits)
    {
        byte[] bytes = new byte[Length(count, bits)];
        if (!Convert.TryFromBase64String(text, bytes, out int written) || written != bytes.Length)
        {
            return null;
        }

        int[] predictions = new int[count];
        for (int i = 0; i < bits * count; i++)
        {
            predictions[i / bits] |= ((bytes[i / 8] >> (i % 8)) & 1) << (i % bits);
        }

        // Packing again refuses a text that has anything in the bits after the last sample.
        return Array.TrueForAll(predictions, p => p < classes) && Pack(predictions, bits) == text ? predictions : null;
    }

    private static int Length(int count, int bits) => checked((int)(((long)bits * count) + 7) / 8);
}
