using System.Runtime.InteropServices;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>
/// Comparisons of a real network with a real fault: the fully connected one on digits, its five honest retrains accepted, and another of
/// its retrains damaged in its weights as the fault would leave them. Each is checked in the place of the accepted model.
/// </summary>
internal static class Faults
{
    private static readonly string[] Digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private static readonly AnalysisSettings Settings = new() { ClassNames = Digits };

    private static readonly Lazy<CreditBaseline> Accepted = new(Accept);

    // The same in every run, since pages show it.
    private static readonly string Model = Path.Combine("models", "fc.onnx");

    private static string Honest => Repository.FcAnotherRetrain;

    /// <summary>An honest retrain that the baseline has not seen.</summary>
    public static BaselineComparison None() => Compare(Honest);

    /// <summary>Fine-tuned with 30 % of the labels random, which is like too little training: it doubts, and its weights are small.</summary>
    public static BaselineComparison UnderTrained() => Compare(Repository.FcRandomLabels);

    /// <summary>The last layer smaller, as labels that contradict each other leave it: the same answers with more doubt.</summary>
    public static BaselineComparison NoisyLabels() => Damage(Honest, (weights, _) => Scale(weights[^1], 0.6f));

    /// <summary>The seventh of ten classes is never the answer: its score is lowered.</summary>
    public static BaselineComparison MissingClass() => Damage(Honest, (_, biases) => biases[^1][6] = -100);

    /// <summary>Two classes have changed places.</summary>
    public static BaselineComparison SwappedClasses() => Damage(Honest, (weights, biases) =>
    {
        Exchange(weights[^1], 3, 5);
        Exchange(biases[^1], 3, 5);
    });

    /// <summary>The second layer is the accepted model's, as if it had been left out of the training.</summary>
    public static BaselineComparison FrozenBlock() => Damage(Honest, (weights, biases) =>
    {
        (List<float[]> accepted, List<float[]> acceptedBiases) = Parameters(Read(Repository.Fc));
        accepted[1].CopyTo(weights[1], 0);
        acceptedBiases[1].CopyTo(biases[1], 0);
    });

    /// <summary>The accepted model with noise on its second layer only.</summary>
    public static BaselineComparison OnlyBlockChanged() => Damage(Repository.Fc, (weights, _) => Disturb(weights[1], 0.3f, 5));

    /// <summary>The accepted model with its second layer twice as large.</summary>
    public static BaselineComparison ScaledWeights() => Damage(Repository.Fc, (weights, _) => Scale(weights[1], 2));

    /// <summary>The accepted model trained a little further, with its third layer from new random weights.</summary>
    public static BaselineComparison NewBlock() => Damage(Repository.Fc, (weights, _) =>
    {
        foreach (float[] layer in weights)
        {
            Disturb(layer, 0.002f, 7);
        }

        Array.Clear(weights[2]);
        Disturb(weights[2], 0.3f, 11);
    });

    /// <summary>Nine in ten of the second layer's weights, the small ones, set to 0. Half of them, and the network holds.</summary>
    public static BaselineComparison PrunedWeights() => Damage(Honest, (weights, _) => Prune(weights[1], 0.9));

    /// <summary>All weights rounded to six values, of which none is 0.</summary>
    public static BaselineComparison QuantisedWeights() => Damage(Honest, (weights, _) => weights.ForEach(layer => Round(layer, 3, 0.5f)));

    /// <summary>The first layer as a training on inputs of four times the scale leaves it.</summary>
    public static BaselineComparison Preprocessing() => Damage(Honest, (weights, _) => Scale(weights[0], 0.25f));

    /// <summary>All layers larger by half, as without regularisation.</summary>
    public static BaselineComparison OtherRecipe() => Damage(Honest, (weights, biases) => ScaleAll(weights, biases, 1.5f));

    /// <summary>No fault: the accepted model with weights of 8 bits, from an exporter that gives other names.</summary>
    public static BaselineComparison RenamedCopy()
    {
        ModelProto model = Read(Repository.Fc);
        Rename(model.Graph);
        foreach (TensorProto weight in Tensors(model, 2).ToList())
        {
            Quantise(model.Graph, weight);
        }

        return Compare(model.ToByteArray());
    }

    private static CreditBaseline Accept()
    {
        CreditReport measured = Analyse(File.ReadAllBytes(Repository.Fc), noise: true);
        return Repository.FcRetrains.Select(retrain => Analyse(File.ReadAllBytes(retrain))).Aggregate(
            CreditBaseline.Create(measured, Path.ChangeExtension(Model, CreditBaseline.FileSuffix)),
            (learnt, retrain) => learnt.Accept(retrain, "an honest retrain"));
    }

    private static BaselineComparison Compare(string model) => Compare(File.ReadAllBytes(model));

    private static BaselineComparison Compare(byte[] model) => Accepted.Value.Compare(Analyse(model));

    private static CreditReport Analyse(byte[] model, bool noise = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Model)!);
        File.WriteAllBytes(Model, model);
        File.Copy(Repository.SmallDigits, Path.Combine("models", "digits.npy"), overwrite: true);
        var options = new AnalysisOptions { MeasureNoise = noise, Details = CreditDetails.Kernels | CreditDetails.FeatureWeights };
        return CreditAnalysis.Run(Model, Path.Combine("models", "digits.npy"), Settings, options);
    }

    // Weights of a layer are one row per output.
    private static BaselineComparison Damage(string path, Action<List<float[]>, List<float[]>> damage)
    {
        ModelProto model = Read(path);
        (List<float[]> weights, List<float[]> biases) = Parameters(model);
        damage(weights, biases);
        foreach ((int axes, List<float[]> values) in new[] { (2, weights), (1, biases) })
        {
            foreach ((TensorProto tensor, float[] value) in Tensors(model, axes).Zip(values))
            {
                tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(value));
            }
        }

        return Compare(model.ToByteArray());
    }

    private static ModelProto Read(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));

    private static IEnumerable<TensorProto> Tensors(ModelProto model, int axes) => model.Graph.Initializer.Where(t => t.Dims.Count == axes);

    private static (List<float[]> Weights, List<float[]> Biases) Parameters(ModelProto model)
    {
        List<float[]> Values(int axes) =>
            [.. Tensors(model, axes).Select(t => MemoryMarshal.Cast<byte, float>(t.RawData.Span).ToArray())];
        return (Values(2), Values(1));
    }

    // All tensors but the input and the output of the network, and all operators.
    private static void Rename(GraphProto graph)
    {
        HashSet<string> kept = [.. graph.Input.Concat(graph.Output).Select(value => value.Name)];
        string New(string name) => kept.Contains(name) ? name : name.Trim('/')
            .Replace("0", "stem", StringComparison.Ordinal).Replace("2", "middle", StringComparison.Ordinal)
            .Replace("4", "neck", StringComparison.Ordinal).Replace("6", "head", StringComparison.Ordinal);
        foreach (TensorProto tensor in graph.Initializer)
        {
            tensor.Name = New(tensor.Name);
        }

        foreach (NodeProto node in graph.Node)
        {
            node.Name = New(node.Name);
            foreach (Google.Protobuf.Collections.RepeatedField<string> names in new[] { node.Input, node.Output })
            {
                string[] renamed = [.. names.Select(New)];
                names.Clear();
                names.AddRange(renamed);
            }
        }
    }

    // Whole numbers from −127 to 127 and their step, which an operator multiplies.
    private static void Quantise(GraphProto graph, TensorProto weight)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray();
        float step = values.Max(MathF.Abs) / 127;
        string name = weight.Name;
        weight.Name = $"{name}/integers";
        weight.DataType = (int)TensorProto.Types.DataType.Int8;
        weight.RawData = ByteString.CopyFrom([.. values.Select(v => (byte)(sbyte)MathF.Round(v / step))]);
        graph.Initializer.Add(new TensorProto
        {
            Name = $"{name}/step",
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(BitConverter.GetBytes(step)),
        });
        var dequantise = new NodeProto { OpType = "DequantizeLinear", Name = $"{name}/dequantise" };
        dequantise.Input.AddRange([weight.Name, $"{name}/step"]);
        dequantise.Output.Add(name);
        graph.Node.Insert(0, dequantise);
    }

    private static void Exchange(float[] rows, int first, int second)
    {
        int length = rows.Length / Digits.Length;
        for (int i = 0; i < length; i++)
        {
            (rows[(first * length) + i], rows[(second * length) + i]) = (rows[(second * length) + i], rows[(first * length) + i]);
        }
    }

    private static void Scale(float[] values, float factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }

    // A factor on all layers is one on the outputs, if the bias of each is multiplied by those of the layers before it as well.
    private static void ScaleAll(List<float[]> weights, List<float[]> biases, float factor)
    {
        for (int layer = 0; layer < weights.Count; layer++)
        {
            Scale(weights[layer], factor);
            Scale(biases[layer], MathF.Pow(factor, layer + 1));
        }
    }

    private static void Disturb(float[] values, float size, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += size * ((2 * random.NextSingle()) - 1);
        }
    }

    private static void Prune(float[] values, double share)
    {
        float least = values.Select(MathF.Abs).Order().ElementAt((int)(share * values.Length));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Abs(values[i]) < least ? 0 : values[i];
        }
    }

    private static void Round(float[] values, int levels, float offset = 0)
    {
        float step = values.Max(MathF.Abs) / levels;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = step * (MathF.Round((values[i] / step) - offset) + offset);
        }
    }
}
