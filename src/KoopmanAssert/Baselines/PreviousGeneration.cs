using System.IO.Compression;
using System.Text;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The file as it was before the last update, kept in the file so that the update can be undone. Immutable.</summary>
/// <remarks>
/// It is packed: lines of accepted retrains that the file still has are replaced by their numbers, and the rest is compressed (Brotli) and
/// written in base64. An undone update gives the same bytes, whatever version had written them.
/// </remarks>
internal sealed class PreviousGeneration
{
    // No line of JSON begins with it.
    private const char Reference = '@';
    private const int Quality = 11;
    private const int Window = 22;
    private const int LeastBuffer = 1 << 16;
    private const int MostBuffer = 64 << 20;

    private readonly Lazy<byte[]> _file;

    private PreviousGeneration(Func<byte[]> read) => _file = new Lazy<byte[]>(read);

    /// <summary>Its bytes.</summary>
    /// <exception cref="BaselineException">KOOP1002: they cannot be unpacked.</exception>
    public byte[] File => _file.Value;

    /// <summary>The file of a baseline, without the generation before it.</summary>
    /// <exception cref="BaselineException">KOOP1001, KOOP1002: it is no longer there.</exception>
    public static PreviousGeneration Of(CreditBaseline baseline)
    {
        byte[] file = baseline.Previous is null
            ? BaselineReader.Bytes(baseline.Path)
            : BaselineWriter.ToBytes(baseline.With(baseline.Accepted, previous: null));
        return new PreviousGeneration(() => file);
    }

    /// <summary>The generation that a text holds; it is unpacked when it is asked for.</summary>
    /// <param name="packed">The text.</param>
    /// <param name="lines">The lines of the accepted retrains of the file that holds it.</param>
    /// <param name="corrupt">Makes the failure if it cannot be unpacked.</param>
    public static PreviousGeneration Packed(string packed, Func<IReadOnlyList<string>> lines, Func<BaselineException> corrupt) =>
        new(() => Unpack(packed, lines()) ?? throw corrupt());

    /// <summary>The text for a file whose accepted retrains have these lines.</summary>
    public string Pack(IReadOnlyList<string> lines)
    {
        List<string> raw = [.. lines.Select(line => BaselineWriter.Indent + Raw(line))];
        IEnumerable<string> shared = Text(File).Split('\n').Select(line => raw.IndexOf(line.TrimEnd(',')) is >= 0 and var i
            ? $"{Reference}{i}{(line.EndsWith(',') ? "," : "")}"
            : line);
        byte[] text = Encoding.Latin1.GetBytes(string.Join('\n', shared));
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(text.Length)];
        return BrotliEncoder.TryCompress(text, packed, out int length, Quality, Window)
            ? Convert.ToBase64String(packed, 0, length)
            : throw new InvalidOperationException("The longest result has room here.");
    }

    private static byte[]? Unpack(string packed, IReadOnlyList<string> lines)
    {
        byte[] bytes = new byte[packed.Length];
        if (!Convert.TryFromBase64String(packed, bytes, out int length))
        {
            return null;
        }

        for (int size = LeastBuffer; size <= MostBuffer; size *= 2)
        {
            byte[] text = new byte[size];
            if (BrotliDecoder.TryDecompress(bytes.AsSpan(0, length), text, out int written))
            {
                string[] all = Text(text.AsSpan(0, written)).Split('\n');
                return Array.TrueForAll(all, line => !line.StartsWith(Reference) || Find(line, lines) is not null)
                    ? Encoding.Latin1.GetBytes(string.Join('\n', all.Select(line => Find(line, lines) ?? line)))
                    : null;
            }
        }

        return null;
    }

    // The line that a reference stands for; null if it is none, or stands for no line.
    private static string? Find(string line, IReadOnlyList<string> lines) =>
        line.StartsWith(Reference) && int.TryParse(line.AsSpan(1).TrimEnd(','), out int i) && i >= 0 && i < lines.Count
            ? $"{BaselineWriter.Indent}{Raw(lines[i])}{(line.EndsWith(',') ? "," : "")}"
            : null;

    // Bytes as characters, one each, so that a file in any encoding comes back as it was.
    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static string Raw(string line) => Text(Encoding.UTF8.GetBytes(line));
}
