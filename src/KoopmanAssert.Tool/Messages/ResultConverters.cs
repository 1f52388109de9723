using System.Text.Json;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Tool.Messages;

/// <summary>The credit of a block as what it is made from; all else of it follows.</summary>
internal sealed class BlockCreditConverter : ItemsConverter<BlockCredit>
{
    protected override void WriteItems(Utf8JsonWriter writer, BlockCredit value, JsonSerializerOptions options)
    {
        writer.WriteStringValue(value.Name);
        writer.WriteNumberValue(value.Inputs);
        writer.WriteNumberValue(value.Outputs);
        writer.WriteRecord(value.Estimate, options);
        writer.WriteRecord(value.Profile, options);
        writer.WriteDouble(value.NoiseFloor);
        writer.WriteDouble(value.LogSensitivity);
        writer.WriteRecord(value.Figures, options);
        writer.WriteRecord(value.Kernels, options);
    }

    protected override BlockCredit ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextText(), reader.NextInt32(), reader.NextInt32(),
            reader.Next<KoopmanEstimate>(options), reader.NextOrNull<BlockProfile>(options))
        {
            NoiseFloor = reader.NextDoubleOrNull(),
            LogSensitivity = reader.NextDoubleOrNull(),
            Figures = reader.Next<IReadOnlyList<Figure>>(options),
            Kernels = reader.Next<IReadOnlyList<KernelCredit>>(options),
        };
}

/// <summary>The estimate of an operator, without the operator itself.</summary>
internal sealed class EstimateConverter : ItemsConverter<KoopmanEstimate>
{
    protected override void WriteItems(Utf8JsonWriter writer, KoopmanEstimate value, JsonSerializerOptions options)
    {
        writer.WriteRecord(value.Spectra, options);
        writer.WriteRecord(value.Summary, options);
        writer.WriteNumberValue((int)value.Route);
        writer.WriteBooleanValue(value.IsFinite);
    }

    protected override KoopmanEstimate ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.Next<IReadOnlyList<Spectrum>>(options), reader.Next<OperatorSummary>(options), reader.NextChoice<KoopmanRoute>())
        {
            IsFinite = reader.NextBoolean(),
        };
}

/// <summary>A spectrum.</summary>
internal sealed class SpectrumConverter : ItemsConverter<Spectrum>
{
    protected override void WriteItems(Utf8JsonWriter writer, Spectrum value, JsonSerializerOptions options)
    {
        ArrayReference.Write(writer, value.SingularValues);
        writer.WriteNumberValue(value.Rank);
        writer.WriteDouble(value.Tolerance);
    }

    protected override Spectrum ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextDoubles(), reader.NextInt32(), reader.NextDouble());
}

/// <summary>The summary of an operator.</summary>
internal sealed class SummaryConverter : ItemsConverter<OperatorSummary>
{
    protected override void WriteItems(Utf8JsonWriter writer, OperatorSummary value, JsonSerializerOptions options)
    {
        writer.WriteNumberValue(value.Rank);
        writer.WriteNumberValue(value.SnapshotRank);
        writer.WriteDouble(value.LogCredit);
        writer.WriteDouble(value.Spread);
        writer.WriteDouble(value.Residual);
        writer.WriteDouble(value.Condition);
        writer.WriteNumberValue(value.Steps);
        writer.WriteNumberValue(value.StepsUsed);
        writer.WriteNumberValue(value.Snapshots);
    }

    protected override OperatorSummary ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) => new()
    {
        Rank = reader.NextInt32(),
        SnapshotRank = reader.NextInt32(),
        LogCredit = reader.NextDoubleOrNull(),
        Spread = reader.NextDoubleOrNull(),
        Residual = reader.NextDoubleOrNull(),
        Condition = reader.NextDoubleOrNull(),
        Steps = reader.NextInt32(),
        StepsUsed = reader.NextInt32(),
        Snapshots = reader.NextInt32(),
    };
}

/// <summary>The profile of a block and its parameters.</summary>
internal sealed class BlockProfileConverter : ItemsConverter<BlockProfile>
{
    protected override void WriteItems(Utf8JsonWriter writer, BlockProfile value, JsonSerializerOptions options)
    {
        writer.WriteRecord(value.Spectrum, options);
        writer.WriteDouble(value.Gain);
        writer.WriteDouble(value.Level);
        writer.WriteRecord(value.Parameters.Weights, options);
        writer.WriteStringValue(value.Parameters.Hash);
    }

    protected override BlockProfile ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.Next<Spectrum>(options), reader.NextDouble(), reader.NextDouble(),
            new BlockParameters(reader.Next<IReadOnlyList<WeightProfile>>(options), reader.NextText()));
}

/// <summary>The profile of a weight tensor and its fingerprint.</summary>
internal sealed class WeightProfileConverter : ItemsConverter<WeightProfile>
{
    protected override void WriteItems(Utf8JsonWriter writer, WeightProfile value, JsonSerializerOptions options)
    {
        writer.WriteRecord(value.Shape, options);
        writer.WriteDouble(value.Norm);
        writer.WriteDouble(value.Volume);
        WeightFingerprint fingerprint = value.Fingerprint;
        writer.WriteStringValue(fingerprint.Hash);
        writer.WriteStringValue(fingerprint.Sketch);
        writer.WriteDouble(fingerprint.Zeros);
        writer.WriteNumberValue(fingerprint.Distinct);
        writer.WriteRecord(value.Stored, options);
        writer.WriteBooleanValue(value.IsInner);
    }

    protected override WeightProfile ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.Next<IReadOnlyList<long>>(options), reader.NextDouble(), reader.NextDouble(),
            new WeightFingerprint(reader.NextText(), Sketch(reader.NextText()), reader.NextDouble(), reader.NextInt32()))
        {
            Stored = reader.NextOrNull<WeightProfile>(options),
            IsInner = reader.NextBoolean(),
        };

    private static string Sketch(string text) => WeightSketch.IsSketch(text) ? text : throw new JsonException("This is not a sketch.");
}

/// <summary>What a classifier decided.</summary>
internal sealed class ClassDecisionsConverter : ItemsConverter<ClassDecisions>
{
    protected override void WriteItems(Utf8JsonWriter writer, ClassDecisions value, JsonSerializerOptions options)
    {
        writer.WriteRecord(value.Predictions, options);
        ArrayReference.Write(writer, value.Shares as double[] ?? [.. value.Shares]);
        writer.WriteDouble(value.Doubt);
    }

    protected override ClassDecisions ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.Next<IReadOnlyList<int>>(options), reader.NextDoubles(), reader.NextDouble());
}

/// <summary>The weights of input features.</summary>
internal sealed class FeatureWeightsConverter : ItemsConverter<FeatureWeights>
{
    protected override void WriteItems(Utf8JsonWriter writer, FeatureWeights value, JsonSerializerOptions options)
    {
        writer.WriteNumberValue(value.Outputs);
        writer.WriteNumberValue(value.Inputs);
        ArrayReference.Write(writer, value.ColumnMajor);
        ArrayReference.Write(writer, value.Scaled);
        writer.WriteRecord(value.InputShape, options);
        writer.WriteBooleanValue(value.AreTokens);
    }

    protected override FeatureWeights ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextInt32(), reader.NextInt32(), reader.NextDoubles(), reader.NextDoubles())
        {
            InputShape = reader.Next<IReadOnlyList<long>>(options),
            AreTokens = reader.NextBoolean(),
        };
}

/// <summary>A figure.</summary>
internal sealed class FigureConverter : ItemsConverter<Figure>
{
    protected override void WriteItems(Utf8JsonWriter writer, Figure value, JsonSerializerOptions options)
    {
        writer.WriteNumberValue((int)value.Kind);
        writer.WriteNumberValue(value.Number);
        writer.WriteDouble(value.Value);
        writer.WriteDouble(value.NoiseFloor);
    }

    protected override Figure ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextChoice<FigureKind>(), reader.NextInt32(), reader.NextDouble()) { NoiseFloor = reader.NextDoubleOrNull() };
}

/// <summary>The credit of a kernel.</summary>
internal sealed class KernelCreditConverter : ItemsConverter<KernelCredit>
{
    protected override void WriteItems(Utf8JsonWriter writer, KernelCredit value, JsonSerializerOptions options)
    {
        writer.WriteNumberValue(value.Index);
        writer.WriteDouble(value.LogCredit);
        writer.WriteNumberValue(value.Rank);
        writer.WriteDouble(value.NoiseFloor);
        writer.WriteRecord(value.Spectrum, options);
    }

    protected override KernelCredit ReadItems(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(reader.NextInt32(), reader.NextDoubleOrNull(), reader.NextInt32())
        {
            NoiseFloor = reader.NextDoubleOrNull(),
            Spectrum = reader.Next<Spectrum>(options),
        };
}
