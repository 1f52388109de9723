using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Tool;

/// <summary>Files with something wrong in them, the same for the same seed.</summary>
internal static class Mutation
{
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 127, 128, 255, 256, 65_535,
        int.MaxValue, int.MinValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] Operators =
    [
        "Identity", "Relu", "Softmax", "Flatten", "Reshape", "Transpose", "Concat", "Split", "Gather", "Slice", "Loop", "If", "Scan",
        "Conv", "MatMul", "Gemm", "Div", "Pow", "LSTM", "BatchNormalization", "MaxPool", "Resize", "TopK", "NonZero", "ConstantOfShape",
        "Expand", "Tile", "OneHot", "Cast", "SequenceEmpty", "Optional", "NoSuchOperator", "",
    ];

    /// <summary>Some bytes of a file changed, taken away, put in or repeated.</summary>
    public static byte[] Bytes(byte[] file, Random random)
    {
        List<byte> bytes = [.. file];
        for (int times = Times(random); times > 0 && bytes.Count > 0; times--)
        {
            int at = Place(bytes.Count, random), length = Math.Min(bytes.Count - at, 1 + (int)Math.Pow(2, random.NextDouble() * 12));
            switch (random.Next(8))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.InsertRange(at, BitConverter.GetBytes(Numbers[random.Next(Numbers.Length)])[..(1 << random.Next(4))]); break;
                case 6: bytes.InsertRange(at, bytes.GetRange(Place(bytes.Count - length + 1, random), length)); break;
                default: bytes.AddRange(bytes.GetRange(at, length)); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>A text with a digit, a letter or a sign in the place of another.</summary>
    public static byte[] Text(byte[] text, Random random)
    {
        const string Signs = "0123456789-+.eE,:\"[]{} \\nabtf";
        byte[] changed = [.. text];
        for (int times = Times(random); times > 0; times--)
        {
            int at = random.Next(changed.Length);
            while (random.Next(4) > 0 && !char.IsAsciiDigit((char)changed[at]))
            {
                at = (at + 1) % changed.Length;
            }

            changed[at] = (byte)Signs[random.Next(random.Next(3) > 0 ? 10 : Signs.Length)];
        }

        return changed;
    }

    /// <summary>A model that is still one to a parser, with something wrong in its graph.</summary>
    public static byte[] Graph(byte[] model, Random random)
    {
        ModelProto changed = ModelProto.Parser.ParseFrom(model);
        for (int times = Times(random); times > 0; times--)
        {
            Change(changed, random);
        }

        return changed.ToByteArray();
    }

    private static void Change(ModelProto model, Random random)
    {
        GraphProto graph = model.Graph;
        NodeProto? node = graph.Node.Count > 0 ? graph.Node[random.Next(graph.Node.Count)] : null;
        TensorProto? weight = graph.Initializer.Count > 0 ? graph.Initializer[random.Next(graph.Initializer.Count)] : null;
        long number = Numbers[random.Next(Numbers.Length)];
        switch (random.Next(14))
        {
            case 0: node?.OpType = Operators[random.Next(Operators.Length)]; break;
            case 1: node?.Domain = random.Next(2) == 0 ? "com.microsoft" : "nowhere"; break;
            case 2 when node?.Input.Count > 0: node.Input[random.Next(node.Input.Count)] = Name(graph, random); break;
            case 3 when node?.Output.Count > 0: node.Output[random.Next(node.Output.Count)] = Name(graph, random); break;
            case 4 when node?.Attribute.Count > 0: Change(node.Attribute[random.Next(node.Attribute.Count)], number, random); break;
            case 5 when weight?.Dims.Count > 0: weight.Dims[random.Next(weight.Dims.Count)] = number; break;
            case 6: weight?.DataType = random.Next(25); break;
            case 7 when weight is not null: weight.RawData = ByteString.CopyFrom(Bytes(weight.RawData.ToByteArray(), random)); break;
            case 8 when graph.Node.Count > 1: graph.Node.Remove(node!); break;
            case 9 when node is not null: graph.Node.Insert(random.Next(graph.Node.Count), node.Clone()); break;
            case 10 when model.OpsetImport.Count > 0: model.OpsetImport[0].Version = random.Next(2) == 0 ? random.Next(30) : number; break;
            case 11 when graph.Input.Count > 0: Change(graph.Input[random.Next(graph.Input.Count)], number, random); break;
            case 12 when graph.Output.Count > 0: graph.Output[0].Name = Name(graph, random); break;
            default: model.IrVersion = number; break;
        }
    }

    private static void Change(AttributeProto attribute, long number, Random random)
    {
        switch (random.Next(3))
        {
            case 0 when attribute.Ints.Count > 0: attribute.Ints[random.Next(attribute.Ints.Count)] = number; break;
            case 1: attribute.Type = (AttributeProto.Types.AttributeType)random.Next(15); break;
            default: attribute.I = number; break;
        }
    }

    private static void Change(ValueInfoProto value, long number, Random random)
    {
        if (value.Type?.TensorType is { } tensor && random.Next(3) > 0 && tensor.Shape?.Dim.Count > 0)
        {
            tensor.Shape.Dim[random.Next(tensor.Shape.Dim.Count)] = new TensorShapeProto.Types.Dimension { DimValue = number };
            return;
        }

        value.Type = random.Next(2) == 0 ? null : new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = random.Next(25) } };
    }

    private static string Name(GraphProto graph, Random random)
    {
        string[] names = ["", "none", .. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(i => i.Name), .. graph.Node
            .SelectMany(n => n.Output)];
        return names[random.Next(names.Length)];
    }

    // One thing wrong goes further than several.
    private static int Times(Random random) => random.Next(4) > 0 ? 1 : 2 + random.Next(3);

    // Half of the places lie where headers do.
    private static int Place(int count, Random random) => random.Next(random.Next(2) == 0 ? Math.Min(count, 256) : count);
}
