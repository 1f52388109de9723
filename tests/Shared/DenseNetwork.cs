using System.Runtime.InteropServices;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>A dense layer without bias: near the identity times a scale, its weights seeded by its name and size.</summary>
/// <param name="Name">The module's name in the names of operator and weight.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Scale">A factor on all weights: moves the log-credit by its logarithm for each dimension of the rank.</param>
/// <param name="Rank">How many outputs are not zero; all when null.</param>
internal sealed record DenseLayer(string Name, int Outputs = 6, float Scale = 1, int? Rank = null);

/// <summary>Writes networks of dense layers, so that a test can say how a retrained network differs.</summary>
internal static class DenseNetwork
{
    public const int Inputs = 6;

    /// <summary>The bytes of an ONNX model of these layers, one after the other.</summary>
    public static byte[] Of(params DenseLayer[] layers) => OfInputs(Inputs, layers);

    /// <summary>The same for another number of inputs.</summary>
    public static byte[] OfInputs(int inputs, params DenseLayer[] layers)
    {
        var graph = new GraphProto { Name = "dense" };
        graph.Input.Add(new ValueInfoProto { Name = "x", Type = FloatRows(inputs) });
        string tensor = "x";
        int width = inputs;
        foreach (DenseLayer layer in layers)
        {
            graph.Initializer.Add(Weight(layer, width));
            var node = new NodeProto { OpType = "MatMul", Name = $"/{layer.Name}/MatMul" };
            node.Input.AddRange([tensor, $"{layer.Name}.weight"]);
            node.Output.Add(tensor = $"{layer.Name}.out");
            graph.Node.Add(node);
            width = layer.Outputs;
        }

        graph.Output.Add(new ValueInfoProto { Name = tensor, Type = FloatRows(width) });
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return model.ToByteArray();
    }

    private static TensorProto Weight(DenseLayer layer, int inputs)
    {
        var random = new Random(layer.Name.Aggregate((31 * inputs) + layer.Outputs, (hash, letter) => unchecked((31 * hash) + letter)));
        float[] values = [.. Enumerable.Range(0, inputs * layer.Outputs).Select(i =>
        {
            (int row, int column) = (i / layer.Outputs, i % layer.Outputs);
            float value = (row == column ? 1 : 0) + (0.1f * (random.NextSingle() - 0.5f));
            return column < (layer.Rank ?? layer.Outputs) ? layer.Scale * value : 0;
        })];
        var tensor = new TensorProto
        {
            Name = $"{layer.Name}.weight",
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };
        tensor.Dims.AddRange([inputs, layer.Outputs]);
        return tensor;
    }

    private static TypeProto FloatRows(int width)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = width });
        return new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
        };
    }
}
