using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KoopmanAssert.Core.Reports;

/// <summary>JSON that may pass through a terminal or the log of a build server.</summary>
/// <remarks>
/// What a build server would take for an order, or what would turn a terminal's text round, is escaped. Such text is found inside strings
/// only, where JSON has an escape for every character: a reader gets back what was written.
/// </remarks>
internal static partial class TerminalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    /// <summary>An object over several lines, ended by LF.</summary>
    public static string Text(Action<Utf8JsonWriter> members) => Write(Indented, members);

    /// <summary>An object on one line, ended by LF.</summary>
    public static string Line(Action<Utf8JsonWriter> members) => Write(Compact, members);

    /// <summary>Writes a text where there is one.</summary>
    public static void WriteGiven(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Writes an object as a member, or as an item of an array.</summary>
    public static void WriteObject(this Utf8JsonWriter json, string? name, Action members)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartObject();
        members();
        json.WriteEndObject();
    }

    /// <summary>Writes an array of objects as a member.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteObject(null, () => members(item));
        }

        json.WriteEndArray();
    }

    private static string Write(JsonWriterOptions options, Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteObject(null, () => members(json));
        }

        return Order().Replace(
            Encoding.UTF8.GetString(stream.ToArray()),
            order => string.Concat(order.Value.Select(c => $"\\u{(int)c:x4}"))) + "\n";
    }

    [GeneratedRegex(@"##|::|[\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Order();
}
