using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Tool.Messages;

/// <summary>Turns messages into frames and back. Safe for concurrent use.</summary>
internal static class MessageSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = MessageContext.Default.WithAddedModifier(RefuseNulls),
        IgnoreReadOnlyProperties = true,

        // Or a part file of another version would be read as one with gaps.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters =
        {
            new DoubleConverter(),
            new DoubleArrayConverter(),
            new AnalysisRequestConverter(),
            new EquivalenceRequestConverter(),
            new ProbeRequestConverter(),
            new BlockCreditConverter(),
            new EstimateConverter(),
            new SpectrumConverter(),
            new SummaryConverter(),
            new BlockProfileConverter(),
            new WeightProfileConverter(),
            new ClassDecisionsConverter(),
            new FeatureWeightsConverter(),
            new FigureConverter(),
            new KernelCreditConverter(),
            new ProgressConverter(),
        },
    };

    /// <summary>Has the code that reads and writes a request compiled while there is nothing else to do, so that it is at hand.</summary>
    public static void PrepareRequest() => _ = Read<AnalysisRequest>(
        Write(new AnalysisRequest("", "", "", new AnalysisOptions(), false, null)));

    /// <summary>The same for the answer to an analysis.</summary>
    public static void PrepareAnswer()
    {
        var estimate = KoopmanEstimate.Impossible(1, 1, KoopmanRoute.Explicit);
        var credits = new NetworkCredits([new BlockCredit("", 1, 1, estimate, null)], null);
        var file = new FileIdentity("", "");
        _ = Read<AnalysisAnswer>(Write(new AnalysisAnswer(new AnalysisMessage(file, file, 1, credits, [], []), null)));
    }

    /// <summary>The frame of a message.</summary>
    public static MessageFrame Write<T>(T message)
    {
        var json = new ArrayBufferWriter<byte>();
        List<double[]> arrays = ArrayReference.Arrays;
        try
        {
            using var writer = new Utf8JsonWriter(json);
            JsonSerializer.Serialize(writer, message, TypeInfo<T>());
            writer.Flush();
            return new MessageFrame(typeof(T).Name, json.WrittenMemory, [.. arrays]);
        }
        finally
        {
            arrays.Clear();
        }
    }

    /// <summary>The message in a frame.</summary>
    /// <exception cref="InvalidDataException">It holds another message.</exception>
    public static T Read<T>(MessageFrame frame)
    {
        if (frame.Type != typeof(T).Name)
        {
            throw new InvalidDataException("This is another message.");
        }

        List<double[]> arrays = ArrayReference.Arrays;
        try
        {
            arrays.AddRange(frame.Arrays);
            return JsonSerializer.Deserialize(frame.Json.Span, TypeInfo<T>()) ?? throw new InvalidDataException("A message is null.");
        }
        catch (Exception cause) when (cause is JsonException or SettingsException) // the latter for an option out of its range
        {
            throw new InvalidDataException("This is another message.", cause);
        }
        finally
        {
            arrays.Clear();
        }
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    // What is said of members holds for the items of lists too, which the serialiser leaves alone.
    private static void RefuseNulls(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            type.OnDeserialized = list => _ = list is IEnumerable<object?> items && items.Contains(null)
                ? throw new JsonException("An item of a list is null.")
                : list;
        }
    }
}
