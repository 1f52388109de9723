using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert;

/// <summary>Reports with chosen figures: what an analysis would have given.</summary>
internal static class Fabricated
{
    public const string ModelHash = "1111111111111111111111111111111111111111111111111111111111111111";
    public const string SamplesHash = "2222222222222222222222222222222222222222222222222222222222222222";

    /// <summary>A block of equal singular values, so that its log-credit is rank · ln σ.</summary>
    public static BlockCredit Block(
        string name = "fc1",
        int inputs = 8,
        int outputs = 6,
        int rank = 4,
        double sigma = 2,
        double noise = 1e-6,
        int snapshots = 400) =>
        Block(name, inputs, outputs, rank, [.. Enumerable.Repeat(sigma, rank)], noise, snapshots);

    /// <summary>A block of these singular values.</summary>
    public static BlockCredit Block(
        string name,
        int inputs,
        int outputs,
        int rank,
        double[] sigma,
        double noise = 1e-6,
        int snapshots = 400,
        int steps = 1,
        int stepsUsed = 1,
        double? spread = null)
    {
        var fit = new OperatorSummary
        {
            SnapshotRank = Math.Max(1, rank),
            Spread = spread,
            Residual = 0.25,
            Condition = 12.5,
            Steps = steps,
            StepsUsed = stepsUsed,
            Snapshots = snapshots,
        };
        var estimate = KoopmanEstimate.Create([new Spectrum(sigma, rank, 1e-3)], fit, KoopmanRoute.Gram);
        return Of(name, inputs, outputs, estimate, noise);
    }

    public static BlockCredit Of(string name, int inputs, int outputs, KoopmanEstimate estimate, double? noise = 1e-6) =>
        Of(name, inputs, outputs, estimate, Profile(estimate), noise);

    /// <summary>
    /// A block of rank 1 with an 8-by-6 weight, each of whose five figures is chosen, in nats; of the given weights it has the fingerprint.
    /// </summary>
    public static BlockCredit Profiled(
        string name = "fc1",
        double credit = 0,
        double gain = 0,
        double level = 0,
        double norm = 0,
        double volume = 0,
        double noise = 1e-6,
        double[]? weights = null)
    {
        BlockCredit block = Block(name, 8, 6, 1, [Math.Exp(credit)], noise);
        var profile = new BlockProfile(
            block.Estimate.Spectra[0],
            Math.Exp(gain),
            Math.Exp(level),
            Parameters(new WeightProfile([8, 6], norm, volume, weights is null
                ? Unrelated(norm, volume)
                : WeightFingerprint.Create(new Weight("w", [8, 6], false, [.. weights])))));
        return Of(name, 8, 6, block.Estimate, profile, noise);
    }

    /// <summary>A block of rank 1 with these weights.</summary>
    public static BlockCredit Weighted(string name, params WeightProfile[] weights)
    {
        BlockCredit block = Block(name, 8, 6, 1, [1]);
        return Of(name, 8, 6, block.Estimate, new BlockProfile(block.Estimate.Spectra[0], 1, 1, Parameters(weights)), 1e-6);
    }

    /// <summary>An 8-by-6 weight of these figures, in nats.</summary>
    public static WeightProfile Weight(double norm, double volume) => new([8, 6], norm, volume, Unrelated(norm, volume));

    /// <summary>A fingerprint of a block with so many weight tensors.</summary>
    public static BlockFingerprint BlockFingerprint(int weights) => new(
        weights == 0 ? "" : new string('a', 32), [.. Enumerable.Range(0, weights).Select(i => Unrelated(i, i))]);

    private static BlockParameters Parameters(params WeightProfile[] weights) =>
        new(weights, weights.Length == 0 ? "" : weights[0].Fingerprint.Hash);

    /// <summary>
    /// A fingerprint of a weight: equal figures have equal hashes; with a sketch of zeros, every model counts as trained from new weights.
    /// </summary>
    public static WeightFingerprint Unrelated(double norm, double volume) => new(
        Convert.ToHexStringLower([.. BitConverter.GetBytes(norm), .. BitConverter.GetBytes(volume)]),
        Convert.ToBase64String(new byte[WeightSketch.Length]),
        0,
        48);

    private static BlockCredit Of(string name, int inputs, int outputs, KoopmanEstimate estimate, BlockProfile? profile, double? noise) =>
        new(name, inputs, outputs, estimate, profile)
        {
            NoiseFloor = noise,
            Figures = WithFloors(profile?.FiguresAt(profile.Half) ?? [], noise),
        };

    /// <summary>A classifier whose network credit and doubt are chosen, in nats, and that puts so many samples in each class.</summary>
    public static NetworkCredit Classifier(double credit = 0, double doubt = -2, params int[] samples)
    {
        int[] counts = samples.Length > 0 ? samples : [10, 10];
        int[] predictions = [.. counts.SelectMany((count, c) => Enumerable.Repeat(c, count))];
        var profile = new NetworkProfile(
            [Math.Exp(credit / (counts.Length - 1)), .. Enumerable.Repeat(Math.Exp(credit / (counts.Length - 1)), counts.Length)],
            1,
            new ClassDecisions(predictions, [.. counts.Select(count => (double)count / predictions.Length)], doubt));
        return new NetworkCredit
        {
            ClassScores = "logits",
            Figures = WithFloors(profile.FiguresAt(profile.Counted, predictions), 1e-6),
            Profile = profile,
        };
    }

    /// <summary>A network that is no classifier: a single singular value of 1.</summary>
    public static NetworkCredit Network { get; } = new()
    {
        ClassScores = null,
        Figures = [new Figure(FigureKind.NetworkCredit, 0, 0) { NoiseFloor = 1e-6 }],
        Profile = new NetworkProfile([1], 1, null),
    };

    public static CreditReport Report(params BlockCredit[] blocks)
        => Report(AnalysisSettings.Regression, ModelHash, SamplesHash, 400, [], blocks);

    /// <summary>The report of another model: a retrained one.</summary>
    public static CreditReport Retrained(params BlockCredit[] blocks)
        => Report(AnalysisSettings.Regression, new string('3', 64), SamplesHash, 400, [], blocks);

    public static CreditReport Report(
        AnalysisSettings settings,
        string modelHash,
        string samplesHash,
        int count,
        string[] notes,
        params BlockCredit[] blocks) =>
        new(
            new FileIdentity("models/net.onnx", modelHash),
            new FileIdentity("data/samples.npy", samplesHash),
            count,
            settings,
            new NetworkCredits(blocks, Network),
            notes);

    /// <summary>The same report of blocks in another network.</summary>
    public static CreditReport In(this CreditReport report, NetworkCredit? network, string? modelHash = null) =>
        new(
            report.Model with { Sha256 = modelHash ?? report.Model.Sha256 },
            report.Samples,
            report.SampleCount,
            report.Settings,
            new NetworkCredits(report.Blocks, network),
            report.Notes);

    private static IReadOnlyList<Figure> WithFloors(IReadOnlyList<Figure> figures, double? noise)
        => [.. figures.Select(f => f with { NoiseFloor = noise })];

    // Without weights; as large as its operator, on outputs of norm 1.
    private static BlockProfile? Profile(KoopmanEstimate estimate) => !estimate.IsFinite ? null
        : new BlockProfile(estimate.Spectra[0], Math.Sqrt(estimate.Spectra[0].SingularValues.Sum(s => s * s)), 1, Parameters());
}
