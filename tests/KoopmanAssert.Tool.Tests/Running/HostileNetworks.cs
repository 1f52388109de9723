using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Tool;

/// <summary>Networks that ONNX Runtime accepts and cannot run: y = x·W, then x + 0·(what the runtime cannot do).</summary>
internal static class HostileNetworks
{
    private const int Float = 1, Int64 = 7, Bool = 9;

    /// <summary>INT64_MIN / −1, a trap of the processor.</summary>
    public static ModelProto Crashes()
    {
        GraphProto graph = Linear();
        Constant(graph, "least", [], [long.MinValue]);
        Constant(graph, "minus_one", [], [-1]);
        // Both run through the batch size, so that nothing is folded.
        graph.Node.Add(Node("Shape", ["x"], "shape"));
        Constant(graph, "zero", [], [0]);
        graph.Node.Add(Node("Mul", ["shape", "zero"], "zeros"));
        graph.Node.Add(Node("Add", ["zeros", "least"], "numerator"));
        graph.Node.Add(Node("Div", ["numerator", "minus_one"], "quotient"));
        // Only a run shows the length of this one, so that finding the blocks runs the network too.
        graph.Node.Add(Node("NonZero", ["linear"], "places"));
        NodeProto real = Node("Cast", ["places"], "real_places");
        real.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = Float });
        graph.Node.Add(real);
        return Added(graph, "quotient");
    }

    /// <summary>A shape that fits no batch: an error of the runtime, which survives it.</summary>
    public static ModelProto Fails()
    {
        GraphProto graph = Linear();
        Constant(graph, "shape", [2], [7, 13]);
        graph.Node.Add(Node("Reshape", ["linear", "shape"], "reshaped"));
        NodeProto whole = Node("Cast", ["reshaped"], "whole");
        whole.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = Int64 });
        graph.Node.Add(whole);
        return Added(graph, "whole");
    }

    /// <summary>A loop of 2^62 rounds.</summary>
    public static ModelProto NeverEnds()
    {
        GraphProto graph = Linear();
        Constant(graph, "rounds", [], [1L << 62]);
        graph.Initializer.Add(new TensorProto { Name = "true", DataType = Bool, RawData = ByteString.CopyFrom(1) });
        Constant(graph, "start", [2], [0, 0]);
        var body = new GraphProto { Name = "body" };
        body.Input.AddRange([Value("round", Int64), Value("go", Bool), Value("in", Int64, 2)]);
        body.Node.AddRange([Node("Identity", ["go"], "go_on"), Node("Identity", ["in"], "out")]);
        body.Output.AddRange([Value("go_on", Bool), Value("out", Int64, 2)]);
        NodeProto loop = Node("Loop", ["rounds", "true", "start"], "looped");
        loop.Attribute.Add(new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = body });
        graph.Node.Add(loop);
        return Added(graph, "looped");
    }

    /// <summary>Eight tensors of 128 MiB each, all alive at once.</summary>
    public static ModelProto TakesAGibibyte()
    {
        GraphProto graph = Linear();
        Constant(graph, "size", [1], [1L << 25]);
        Constant(graph, "axis", [1], [0]);
        for (int i = 0; i < 8; i++)
        {
            NodeProto fill = Node("ConstantOfShape", ["size"], $"large{i}");
            fill.Attribute.Add(new AttributeProto
            {
                Name = "value",
                Type = AttributeProto.Types.AttributeType.Tensor,
                T = new TensorProto { DataType = Float, Dims = { 1 }, RawData = ByteString.CopyFrom(BitConverter.GetBytes(1f + i)) },
            });
            graph.Node.Add(fill);
        }

        NodeProto sum = Node("Sum", [.. Enumerable.Range(0, 8).Select(i => $"large{i}")], "large");
        NodeProto mean = Node("ReduceMean", ["large", "axis"], "mean");
        NodeProto whole = Node("Cast", ["mean"], "whole");
        whole.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = Int64 });
        graph.Node.AddRange([sum, mean, whole]);
        return Added(graph, "whole");
    }

    private static GraphProto Linear()
    {
        var random = new Random(1);
        var graph = new GraphProto { Name = "hostile" };
        graph.Input.Add(Value("x", Float, 0, 81));
        graph.Output.Add(Value("y", Float, 0, 4));
        byte[] weights = [.. Enumerable.Range(0, 81 * 4).SelectMany(_ => BitConverter.GetBytes((float)(random.NextDouble() - 0.5)))];
        graph.Initializer.Add(new TensorProto { Name = "w", DataType = Float, Dims = { 81, 4 }, RawData = ByteString.CopyFrom(weights) });
        graph.Node.Add(Node("MatMul", ["x", "w"], "linear"));
        return graph;
    }

    // Whole numbers come back as a smallest and a zero factor, so that the output is the linear map.
    private static ModelProto Added(GraphProto graph, string numbers)
    {
        NodeProto cast = Node("Cast", [numbers], "cast");
        cast.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = Float });
        graph.Initializer
            .Add(new TensorProto { Name = "nothing", DataType = Float, RawData = ByteString.CopyFrom(BitConverter.GetBytes(0f)) });
        NodeProto least = Node("ReduceMin", ["cast"], "one");
        least.Attribute.Add(new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = 0 });
        graph.Node.AddRange([cast, least, Node("Mul", ["one", "nothing"], "none"), Node("Add", ["linear", "none"], "y")]);
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 18 } } };
    }

    private static void Constant(GraphProto graph, string name, long[] dims, long[] values) => graph.Initializer.Add(new TensorProto
    {
        Name = name,
        DataType = Int64,
        Dims = { dims },
        RawData = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]),
    });

    private static NodeProto Node(string op, string[] inputs, string output)
        => new() { OpType = op, Name = $"{op}_{output}", Input = { inputs }, Output = { output } };

    private static ValueInfoProto Value(string name, int type, params long[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(d => d > 0
            ? new TensorShapeProto.Types.Dimension { DimValue = d }
            : new TensorShapeProto.Types.Dimension { DimParam = "n" }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } },
        };
    }
}
