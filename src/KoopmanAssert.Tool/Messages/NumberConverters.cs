using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A double with every bit: a JSON number if it is finite, else its bits in hexadecimal.</summary>
internal sealed class DoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonItems.ReadDouble(ref reader);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteDouble(value);
}

/// <summary>An array of doubles: its index among the arrays of the frame, and its length.</summary>
internal sealed class DoubleArrayConverter : JsonConverter<double[]>
{
    public override double[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ArrayReference.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, double[] value, JsonSerializerOptions options) =>
        ArrayReference.Write(writer, value);
}

/// <summary>What stands in the JSON for an array of the frame: <c>[index,length]</c>.</summary>
internal static class ArrayReference
{
    [ThreadStatic]
    private static List<double[]>? s_arrays;

    /// <summary>The arrays of the frame that this thread reads or writes.</summary>
    public static List<double[]> Arrays => s_arrays ??= [];

    public static void Write(Utf8JsonWriter writer, double[] array)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(Arrays.Count);
        writer.WriteNumberValue(array.Length);
        writer.WriteEndArray();
        Arrays.Add(array);
    }

    public static double[] Read(ref Utf8JsonReader reader)
    {
        int index = Next(ref reader), length = Next(ref reader);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            && index >= 0 && index < Arrays.Count && Arrays[index].Length == length
                ? Arrays[index]
                : throw new JsonException();
    }

    private static int Next(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : throw new JsonException();
}
