using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert;

/// <summary>Pages to look at: of real analyses, and of made-up networks as large or as hostile as a test needs.</summary>
internal static class Pages
{
    private static readonly Lazy<string> Lenet = new(() => Of(CheckLenet()));

    /// <summary>LeNet-5 with a frozen layer, held against its baseline of five accepted retrains: block conv2 is at fault.</summary>
    public static string DriftedLenet => Lenet.Value;

    /// <summary>The page of a comparison.</summary>
    public static string Of(BaselineComparison comparison) => HtmlReport.Render(new CheckReport([CheckedBaseline.Create(comparison, 1)]));

    /// <summary>The page of several.</summary>
    public static string Of(params BaselineComparison[] comparisons)
        => HtmlReport.Render(new CheckReport(comparisons.Select(c => CheckedBaseline.Create(c, 1))));

    /// <summary>Two models side by side.</summary>
    public static string OfTwoModels()
    {
        CreditReport before = Network("old.onnx", 'a', Block("conv1", 1.5), Block("fc", 1)), after = Network(
            "new.onnx",
            'b',
            Block("conv1", 1.5),
            Block("fc", 3));
        BaselineComparison comparison = CreditBaseline.Create(before, "old.onnx", Tolerance.FromRules([], null)).Compare(after);
        return HtmlReport.Render(new CheckReport([CheckedBaseline.Create(comparison, 1) with { AcceptedAnalysis = before }]));
    }

    /// <summary>A chain of blocks with every picture there is, of which one has moved far, and the next with it.</summary>
    /// <param name="count">How many blocks.</param>
    /// <param name="moved">Which of them has moved, from 0.</param>
    public static BaselineComparison Chain(int count, int moved)
    {
        BlockCredit[] Blocks(double first, double second) =>
            [.. Enumerable.Range(0, count).Select(b => Block($"layer{b + 1}.conv", b == moved ? first : b == moved + 1 ? second : 1.2))];
        return Accepted(Network("models/chain.onnx", 'a', Blocks(1.2, 1.2))).Compare(Network("models/chain.onnx", 'b', Blocks(9, 6)));
    }

    /// <summary>A network whose blocks have these names; all but the first are accepted, and it is added.</summary>
    public static BaselineComparison Named(params string[] names)
    {
        BlockCredit[] blocks = [.. names.Select(name => Block(name, 2))];
        return Accepted(Network("models/named.onnx", 'a', blocks[1..])).Compare(Network($"models/{names[0]}.onnx", 'b', blocks));
    }

    /// <summary>A network that has not moved at all.</summary>
    public static BaselineComparison Held() => Held([3, 32, 32], "held");

    /// <summary>The same with an input of another shape.</summary>
    public static BaselineComparison Held(long[] shape, string name, bool areTokens = false)
    {
        CreditReport Report() => Network($"models/{name}.onnx", 'a', shape, areTokens, [Block("fc1", 2), Block("fc2", 1.5)]);
        return Accepted(Report()).Compare(Report());
    }

    /// <summary>The comparison behind <see cref="DriftedLenet"/>.</summary>
    private static BaselineComparison CheckLenet()
    {
        var baseline = CreditBaseline.Load(Repository.LeNetBaseline);
        return baseline.Compare(CreditAnalysis.Run(
            Repository.LeNetFrozenLayer,
            baseline.SamplesPath,
            baseline.Settings,
            new AnalysisOptions { Details = CreditDetails.Kernels | CreditDetails.FeatureWeights | CreditDetails.Sensitivity }));
    }

    private static CreditBaseline Accepted(CreditReport report)
        => CreditBaseline.Create(report, Path.ChangeExtension(report.Model.Path, CreditBaseline.FileSuffix));

    // As large as a block of a real network gets: 400 singular values, 512 kernels.
    private static BlockCredit Block(string name, double sigma) =>
        Fabricated.Block(name, 512, 512, 399, [.. Enumerable.Range(0, 399).Select(j => sigma * Math.Exp(-j / 90.0))]) with
        {
            LogSensitivity = 12.25,
            Kernels = [.. Enumerable.Range(0, 512).Select(k => new KernelCredit(k, k % 50 == 49 ? null : (sigma * 40) - (k % 37), 40))],
        };

    private static CreditReport Network(string path, char hash, params BlockCredit[] blocks) =>
        Network(path, hash, [3, 32, 32], areTokens: false, blocks);

    private static CreditReport Network(string path, char hash, long[] shape, bool areTokens, BlockCredit[] blocks)
    {
        const int Outputs = 10;
        int inputs = (int)shape.Aggregate((product, axis) => product * axis);
        double[] weights = [.. Enumerable.Range(0, Outputs * inputs).Select(i => Math.Sin(i * 0.37))];
        var credits = new NetworkCredits(blocks, Fabricated.Network)
        {
            FeatureWeights = new FeatureWeights(Outputs, inputs, weights, weights) { InputShape = shape, AreTokens = areTokens },
        };
        return new CreditReport(
            new FileIdentity(path, new string(hash, 64)),
            new FileIdentity("data/samples.npy", Fabricated.SamplesHash),
            400,
            AnalysisSettings.Regression,
            credits,
            []);
    }
}
