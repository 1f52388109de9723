using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KoopmanAssert.Core.Files;

/// <summary>Writes a JSON object on one line, with a space after each colon and comma for readability.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        IndentSize = 0,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the file is UTF-8; only what JSON requires is escaped
    };

    /// <summary>Renders the object whose members <paramref name="members"/> writes.</summary>
    public static string Render(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        // Line breaks occur only between tokens: within strings they are escaped.
        string[] tokens = Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n');
        var line = new StringBuilder(tokens[0]);
        for (int i = 1; i < tokens.Length; i++)
        {
            bool tight = tokens[i - 1].EndsWith('[') || tokens[i].StartsWith(']');
            line.Append(tight ? "" : " ").Append(tokens[i]);
        }

        return line.ToString();
    }
}
