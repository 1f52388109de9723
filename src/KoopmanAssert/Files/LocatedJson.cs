using System.Text.Json;

namespace KoopmanAssert.Core.Files;

/// <summary>
/// A JSON value that knows where it stands in its file, read strictly: no duplicate member, no comment, nothing after the end.
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

    /// <summary>The file that the value stands in.</summary>
    public JsonText Text { get; }

    /// <summary>The position of its first byte.</summary>
    public long Start { get; }

    /// <summary>
    /// A <see cref="string"/>, <see cref="double"/>, <see cref="bool"/>, null, a list, or a dictionary of further values.
    /// </summary>
    public object? Value { get; }

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="BaselineException">KOOP1002 with line and column when it is not valid JSON.</exception>
    public static LocatedJson Parse(JsonText text)
    {
        var reader = new Utf8JsonReader(text.Bytes.Span, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            reader.Read();
            LocatedJson root = ReadValue(ref reader, text);
            return reader.Read() ? throw text.Corrupt(reader.TokenStartIndex, "holds something after its end") : root;
        }
        catch (JsonException cause)
        {
            throw text.Corrupt(text.PositionOf(cause), $"is no valid JSON: {cause.Message.Split(" LineNumber:")[0]}");
        }
        catch (InvalidOperationException) // text that is not UTF-8, found when a string is decoded
        {
            throw text.Corrupt(reader.TokenStartIndex, "holds text that is not valid UTF-8");
        }
    }

    /// <summary>The members of an object.</summary>
    /// <exception cref="BaselineException">KOOP1002 when it is none.</exception>
    public JsonFields Fields()
        => Value is Dictionary<string, LocatedJson> members ? new JsonFields(this, members) : throw Wrong("an object");

    /// <summary>The items of an array.</summary>
    /// <exception cref="BaselineException">KOOP1002 when it is none.</exception>
    public IReadOnlyList<LocatedJson> Items() => Value as List<LocatedJson> ?? throw Wrong("an array");

    /// <summary>The error for a value of another kind than expected.</summary>
    public BaselineException Wrong(string expected) => Text.Corrupt(Start, $"holds something else where {expected} is expected");

    private static LocatedJson ReadValue(ref Utf8JsonReader reader, JsonText text)
    {
        long start = reader.TokenStartIndex;
        return new LocatedJson(text, start, reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, text),
            JsonTokenType.StartArray => ReadArray(ref reader, text),
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.TryGetDouble(out double number) && double.IsFinite(number) ? number
                : throw text.Corrupt(start, "holds a number too large for a double"),
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
                throw text.Corrupt(start, $"holds the member '{name}' twice");
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
