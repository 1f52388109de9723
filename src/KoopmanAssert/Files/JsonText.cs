using System.Text;
using System.Text.Json;

namespace KoopmanAssert.Core.Files;

/// <summary>The bytes of a JSON file, and the line and column of a position in it.</summary>
internal sealed class JsonText(string path, ReadOnlyMemory<byte> bytes)
{
    /// <summary>The path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Its bytes, without a byte-order mark.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;

    /// <summary>Converts a byte position to line and column, both counted from 1; the column counts characters.</summary>
    public (int Line, int Column) Locate(long position)
    {
        ReadOnlySpan<byte> before = Bytes.Span[..(int)Math.Min(position, Bytes.Length)];
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    /// <summary>The byte position of an error of the parser.</summary>
    public long PositionOf(JsonException error)
    {
        long position = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            position += Bytes.Span[(int)position..].IndexOf((byte)'\n') + 1;
        }

        return position + (error.BytePositionInLine ?? 0);
    }

    /// <summary>Creates the error for a problem at a byte position (KOOP1002).</summary>
    public BaselineException Corrupt(long position, string problem)
    {
        (int line, int column) = Locate(position);
        return new BaselineException(
            DiagnosticCodes.BaselineCorrupt,
            Path,
            $"is not a valid baseline: it {problem} (line {line}, column {column}).",
            DiagnosticRule.Find(DiagnosticCodes.BaselineCorrupt).WayOut)
        { Line = line, Column = column };
    }
}
