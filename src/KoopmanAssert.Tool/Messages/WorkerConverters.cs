using System.Text.Json;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A request for an analysis.</summary>
internal sealed class AnalysisRequestConverter : ItemsConverter<AnalysisRequest>
{
    protected override void WriteItems(Utf8JsonWriter writer, AnalysisRequest value, JsonSerializerOptions options)
    {
        writer.WriteStringValue(value.Model);
        writer.WriteStringValue(value.Samples);
        writer.WriteStringValue(value.Settings);
        OptionsItems.Write(writer, value.Options);
        writer.WriteBooleanValue(value.Progress);
        writer.WriteStringValue(value.Cache);
        writer.WriteStringValue(value.RecordedSteps);
        writer.WriteStringValue(value.AcceptedOutputs);
    }

    protected override AnalysisRequest ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextText(), reader.NextText(), reader.NextText(),
            OptionsItems.Read(ref reader), reader.NextBoolean(), reader.NextTextOrNull())
        {
            RecordedSteps = reader.NextTextOrNull(),
            AcceptedOutputs = reader.NextTextOrNull(),
        };
}

/// <summary>A request for a comparison of two builds.</summary>
internal sealed class EquivalenceRequestConverter : ItemsConverter<EquivalenceRequest>
{
    protected override void WriteItems(Utf8JsonWriter writer, EquivalenceRequest value, JsonSerializerOptions options)
    {
        writer.WriteStringValue(value.Reference);
        writer.WriteStringValue(value.Candidate);
        writer.WriteStringValue(value.Samples);
        writer.WriteStringValue(value.Settings);
        OptionsItems.Write(writer, value.Options);
        writer.WriteBooleanValue(value.Progress);
    }

    protected override EquivalenceRequest ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextText(), reader.NextText(), reader.NextText(), reader.NextText(),
            OptionsItems.Read(ref reader), reader.NextBoolean());
}

/// <summary>The options of a request, without progress.</summary>
internal static class OptionsItems
{
    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter writer, AnalysisOptions value)
    {
        writer.WriteNumberValue(value.Threads);
        writer.WriteInt64(value.Memory);
        writer.WriteBooleanValue(value.MeasureNoise);
        writer.WriteNumberValue((int)value.Details);
        writer.WriteStringValue(value.Provider?.Name);
        writer.WriteStringValue(value.Labels);
    }

    /// <summary>Reads them.</summary>
    public static AnalysisOptions Read(ref Utf8JsonReader reader) => new()
    {
        Threads = reader.NextInt32(),
        Memory = reader.NextInt64OrNull(),
        MeasureNoise = reader.NextBoolean(),
        Details = (CreditDetails)reader.NextInt32(),
        Provider = reader.NextTextOrNull() is { } name ? Find(name) : null,
        Labels = reader.NextTextOrNull(),
    };

    private static ExecutionProvider Find(string name) => ExecutionProvider.All.FirstOrDefault(p => p.Name == name)
        ?? throw new JsonException($"'{name}' is not a provider.");
}

/// <summary>A request for the tensors that can be cut.</summary>
internal sealed class ProbeRequestConverter : ItemsConverter<ProbeRequest>
{
    protected override void WriteItems(Utf8JsonWriter writer, ProbeRequest value, JsonSerializerOptions options)
    {
        writer.WriteStringValue(value.Model);
        writer.WriteStringValue(value.Samples);
        writer.WriteRecord(value.Inputs, options);
        writer.WriteRecord(value.Outputs, options);
    }

    protected override ProbeRequest ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(
            reader.NextText(),
            reader.NextTextOrNull(),
            reader.Next<IReadOnlyList<string>>(options),
            reader.Next<IReadOnlyList<string>>(options));
}

/// <summary>The stage of an analysis.</summary>
internal sealed class ProgressConverter : ItemsConverter<ProgressAnswer>
{
    protected override void WriteItems(Utf8JsonWriter writer, ProgressAnswer value, JsonSerializerOptions options)
    {
        writer.WriteStringValue(value.Stage.Stage);
        writer.WriteNumberValue(value.Stage.Done);
        writer.WriteNumberValue(value.Stage.Total);
        writer.WriteStringValue(value.Stage.Note);
    }

    protected override ProgressAnswer ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(new AnalysisProgress(reader.NextText(), reader.NextInt32(), reader.NextInt32()) { Note = reader.NextTextOrNull() });
}
