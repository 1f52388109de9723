using System.Runtime.InteropServices;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.AttributeProto.Types;

namespace KoopmanAssert.Tool;

/// <summary>
/// A classifier of images of 1 × 28 × 28 with many more activations than its few weights suggest: three times a convolution to 256 channels
/// with a ReLU, and one back to a single channel; then ten classes. Blocks end at wide0, narrow0, wide1, … and scores.
/// </summary>
internal static class WideNetwork
{
    private const int Channels = 256, Pixels = 28 * 28;

    /// <summary>The network of that seed.</summary>
    public static ModelProto Of(int seed)
    {
        var random = new Random(seed);
        var graph = new GraphProto { Name = "wide" };
        graph.Input.Add(Value("x", -1, 1, 28, 28));
        string from = "x";
        for (int i = 0; i < 3; i++)
        {
            Weight(graph, random, $"up{i}", Channels, 1, 3, 3);
            Weight(graph, random, $"down{i}", 1, Channels, 1, 1);
            graph.Node.AddRange(
            [
                Node("Conv", [from, $"up{i}"], $"conv{i}", ("pads", [1, 1, 1, 1])),
                Node("Relu", [$"conv{i}"], $"wide{i}"),
                Node("Conv", [$"wide{i}", $"down{i}"], $"narrow{i}"),
            ]);
            from = $"narrow{i}";
        }

        Weight(graph, random, "classes", Pixels, 10);
        graph.Node.AddRange([Node("Flatten", [from], "flat"), Node("Gemm", ["flat", "classes"], "scores")]);
        graph.Output.Add(Value("scores", -1, 10));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model;
    }

    private static void Weight(GraphProto graph, Random random, string name, params long[] shape)
    {
        int count = (int)shape.Aggregate(1L, (product, dim) => product * dim);
        float size = MathF.Sqrt(6f * shape[0] / count); // of activations as they come
        float[] values = [.. Enumerable.Range(0, count).Select(_ => size * ((2 * random.NextSingle()) - 1))];
        var weight = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };
        weight.Dims.AddRange(shape);
        graph.Initializer.Add(weight);
    }

    private static NodeProto Node(string op, string[] inputs, string output, params (string Name, long[] Value)[] attributes)
    {
        var node = new NodeProto { OpType = op };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach ((string name, long[] value) in attributes)
        {
            var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
            attribute.Ints.AddRange(value);
            node.Attribute.Add(attribute);
        }

        return node;
    }

    private static ValueInfoProto Value(string name, params long[] shape)
    {
        var dims = new TensorShapeProto();
        dims.Dim.AddRange(shape.Select(d => d < 0
            ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
            : new TensorShapeProto.Types.Dimension { DimValue = d }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dims };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
