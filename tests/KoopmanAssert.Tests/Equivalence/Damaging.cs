using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>Damages a model as faults of training and conversion do. Every damage is seeded.</summary>
internal static class Damaging
{
    /// <summary>The damages of one layer.</summary>
    public static string[] OfLayer => ["redrawn", "x 1.5", "dead units", "pruned", "noise"];

    /// <summary>The layers whose weights are stored in float32, in the order of the operators.</summary>
    public static List<NodeProto> Layers(ModelProto model) =>
        [.. model.Graph.Node.Where(n => Rewriting.IsLayer(n) && Weight(model, n) is { DataType: (int)TensorProto.Types.DataType.Float })];

    /// <summary>Damages the weights of a layer.</summary>
    public static void Layer(ModelProto model, NodeProto layer, string damage)
    {
        var random = new Random(11);
        TensorProto weight = Weight(model, layer)!;
        float[] values = Rewriting.Floats(weight);
        double sigma = Deviation(values), pruned = values.Select(v => Math.Abs((double)v)).Order().ElementAt(values.Length * 6 / 10);
        Write(weight, damage switch
        {
            "redrawn" => [.. values.Select(_ => (float)(sigma * Normal(random)))],
            "x 1.5" => [.. values.Select(v => 1.5f * v)],
            "dead units" => [.. values.Select((v, i) => Unit(layer, weight, i) % 3 == 0 ? 0 : v)],
            "pruned" => [.. values.Select(v => Math.Abs(v) < pruned ? 0 : v)],
            "noise" => [.. values.Select(v => (float)(v + (0.3 * sigma * Normal(random))))],
            _ => throw new ArgumentException(damage),
        });
        if (damage == "dead units" && Bias(model, layer) is { } bias)
        {
            Write(bias, [.. Rewriting.Floats(bias).Select((v, i) => i % 3 == 0 ? 0 : v)]);
        }
    }

    /// <summary>Noise of 2 % of its deviation on every weight: no damage.</summary>
    public static void Jitter(ModelProto model)
    {
        var random = new Random(13);
        foreach (TensorProto weight in Layers(model).Select(l => Weight(model, l)!).Distinct())
        {
            float[] values = Rewriting.Floats(weight);
            double sigma = Deviation(values);
            Write(weight, [.. values.Select(v => (float)(v + (0.02 * sigma * Normal(random))))]);
        }
    }

    /// <summary>The first layer reads its first two input channels (a dense layer: halves of its inputs) in each other's place.</summary>
    /// <returns>Whether it has two.</returns>
    public static bool SwapInputs(ModelProto model)
    {
        NodeProto layer = Layers(model)[0];
        TensorProto weight = Weight(model, layer)!;
        long[] shape = [.. weight.Dims];
        int axis = layer.OpType is "Conv" ? 1 : layer.OpType == "LSTM" ? 2 : UnitAxis(layer, shape) == 0 ? 1 : shape.Length - 2;
        int length = (int)shape[axis], inner = (int)shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
        int half = layer.OpType is "Conv" ? 1 : length / 2;
        float[] values = Rewriting.Floats(weight);
        if (length < 2)
        {
            return false;
        }

        Write(weight, [.. values.Select((v, i) =>
        {
            int channel = i / inner % length;
            return values[i + (inner * (channel < half ? half : channel < 2 * half ? -half : 0))];
        })]);
        return true;
    }

    /// <summary>The outputs of the last layer change places in a circle.</summary>
    /// <returns>Whether it has two.</returns>
    public static bool PermuteOutputs(ModelProto model)
    {
        NodeProto layer = Layers(model)[^1];
        TensorProto weight = Weight(model, layer)!;
        long[] shape = [.. weight.Dims];
        int axis = UnitAxis(layer, shape), length = (int)shape[axis], inner = (int)shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
        int Next(int unit) => (unit + 1) % length;
        float[] values = Rewriting.Floats(weight);
        Write(weight, [.. values.Select((v, i) => values[i + (inner * (Next(i / inner % length) - (i / inner % length)))])]);
        if (Bias(model, layer) is { } bias)
        {
            float[] each = Rewriting.Floats(bias);
            Write(bias, [.. each.Select((v, i) => each[Next(i)])]);
        }

        return length > 1;
    }

    private static TensorProto? Weight(ModelProto model, NodeProto layer) => Rewriting.Initializer(model, layer.Input[1]);

    private static TensorProto? Bias(ModelProto model, NodeProto layer) =>
        layer.OpType is "Conv" or "Gemm" && layer.Input.Count > 2 ? Rewriting.Initializer(model, layer.Input[2]) : null;

    private static int Unit(NodeProto layer, TensorProto weight, int index)
    {
        long[] shape = [.. weight.Dims];
        int axis = UnitAxis(layer, shape);
        return index / (int)shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b) % (int)shape[axis];
    }

    private static int UnitAxis(NodeProto layer, long[] shape) => layer.OpType switch
    {
        "Conv" => 0,
        "LSTM" => 1,
        "Gemm" when layer.Attribute.Any(a => a.Name == "transB" && a.I != 0) => 0,
        _ => shape.Length - 1,
    };

    private static double Deviation(float[] values)
    {
        double mean = values.Average(v => (double)v);
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Write(TensorProto tensor, float[] values)
    {
        tensor.FloatData.Clear();
        tensor.RawData = Google.Protobuf.ByteString.CopyFrom(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
