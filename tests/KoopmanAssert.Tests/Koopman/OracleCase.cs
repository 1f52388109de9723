using System.Text.Json;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>
/// What the independent NumPy oracle found for one network: float64 throughout, identity observable, a relative rank rule.
/// </summary>
internal sealed record OracleCase(
    string Name,
    int Samples,
    int Steps,
    double RelativeTolerance,
    OracleBlock[] Blocks,
    double[][]? FeatureWeights)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IReadOnlyList<OracleCase> All { get; } =
        JsonSerializer.Deserialize<OracleCase[]>(File.ReadAllText(RepositoryFiles.Data("oracle.json")), Names)!;

    /// <summary>The pipeline as the oracle ran it.</summary>
    public PipelineEstimator Approximation => new()
    {
        Alignment = DimensionAlignment.Given(Alignment),
        Observable = Observable.Identity,
        Rule = RankCutoff.Relative(RelativeTolerance),
        Tolerance = RelativeTolerance,
        Steps = Steps,
        Repeats = 1,
        AveragesMatrices = false,
        Seed = 0,
    };

    public bool IsLeNet => Name.StartsWith("lenet5", StringComparison.Ordinal);

    /// <summary>The oracle's B, q-by-p, from its indices alone.</summary>
    public static DenseMatrix Alignment(int q, int p)
        => DenseMatrix.Create(q, p, (i, j) => Math.Sin((1.1 * (i + 1) * (j + 2)) + (0.3 * i)));

    public override string ToString() => Name;
}

/// <summary>The oracle's figures for one block.</summary>
internal sealed record OracleBlock(
    string Block, int Outputs, int Inputs, int SnapshotRank, int Rank, double LogCredit, double Residual, double AlignmentCondition,
    double[] LargestSingularValues, double SmallestKept, double? FirstDropped)
{
    public override string ToString() => Block;
}
