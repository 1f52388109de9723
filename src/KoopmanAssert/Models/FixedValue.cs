using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Models;

/// <summary>The values of an input that is fixed: an array of numbers with its type and shape, as a baseline keeps it.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape; one axis of length 1 for a single number.</param>
/// <param name="Bytes">The values, little-endian and in C order.</param>
/// <param name="Packed">All of it as text: <c>float32[2,1,128]:</c> and the values, compressed (Brotli) and in base64.</param>
internal sealed record FixedValue(SampleType Type, IReadOnlyList<long> Shape, byte[] Bytes, string Packed)
{
    // A baseline holds it, which is a text that people review: as much as a small state takes, not the cache of a language model.
    private const int MostBytes = 1 << 20;
    private const int Quality = 11;
    private const int Window = 22;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SamplesException">KOOP2006, KOOP2007, KOOP2009.</exception>
    /// <exception cref="SettingsException">KOOP4001: it is too large, or in another format.</exception>
    public static FixedValue Load(string path)
    {
        bool isArray = Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".pb";
        if (!isArray || Read(path) is not { Arrays.Count: 1 } samples || samples.Arrays[0].Bytes > MostBytes)
        {
            throw SettingCheck.Wrong("fixed", path, FixedInput.Choices);
        }

        SampleArray array = samples.Arrays[0];
        byte[] bytes = [.. Enumerable.Range(0, samples.Count).SelectMany(row => array.Row(row).ToArray())];
        return Create(array.Type, array.Shape, bytes);
    }

    private static SampleSet Read(string path)
    {
        try
        {
            return SampleSet.Load(path, int.MaxValue, takesNumber: true);
        }
        catch (SamplesException missing) when (missing.Code == DiagnosticCodes.SamplesMissing)
        {
            throw new SamplesException(missing.Code, path, missing.Problem, $"Give {FixedInput.Choices}.", missing);
        }
    }

    /// <summary>The values that a text holds; null if it holds none.</summary>
    public static FixedValue? Unpack(string packed)
    {
        int open = packed.IndexOf('[', StringComparison.Ordinal), close = packed.IndexOf("]:", StringComparison.Ordinal);
        if (open < 0 || close < open || !Enum.TryParse(packed[..open], ignoreCase: true, out SampleType type) || !Enum.IsDefined(type))
        {
            return null;
        }

        long[] shape = [.. packed[(open + 1)..close].Split(',')
            .Select(axis => long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : -1)];
        string values = packed[(close + 2)..];
        byte[] compressed = new byte[values.Length];
        if (shape.Any(axis => axis is < 1 or > MostBytes) || !Convert.TryFromBase64String(values, compressed, out int length)
            || shape.Aggregate(1.0, (product, axis) => product * axis) * type.Size() is not (<= MostBytes and var size))
        {
            return null;
        }

        byte[] bytes = new byte[(int)size];
        return BrotliDecoder.TryDecompress(compressed.AsSpan(0, length), bytes, out int written) && written == bytes.Length
            ? Create(type, shape, bytes)
            : null;
    }

    /// <summary>The values as the only row of an array.</summary>
    /// <param name="source">What messages name.</param>
    public SampleArray AsRow(string source)
    {
        var rows = new SampleRows(1, Bytes.Length);
        Bytes.CopyTo(rows.Row(0));
        return new SampleArray(new SampleFile(source), "", Type, [1, .. Shape], rows);
    }

    /// <summary>The type, the shape and a hash of the values.</summary>
    public override string ToString() => $"{Head(Type, Shape)} with the SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Bytes))[..16]}";

    private static FixedValue Create(SampleType type, IReadOnlyList<long> shape, byte[] bytes)
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, packed, out int length, Quality, Window)
            ? new FixedValue(type, shape, bytes, $"{Head(type, shape)}:{Convert.ToBase64String(packed, 0, length)}")
            : throw new InvalidOperationException("The longest result has room here.");
    }

    private static string Head(SampleType type, IReadOnlyList<long> shape) =>
        $"{type.ToString().ToLowerInvariant()}[{string.Join(',', shape)}]";
}
