using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>The networks of the equivalence tests with their samples and baselines, each made once, in a folder of their own.</summary>
internal sealed class EquivalenceNetworks : IDisposable
{
    /// <summary>The number of samples of each.</summary>
    public const int Rows = 60;

    /// <summary>How they are analysed.</summary>
    public static readonly AnalysisSettings OneStep = new() { Steps = StepCount.Exactly(1), MaxSamples = Rows };

    private readonly Dictionary<string, (CreditBaseline Baseline, string Samples)> _known = new(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static string[] Names =>
    [
        "fc", "miniresnet", "rowlstm", "lenet5", "mnist-cntk", "kws", "cct", "tinyvit",
        "zoo/resnet", "zoo/mobilenet-v3", "zoo/vit", "zoo/gpt", "zoo/unet", "zoo/crnn", "zoo/torch-encoder",
    ];

    /// <summary>The folder of the models that tests write.</summary>
    public ModelFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();

    /// <summary>The baseline of a network, and its samples.</summary>
    public (CreditBaseline Baseline, string Samples) BaselineOf(string network)
    {
        if (!_known.TryGetValue(network, out (CreditBaseline, string) known))
        {
            string samples = Samples(network);
            CreditReport report = CreditAnalysis.Run(PathOf(network), samples, OneStep, new AnalysisOptions { MeasureNoise = true });
            _known[network] = known = (CreditBaseline.Create(report, Folder.At($"{network}.credits.json")), samples);
        }

        return known;
    }

    /// <summary>The model of a network.</summary>
    public static ModelProto Read(string network) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(PathOf(network)));

    /// <summary>The path of that model.</summary>
    public static string PathOf(string network) => network switch
    {
        "fc" => RepositoryFiles.Fc,
        "miniresnet" => RepositoryFiles.MiniResNet,
        "rowlstm" => RepositoryFiles.RowLstm,
        "lenet5" => RepositoryFiles.LeNet,
        _ when network.StartsWith("zoo/", StringComparison.Ordinal) => Path.Combine(
            RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", $"{network[4..]}.onnx"),
        _ => Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Equivalence", "models", $"{network}.onnx"),
    };

    /// <summary>The path of its samples.</summary>
    public string Samples(string network)
    {
        if (network is "fc")
        {
            return RepositoryFiles.SmallDigits;
        }

        if (network is "miniresnet" or "lenet5" or "mnist-cntk")
        {
            return RepositoryFiles.Digits;
        }

        return Seeded(Read(network), $"{network}.npz");
    }

    /// <summary>Seeded samples for each input: uniform in [−1, 1], token ids for whole numbers.</summary>
    private string Seeded(ModelProto model, string name)
    {
        const int OpenLength = 6;
        var random = new Random(1);
        return Folder.Write(Tests.SampleFiles.Npz([.. model.Graph.Input.Where(i => Rewriting.Initializer(model, i.Name) is null)
            .Select(input =>
            {
                int[] shape = [Rows, .. input.Type.TensorType.Shape.Dim.Skip(1).Select(d => d.DimValue > 0 ? (int)d.DimValue : OpenLength)];
                int count = shape.Aggregate(1, (a, b) => a * b);
                bool isWhole = input.Type.TensorType.ElemType != (int)TensorProto.Types.DataType.Float;
                byte[] values = isWhole
                    ? Tests.SampleFiles.Bytes<byte>([.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(10))])
                    : Tests.SampleFiles.Bytes<float>([.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)]);
                return ($"{input.Name}.npy", Tests.SampleFiles.Npy(isWhole ? "|u1" : "<f4", $"({string.Join(", ", shape)},)", values));
            })]), name);
    }
}
