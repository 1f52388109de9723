using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert;

/// <summary>A message that has all that an analysis can have, and numbers that are hard to write.</summary>
internal static class MadeUpAnalysis
{
    /// <summary>Numbers that are hard to write: each with bits of its own.</summary>
    public static readonly double[] Odd =
    [
        0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, 0.1, 1.0 / 3, Math.PI, double.MaxValue, double.MinValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN, BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0001),
        BitConverter.Int64BitsToDouble(unchecked((long)0xfff0_dead_beef_0001)),
    ];

    /// <summary>An analysis of made-up numbers.</summary>
    public static AnalysisMessage Create(double value = 0.5, string note = "")
    {
        var summary = new OperatorSummary
        {
            Rank = 2,
            SnapshotRank = 3,
            LogCredit = -1.5,
            Spread = 0.1,
            Residual = 0.2,
            Condition = 30,
            Steps = 2,
            StepsUsed = 1,
            Snapshots = 40,
        };
        var estimate = new KoopmanEstimate([new Spectrum(Odd, 2, 1e-3), new Spectrum([3, 2, 1], 3, 1e-4)], summary, KoopmanRoute.Triangle);
        var profile = new BlockProfile(new Spectrum([2, 1], 1, 1e-3), value, value, Parameters(value));
        var block = new BlockCredit("fc1", 12, 4, estimate, profile)
        {
            NoiseFloor = value,
            LogSensitivity = -3,
            Figures = [new Figure(FigureKind.OperatorGain, 0, 2) { NoiseFloor = 0.1 }, new Figure(FigureKind.WeightNorm, 1, value)],
            Kernels = [new KernelCredit(1, -2.5, 3) { NoiseFloor = 0.01, Spectrum = new Spectrum([1, 0.5], 1, value) }],
        };
        var network = new NetworkCredit
        {
            ClassScores = "logits",
            Figures = [new Figure(FigureKind.Share, 2, 0.25)],
            Profile = new NetworkProfile([5, 4], 1, new ClassDecisions([2, 0, 1], [0.5, 0.25, 0.25], value)),
        };
        var credits = new NetworkCredits([block], network)
        {
            FeatureWeights = new FeatureWeights(3, 5, Odd, Odd) { InputShape = [1, 5] },
            Notes = [note],
        };
        return new AnalysisMessage(new FileIdentity("m", "1"), new FileIdentity("s", "2"), 40, credits, ["a fault"], ["weights.bin"]);
    }

    private static BlockParameters Parameters(double value)
    {
        var fingerprint = new WeightFingerprint("abc", Convert.ToBase64String(new byte[WeightSketch.Length]), 0.125, 7);
        return new BlockParameters([new WeightProfile([4, 3, 2], value, -value, fingerprint)], "def");
    }
}
