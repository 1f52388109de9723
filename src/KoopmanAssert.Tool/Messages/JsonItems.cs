using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace KoopmanAssert.Tool.Messages;

/// <summary>Writes a record as the array of what it is made from, in a fixed order.</summary>
/// <remarks>
/// By hand where a record holds numbers: the generated code is compiled anew for each type of number, and every message of a short run
/// waits for that. Records of text and other records are left to it.
/// </remarks>
/// <typeparam name="T">The type of the record.</typeparam>
internal abstract class ItemsConverter<T> : JsonConverter<T>
    where T : class
{
    /// <inheritdoc/>
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        T result = ReadItems(ref reader, options);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? result : throw new JsonException();
    }

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        WriteItems(writer, value, options);
        writer.WriteEndArray();
    }

    /// <summary>Reads the items in the order in which <see cref="WriteItems"/> writes them.</summary>
    protected abstract T ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options);

    /// <summary>Writes the items.</summary>
    protected abstract void WriteItems(Utf8JsonWriter writer, T value, JsonSerializerOptions options);
}

/// <summary>The items of an array, one after the other.</summary>
internal static class JsonItems
{
    /// <summary>The next item, an integer.</summary>
    public static int NextInt32(this ref Utf8JsonReader reader) => Next(ref reader).GetInt32();

    /// <summary>The next item, the number of one of the values of an enumeration.</summary>
    public static T NextChoice<T>(this ref Utf8JsonReader reader)
        where T : struct, Enum => (T)(object)reader.NextInt32() is var choice && Enum.IsDefined(choice) ? choice
            : throw new JsonException($"{choice} is no {typeof(T).Name}.");

    /// <summary>The next item, an integer or null.</summary>
    public static long? NextInt64OrNull(this ref Utf8JsonReader reader) =>
        Next(ref reader).TokenType == JsonTokenType.Null ? null : reader.GetInt64();

    /// <summary>The next item, true or false.</summary>
    public static bool NextBoolean(this ref Utf8JsonReader reader) => Next(ref reader).GetBoolean();

    /// <summary>The next item, a text or null.</summary>
    public static string? NextTextOrNull(this ref Utf8JsonReader reader) => Next(ref reader).GetString();

    /// <summary>The next item, a text.</summary>
    public static string NextText(this ref Utf8JsonReader reader) => reader.NextTextOrNull() ?? throw new JsonException();

    /// <summary>The next item, a double with every bit.</summary>
    public static double NextDouble(this ref Utf8JsonReader reader) => reader.NextDoubleOrNull() ?? throw new JsonException();

    /// <summary>The next item, a double with every bit, or null.</summary>
    public static double? NextDoubleOrNull(this ref Utf8JsonReader reader) =>
        Next(ref reader).TokenType == JsonTokenType.Null ? null : ReadDouble(ref reader);

    /// <summary>A double with every bit, as <see cref="WriteDouble"/> writes it.</summary>
    public static double ReadDouble(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble()
        : long.TryParse(reader.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long bits)
            ? BitConverter.Int64BitsToDouble(bits)
            : throw new JsonException();

    /// <summary>The next item, an array of doubles.</summary>
    public static double[] NextDoubles(this ref Utf8JsonReader reader) => ArrayReference.Read(ref Next(ref reader));

    /// <summary>The next item, a record.</summary>
    public static T Next<T>(this ref Utf8JsonReader reader, JsonSerializerOptions options)
        where T : class => reader.NextOrNull<T>(options) ?? throw new JsonException();

    /// <summary>The next item, a record or null.</summary>
    public static T? NextOrNull<T>(this ref Utf8JsonReader reader, JsonSerializerOptions options)
        where T : class => JsonSerializer.Deserialize(ref Next(ref reader), Info<T>(options));

    /// <summary>Writes a double: a JSON number if it is finite, else its bits in hexadecimal; null as null.</summary>
    public static void WriteDouble(this Utf8JsonWriter writer, double? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case { } number when double.IsFinite(number):
                writer.WriteNumberValue(number); // the shortest text that reads as the same double, −0 included
                break;
            case { } number:
                writer.WriteStringValue(BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Writes an integer, or null.</summary>
    public static void WriteInt64(this Utf8JsonWriter writer, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>Writes a record, or null.</summary>
    public static void WriteRecord<T>(this Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
        where T : class => JsonSerializer.Serialize(writer, value!, Info<T>(options));

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader) => ref reader.Read() ? ref reader : ref Throw(ref reader);

    private static ref Utf8JsonReader Throw(ref Utf8JsonReader reader) => throw new JsonException($"No item at {reader.TokenStartIndex}.");

    private static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
