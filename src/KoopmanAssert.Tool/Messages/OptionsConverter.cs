using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoopmanAssert.Tool.Messages;

/// <summary>The options of an analysis as an array, without the progress, which is reported by messages of its own.</summary>
/// <remarks>
/// By hand, since a request is read before anything else can begin, and the generated code is compiled anew for each type of number.
/// </remarks>
internal sealed class OptionsConverter : JsonConverter<AnalysisOptions>
{
    /// <inheritdoc/>
    public override AnalysisOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var read = new AnalysisOptions
        {
            Threads = Next(ref reader).GetInt32(),
            Memory = Next(ref reader).TokenType == JsonTokenType.Null ? null : reader.GetInt64(),
            MeasureNoise = Next(ref reader).GetBoolean(),
            Details = (CreditDetails)Next(ref reader).GetInt32(),
            Provider = Next(ref reader).GetString() is { } name ? Find(name) : null,
        };
        _ = Next(ref reader);
        return read;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AnalysisOptions value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Threads);
        if (value.Memory is { } memory)
        {
            writer.WriteNumberValue(memory);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteBooleanValue(value.MeasureNoise);
        writer.WriteNumberValue((int)value.Details);
        writer.WriteStringValue(value.Provider?.Name);
        writer.WriteEndArray();
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        return ref reader;
    }

    private static ExecutionProvider Find(string name) => ExecutionProvider.All.FirstOrDefault(p => p.Name == name)
        ?? throw new JsonException($"'{name}' is not a provider.");
}
