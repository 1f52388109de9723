using System.Text.Json;

namespace KoopmanAssert.Core.Files;

/// <summary>
/// A JSON value with its position in the file. Parsing is strict: no duplicate members, no comments, nothing after the end.
/// </summary>
internal sealed class LocatedJson
{
    private const int DeepestNesting = 64;

    private LocatedJson(JsonText text, long start, object? value)
    {
        Text = text;
        Start = start;
        Value = value;
    }

    /// <summary>The file that contains the value.</summary>
    public JsonText Text { get; }

    /// <summary>The position of the first byte of the value.</summary>
    public long Start { get; }

    /// <summary>
    /// A <see cref="string"/>, a <see cref="double"/>, a <see cref="bool"/>, null, a list of values, or a dictionary of values by name.
    /// </summary>
    public object? Value { get; }

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="BaselineException">KOOP1002 with line and column if it is not valid JSON.</exception>
    public static LocatedJson Parse(JsonText text)
    {
        var reader = new Utf8JsonReader(text.Bytes.Span, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            reader.Read();
            LocatedJson root = ReadValue(ref reader, text);
            return reader.Read() ? throw text.Corrupt(reader.TokenStartIndex, "has text after its end") : root;
        }
        catch (JsonException cause)
        {
            string said = cause.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw text.Corrupt(text.PositionOf(cause), $"is not valid JSON; the parser says \"{said}\"");
        }
        catch (InvalidOperationException) // text that is not UTF-8, detected when a string is decoded
        {
            throw text.Corrupt(reader.TokenStartIndex, "contains text that is not valid UTF-8");
        }
    }

    /// <summary>The members of an object.</summary>
    /// <exception cref="BaselineException">KOOP1002 if the value is something else.</exception>
    public JsonFields Fields()
        => Value is Dictionary<string, LocatedJson> members ? new JsonFields(this, members) : throw Wrong("an object");

    /// <summary>The items of an array.</summary>
    /// <exception cref="BaselineException">KOOP1002 if the value is something else.</exception>
    public IReadOnlyList<LocatedJson> Items() => Value as List<LocatedJson> ?? throw Wrong("an array");

    /// <summary>Creates the error for a value of the wrong kind (KOOP1002).</summary>
    public BaselineException Wrong(string expected) => Text.Corrupt(Start, $"has an invalid value; expected {expected}");

    private static LocatedJson ReadValue(ref Utf8JsonReader reader, JsonText text)
    {
        long start = reader.TokenStartIndex;
        return new LocatedJson(text, start, reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, text),
            JsonTokenType.StartArray => ReadArray(ref reader, text),
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.TryGetDouble(out double number) && double.IsFinite(number) ? number
                : throw text.Corrupt(start, "contains a number too large for a double"),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        });
    }

    private static Dictionary<string, LocatedJson> ReadObject(ref Utf8JsonReader reader, JsonText text)
    {
        var members = new Dictionary<string, LocatedJson>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            long start = reader.TokenStartIndex;
            string name = reader.GetString()!;
            reader.Read();
            if (!members.TryAdd(name, ReadValue(ref reader, text)))
            {
                throw text.Corrupt(start, $"contains the property '{name}' twice");
            }
        }

        return members;
    }

    private static List<LocatedJson> ReadArray(ref Utf8JsonReader reader, JsonText text)
    {
        var items = new List<LocatedJson>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, text));
        }

        return items;
    }
}
