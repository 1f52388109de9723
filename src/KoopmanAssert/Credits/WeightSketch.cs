using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// A count sketch (Charikar, Chen and Farach-Colton 2002): each value is added, with a random sign, to one of k sums. The cosine of two
/// sketches estimates that of the tensors, with a standard deviation of at most 1/√k.
/// </summary>
/// <remarks>
/// Signs and places follow from the index alone, and values are added in order, so every machine computes the same sketch. With k = 64 an
/// unrelated tensor would have to lie four standard deviations out to be taken for one of cosine 0.5.
/// </remarks>
internal sealed class WeightSketch
{
    /// <summary>The number k of sums.</summary>
    public const int Length = 64;

    private readonly double[] _sums = new double[Length];
    private ulong _index;

    /// <summary>Adds the next values of the tensor.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        Span<double> sums = _sums;
        ulong index = _index;
        foreach (double value in values)
        {
            ulong bits = SplitMix64.Bits(++index);
            ulong signed = BitConverter.DoubleToUInt64Bits(value) ^ (bits & (1UL << 63)); // a branch would be mispredicted every other time
            sums[(int)(bits % Length)] += BitConverter.UInt64BitsToDouble(signed);
        }

        _index = index;
    }

    /// <summary>The sums, relative to the largest, as signed bytes in base64; all 0 if they are not finite.</summary>
    public string ToText()
    {
        double largest = _sums.Max(Math.Abs); // not a number if one of them is
        double scale = largest > 0 && double.IsFinite(largest) ? sbyte.MaxValue / largest : 0;
        return Convert.ToBase64String([.. _sums.Select(sum => scale == 0 ? (byte)0 : unchecked((byte)(sbyte)Math.Round(sum * scale)))]);
    }

    /// <summary>Whether a text is a sketch.</summary>
    public static bool IsSketch(string text) =>
        Convert.TryFromBase64String(text, new byte[Length + 2], out int length) && length == Length;

    /// <summary>The cosine of two sketches, 0 if one of them is 0.</summary>
    public static double Cosine(string a, string b)
    {
        byte[] first = Convert.FromBase64String(a), second = Convert.FromBase64String(b);
        long inner = 0, firstSquares = 0, secondSquares = 0;
        for (int i = 0; i < Length; i++)
        {
            int x = unchecked((sbyte)first[i]), y = unchecked((sbyte)second[i]);
            (inner, firstSquares, secondSquares) = (inner + (x * y), firstSquares + (x * x), secondSquares + (y * y));
        }

        return firstSquares == 0 || secondSquares == 0 ? 0 : inner / (Math.Sqrt(firstSquares) * Math.Sqrt(secondSquares));
    }
}
