using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Tool.Messages;

/// <summary>What a <see cref="BlockCredit"/> is made from; all else of it follows.</summary>
internal sealed record BlockParts(
    string Name,
    int Inputs,
    int Outputs,
    KoopmanEstimate Estimate,
    BlockProfile? Profile,
    double? NoiseFloor,
    double? LogSensitivity,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<KernelCredit> Kernels);

/// <summary>What a <see cref="KoopmanEstimate"/> is made from, without the operator itself.</summary>
internal sealed record EstimateParts(IReadOnlyList<Spectrum> Spectra, OperatorSummary Summary, int Route, int IsFinite);

/// <summary>The members of a <see cref="Figure"/>.</summary>
internal sealed record FigureParts(int Kind, int Number, double Value, double? NoiseFloor);

/// <summary>The members of an <see cref="OperatorSummary"/>, whose constructor is internal.</summary>
internal sealed record SummaryParts(
    int Rank,
    int SnapshotRank,
    double? LogCredit,
    double? Spread,
    double? Residual,
    double? Condition,
    int Steps,
    int StepsUsed,
    int Snapshots);

/// <summary>What <see cref="FeatureWeights"/> are made from.</summary>
internal sealed record FeatureWeightsParts(int Outputs, int Inputs, double[] ColumnMajor, IReadOnlyList<long> InputShape);

/// <summary>Writes a result as the parts that it is made from.</summary>
/// <remarks>
/// Parts are text, lists, int, double and double? only: the generated code is compiled anew for every other type of value, and an answer
/// waits for that.
/// </remarks>
internal abstract class PartsConverter<T, TParts> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Join(JsonSerializer.Deserialize(ref reader, Info(options)) ?? throw new JsonException());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, Split(value), Info(options));

    protected abstract TParts Split(T result);

    protected abstract T Join(TParts parts);

    private static JsonTypeInfo<TParts> Info(JsonSerializerOptions options) => (JsonTypeInfo<TParts>)options.GetTypeInfo(typeof(TParts));
}

/// <summary>The credit of a block as its parts.</summary>
internal sealed class BlockCreditConverter : PartsConverter<BlockCredit, BlockParts>
{
    protected override BlockParts Split(BlockCredit result) => new(
        result.Name, result.Inputs, result.Outputs, result.Estimate, result.Profile, result.NoiseFloor, result.LogSensitivity,
        result.Figures, result.Kernels);

    protected override BlockCredit Join(BlockParts parts) =>
        new(parts.Name, parts.Inputs, parts.Outputs, parts.Estimate, parts.Profile)
        {
            NoiseFloor = parts.NoiseFloor,
            LogSensitivity = parts.LogSensitivity,
            Figures = parts.Figures,
            Kernels = parts.Kernels,
        };
}

/// <summary>The estimate of an operator as its parts.</summary>
internal sealed class EstimateConverter : PartsConverter<KoopmanEstimate, EstimateParts>
{
    protected override EstimateParts Split(KoopmanEstimate result) => new(
        result.Spectra, result.Summary, (int)result.Route, result.IsFinite ? 1 : 0);

    protected override KoopmanEstimate Join(EstimateParts parts) =>
        new(parts.Spectra, parts.Summary, (KoopmanRoute)parts.Route) { IsFinite = parts.IsFinite != 0 };
}

/// <summary>The summary of an operator as its members.</summary>
internal sealed class SummaryConverter : PartsConverter<OperatorSummary, SummaryParts>
{
    protected override SummaryParts Split(OperatorSummary result) => new(
        result.Rank, result.SnapshotRank, result.LogCredit, result.Spread, result.Residual, result.Condition,
        result.Steps, result.StepsUsed, result.Snapshots);

    protected override OperatorSummary Join(SummaryParts parts) => new()
    {
        Rank = parts.Rank,
        SnapshotRank = parts.SnapshotRank,
        LogCredit = parts.LogCredit,
        Spread = parts.Spread,
        Residual = parts.Residual,
        Condition = parts.Condition,
        Steps = parts.Steps,
        StepsUsed = parts.StepsUsed,
        Snapshots = parts.Snapshots,
    };
}

/// <summary>The weights of input features as their parts.</summary>
internal sealed class FeatureWeightsConverter : PartsConverter<FeatureWeights, FeatureWeightsParts>
{
    protected override FeatureWeightsParts Split(FeatureWeights result) =>
        new(result.Outputs, result.Inputs, result.ColumnMajor, result.InputShape);

    protected override FeatureWeights Join(FeatureWeightsParts parts) =>
        new(parts.Outputs, parts.Inputs, parts.ColumnMajor) { InputShape = parts.InputShape };
}

/// <summary>A figure as its members.</summary>
internal sealed class FigureConverter : PartsConverter<Figure, FigureParts>
{
    protected override FigureParts Split(Figure result) => new((int)result.Kind, result.Number, result.Value, result.NoiseFloor);

    protected override Figure Join(FigureParts parts) =>
        new((FigureKind)parts.Kind, parts.Number, parts.Value) { NoiseFloor = parts.NoiseFloor };
}
