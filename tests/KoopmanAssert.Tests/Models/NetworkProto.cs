using System.Runtime.InteropServices;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.AttributeProto.Types;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>Writes a small ONNX model. Names of tensors stand in one text with spaces between them; weights are seeded.</summary>
internal sealed class NetworkProto
{
    private int _seed = 1;

    public NetworkProto(int opset = 17, int irVersion = 8)
    {
        Model = new ModelProto { IrVersion = irVersion, Graph = new GraphProto { Name = "test" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph;

    /// <summary>An input of this shape; −1 is a free axis.</summary>
    public NetworkProto Input(string name, long[] shape, DataType type = DataType.Float)
    {
        Graph.Input.Add(Value(name, shape, type));
        return this;
    }

    public NetworkProto Output(params string[] names)
    {
        Graph.Output.AddRange(names.Select(name => new ValueInfoProto { Name = name }));
        return this;
    }

    /// <summary>A float32 weight, uniform in [−1, 1].</summary>
    public NetworkProto Weight(string name, params long[] shape)
    {
        var random = new Random(_seed++);
        int count = (int)shape.Aggregate(1L, (a, b) => a * b);
        return Constant<float>(name, shape, [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))]);
    }

    public NetworkProto Constant<T>(string name, long[] shape, params T[] values)
        where T : unmanaged
    {
        Graph.Initializer.Add(Tensor(name, shape, values));
        return this;
    }

    public NetworkProto Node(string op, string inputs, string outputs, string name = "", params (string Name, object Value)[] attributes)
    {
        Graph.Node.Add(Operator(op, inputs, outputs, name, attributes));
        return this;
    }

    /// <summary>A dense layer: the Gemm writes <paramref name="output"/>.</summary>
    public NetworkProto Dense(string input, string output, int inputs, int outputs, string name = "", string? weight = null)
    {
        string scope = weight ?? $"{output}_layer";
        return Weight($"{scope}.weight", outputs, inputs).Weight($"{scope}.bias", outputs)
            .Node("Gemm", $"{input} {scope}.weight {scope}.bias", output, name, ("transB", 1L));
    }

    public static NodeProto Operator(
        string op,
        string inputs,
        string outputs,
        string name = "",
        params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = name };
        node.Input.AddRange(Names(inputs));
        node.Output.AddRange(Names(outputs));
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        return node;
    }

    public static TensorProto Tensor<T>(string name, long[] shape, params T[] values)
        where T : unmanaged
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TypeOf<T>(),
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values)),
        };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    public static ValueInfoProto Value(string name, long[] shape, DataType type = DataType.Float)
    {
        var dims = new TensorShapeProto();
        dims.Dim.AddRange(shape.Select(d => d < 0
            ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
            : new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dims } },
        };
    }

    private static DataType TypeOf<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Single => DataType.Float,
        TypeCode.Double => DataType.Double,
        TypeCode.Int64 => DataType.Int64,
        TypeCode.Boolean => DataType.Bool,
        _ => DataType.Float16,
    };

    private static string[] Names(string names)
        => names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => n == "-" ? "" : n).ToArray();

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long number:
                (attribute.I, attribute.Type) = (number, AttributeType.Int);
                break;
            case float number:
                (attribute.F, attribute.Type) = (number, AttributeType.Float);
                break;
            case long[] numbers:
                attribute.Ints.AddRange(numbers);
                attribute.Type = AttributeType.Ints;
                break;
            case TensorProto tensor:
                (attribute.T, attribute.Type) = (tensor, AttributeType.Tensor);
                break;
            case GraphProto graph:
                (attribute.G, attribute.Type) = (graph, AttributeType.Graph);
                break;
            default:
                throw new ArgumentException($"No attribute holds a {value.GetType()}.", nameof(value));
        }

        return attribute;
    }
}
