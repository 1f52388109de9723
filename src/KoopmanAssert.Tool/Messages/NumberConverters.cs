using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A double with every bit: a JSON number if it is finite, else its bits in hexadecimal.</summary>
internal sealed class DoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble()
        : long.TryParse(reader.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long bits)
            ? BitConverter.Int64BitsToDouble(bits)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value); // the shortest text that reads as the same double, −0 included
        }
        else
        {
            writer.WriteStringValue(BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>An array of doubles: its index among the arrays of the frame, and its length.</summary>
/// <param name="arrays">The arrays of the frame at hand.</param>
internal sealed class DoubleArrayConverter(List<double[]> arrays) : JsonConverter<double[]>
{
    public override double[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ArrayReference.Read(ref reader, arrays);

    public override void Write(Utf8JsonWriter writer, double[] value, JsonSerializerOptions options) =>
        ArrayReference.Write(writer, arrays, value);
}

/// <summary>A list of doubles, likewise.</summary>
/// <param name="arrays">The arrays of the frame at hand.</param>
internal sealed class DoubleListConverter(List<double[]> arrays) : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ArrayReference.Read(ref reader, arrays);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options) =>
        ArrayReference.Write(writer, arrays, value as double[] ?? [.. value]);
}

/// <summary>What stands in the JSON for an array of the frame: <c>[index,length]</c>.</summary>
internal static class ArrayReference
{
    public static void Write(Utf8JsonWriter writer, List<double[]> arrays, double[] array)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(arrays.Count);
        writer.WriteNumberValue(array.Length);
        writer.WriteEndArray();
        arrays.Add(array);
    }

    public static double[] Read(ref Utf8JsonReader reader, List<double[]> arrays)
    {
        int index = Next(ref reader), length = Next(ref reader);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            && index >= 0 && index < arrays.Count && arrays[index].Length == length
                ? arrays[index]
                : throw new JsonException();
    }

    private static int Next(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : throw new JsonException();
}

/// <summary>An enumeration value as its number, without the table of names that the general converter makes for each type.</summary>
internal sealed class EnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (T)Enum.ToObject(typeof(T), reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Convert.ToInt32(value, CultureInfo.InvariantCulture));
}
