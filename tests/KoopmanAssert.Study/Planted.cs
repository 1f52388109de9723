using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Study;

/// <summary>A damage done to the weights of one block.</summary>
/// <param name="Name">Block and kind of damage.</param>
/// <param name="Block">The block at fault.</param>
/// <param name="Model">The damaged model.</param>
internal sealed record PlantedDamage(string Name, string Block, byte[] Model);

/// <summary>Damages the accepted model in one block at a time, so that the block at fault is known.</summary>
internal static class Planted
{
    /// <summary>Every block that has weights, with each kind of damage.</summary>
    public static IEnumerable<PlantedDamage> Of(string path)
    {
        var model = OnnxModel.Load(path);
        var graph = new ModelGraph(model, []);
        IReadOnlyList<Block> blocks = BlockPartition.Create(
            graph,
            ModelInputs.Zeros(graph),
            AnalysisSettings.Regression.Partition,
            CancellationToken.None);
        IReadOnlyList<IReadOnlyList<Weight>> weights = BlockWeights.Read(graph, blocks.Select(b => b.Nodes));
        (string, Action<Random, Weight>)[] kinds =
            [("scale", (_, w) => Scale(w, 1.2)), ("prune", (_, w) => Prune(w, 0.6)), ("reinit", Reinitialise), ("noise", AddNoise)];
        for (int b = 0; b < blocks.Count; b++)
        {
            foreach ((string kind, Action<Random, Weight> damage) in weights[b].Count > 0 ? kinds : [])
            {
                var random = new Random(Seeds.Study + b);
                ModelProto damaged = model.Proto.Clone();
                foreach (Weight weight in weights[b])
                {
                    Weight own = weight with { Values = [.. weight.Values] };
                    damage(random, own);
                    Store(damaged, own);
                }

                yield return new PlantedDamage($"{blocks[b].Name}-{kind}", blocks[b].Name, damaged.ToByteArray());
            }
        }
    }

    private static void Scale(Weight weight, double factor)
    {
        for (int i = 0; i < weight.Values.Length; i++)
        {
            weight.Values[i] *= factor;
        }
    }

    private static void Prune(Weight weight, double share)
    {
        double threshold = weight.Values.Select(Math.Abs).Order().ElementAt((int)(share * weight.Values.Length));
        for (int i = 0; i < weight.Values.Length; i++)
        {
            weight.Values[i] = Math.Abs(weight.Values[i]) < threshold ? 0 : weight.Values[i];
        }
    }

    private static void Reinitialise(Random random, Weight weight)
    {
        int units = (int)weight.UnitsFirst[0], fanIn = weight.Values.Length / units;
        double bound = 1 / Math.Sqrt(fanIn);
        foreach (int unit in Enumerable.Range(0, units).OrderBy(_ => random.Next()).Take(Math.Max(1, units / 4)).ToList())
        {
            for (int i = 0; i < fanIn; i++)
            {
                weight.Values[weight.UnitsLast ? (i * units) + unit : (unit * fanIn) + i] = bound * ((2 * random.NextDouble()) - 1);
            }
        }
    }

    private static void AddNoise(Random random, Weight weight)
    {
        double[] noise = [.. weight.Values.Select(_ => Gaussian(random))];
        double size = 0.5 * Norm(weight.Values) / Norm(noise);
        for (int i = 0; i < noise.Length; i++)
        {
            weight.Values[i] += size * noise[i];
        }
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));

    // Box and Muller 1958.
    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Store(ModelProto model, Weight weight)
    {
        TensorProto tensor = model.Graph.Initializer.First(t => t.Name == weight.Source);
        byte[] bytes = new byte[weight.Values.Length * sizeof(float)];
        for (int i = 0; i < weight.Values.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), (float)weight.Values[i]);
        }

        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(bytes);
    }
}
