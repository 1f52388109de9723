using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>The identity of samples by what was read of them: names, types, shapes and values, whatever file holds them.</summary>
/// <remarks>
/// So samples stay the same after a checkout with other line ends, another compression, another version of a header or another order of
/// the arrays. Only the kept rows count: what an analysis does not read cannot change it.
/// </remarks>
internal static class SampleValues
{
    /// <summary>Computes the SHA-256, in lower-case hexadecimal.</summary>
    public static string Hash(IReadOnlyList<SampleArray> arrays)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SampleArray array in arrays.OrderBy(array => array.Name, StringComparer.Ordinal))
        {
            // The only array serves the only input under any name.
            AppendText(hash, arrays.Count > 1 ? array.Name : "");
            AppendText(hash, $"{array.Type}");
            AppendNumber(hash, array.Shape.Count);
            foreach (long axis in array.Shape)
            {
                AppendNumber(hash, axis);
            }

            for (int row = 0; row < array.Shape[0]; row++)
            {
                hash.AppendData(array.Row(row));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The length first, so that no two lists of texts have the same bytes.
    private static void AppendText(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
