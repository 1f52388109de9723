using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoopmanAssert.Tool.Messages;

/// <summary>An execution provider as its name.</summary>
internal sealed class ProviderConverter : JsonConverter<ExecutionProvider>
{
    /// <inheritdoc/>
    public override ExecutionProvider Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string name = reader.GetString() ?? "";
        return ExecutionProvider.All.FirstOrDefault(p => p.Name == name) ?? throw new JsonException($"'{name}' is not a provider.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ExecutionProvider value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}
