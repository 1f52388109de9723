using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KoopmanAssert.Core.Reports;

/// <summary>JSON that is safe to print to a terminal or to the log of a build server.</summary>
/// <remarks>
/// Text that a build server would read as a command, or that would reverse the direction of text, is escaped. It only occurs inside
/// strings, where JSON has an escape for every character, so a reader gets back the original.
/// </remarks>
internal static partial class TerminalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    /// <summary>An object on several lines, terminated by LF.</summary>
    public static string Text(Action<Utf8JsonWriter> members) => Write(Indented, members);

    /// <summary>An object on one line, terminated by LF.</summary>
    public static string Line(Action<Utf8JsonWriter> members) => Write(Compact, members);

    /// <summary>Writes a text unless it is null.</summary>
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

    /// <summary>An array of objects on several lines, terminated by LF.</summary>
    public static string Items<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> members) => Content(Indented, json =>
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteObject(null, () => members(json, item));
        }

        json.WriteEndArray();
    });

    private static string Write(JsonWriterOptions options, Action<Utf8JsonWriter> members) =>
        Content(options, json => json.WriteObject(null, () => members(json)));

    private static string Content(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            write(json);
        }

        return Order().Replace(
            Encoding.UTF8.GetString(stream.ToArray()),
            order => string.Concat(order.Value.Select(c => $"\\u{(int)c:x4}"))) + "\n";
    }

    [GeneratedRegex(@"##|::|[\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Order();
}
