using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using static KoopmanAssert.Core.Models.Onnx.AttributeProto.Types;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>Writes the copies of a model in fewer bits that users ship.</summary>
internal static class Quantising
{
    /// <summary>Weights and activations in float16; inputs and outputs stay float32.</summary>
    public static ModelProto Float16(ModelProto model)
    {
        foreach (TensorProto weight in model.Graph.Initializer.Where(w => w.DataType == (int)DataType.Float))
        {
            ToHalf(weight);
        }

        foreach (AttributeProto attribute in model.Graph.Node.SelectMany(n => n.Attribute)
            .Where(a => a.T?.DataType == (int)DataType.Float))
        {
            ToHalf(attribute.T);
        }

        foreach (ValueInfoProto input in model.Graph.Input)
        {
            foreach (NodeProto reader in model.Graph.Node)
            {
                Redirect(reader, input.Name, $"{input.Name}_half");
            }

            model.Graph.Node.Insert(0, Cast(input.Name, $"{input.Name}_half", DataType.Float16));
        }

        foreach (ValueInfoProto output in model.Graph.Output)
        {
            NodeProto writer = model.Graph.Node.Single(n => n.Output.Contains(output.Name));
            writer.Output[writer.Output.IndexOf(output.Name)] = $"{output.Name}_half";
            model.Graph.Node.Add(Cast($"{output.Name}_half", output.Name, DataType.Float));
        }

        model.Graph.ValueInfo.Clear();
        return model;
    }

    /// <summary>Weights of layers in 8 bits, made real by a DequantizeLinear before their operator.</summary>
    public static ModelProto Int8Weights(ModelProto model)
    {
        foreach (NodeProto layer in model.Graph.Node.Where(Rewriting.IsLayer).ToList())
        {
            if (Rewriting.Initializer(model, layer.Input[1]) is { } weight)
            {
                string real = $"{layer.Output[0]}_weight";
                (string integers, string scale) = AddInt8(model, weight, real);
                layer.Input[1] = real;
                model.Graph.Node.Insert(
                    model.Graph.Node.IndexOf(layer), NetworkProto.Operator("DequantizeLinear", $"{integers} {scale}", real));
            }
        }

        return model;
    }

    /// <summary>Weights in 8 bits, and the inputs of layers rounded to 8 bits of the range that they have on the samples.</summary>
    public static ModelProto StaticQdq(ModelProto model, float[] samples, long[] shape)
    {
        NodeProto[] layers = [.. model.Graph.Node.Where(n => n.OpType is "Conv" or "Gemm" or "MatMul")];
        string[] inputs = [.. layers.Select(l => l.Input[0]).Distinct()];
        Dictionary<string, (float Low, float High)> ranges = Ranges(model, inputs, samples, shape);
        Int8Weights(model);
        foreach (string input in inputs)
        {
            (float low, float high) = ranges[input];
            float scale = Math.Max((high - low) / 255, 1e-6f);
            model.Graph.Initializer.Add(NetworkProto.Tensor($"{input}_scale", [], scale));
            model.Graph.Initializer.Add(Bytes($"{input}_zero", [], DataType.Uint8, [(byte)Math.Clamp(MathF.Round(-low / scale), 0, 255)]));
            NodeProto first = layers.First(l => l.Input[0] == input);
            int at = model.Graph.Node.IndexOf(first);
            foreach (NodeProto layer in layers.Where(l => l.Input[0] == input))
            {
                layer.Input[0] = $"{input}_rounded";
            }

            model.Graph.Node.Insert(at, NetworkProto.Operator(
                "DequantizeLinear", $"{input}_integers {input}_scale {input}_zero", $"{input}_rounded"));
            model.Graph.Node.Insert(at, NetworkProto.Operator(
                "QuantizeLinear", $"{input} {input}_scale {input}_zero", $"{input}_integers"));
        }

        return model;
    }

    /// <summary>Dense layers that round their inputs to 8 bits as they come and multiply integers.</summary>
    public static ModelProto DynamicInt8(ModelProto model)
    {
        Rewriting.SplitGemm(model);
        foreach (NodeProto layer in model.Graph.Node.Where(n => n.OpType == "MatMul").ToList())
        {
            if (Rewriting.Initializer(model, layer.Input[1]) is not { } weight)
            {
                continue;
            }

            string y = layer.Output[0];
            (string integers, string scale) = AddInt8(model, weight, $"{y}_weight");
            NodeProto[] instead =
            [
                NetworkProto.Operator("DynamicQuantizeLinear", layer.Input[0], $"{y}_x {y}_xs {y}_xz"),
                NetworkProto.Operator("MatMulInteger", $"{y}_x {integers} {y}_xz", $"{y}_sum"),
                Cast($"{y}_sum", $"{y}_real", DataType.Float),
                NetworkProto.Operator("Mul", $"{y}_xs {scale}", $"{y}_scale"),
                NetworkProto.Operator("Mul", $"{y}_real {y}_scale", y),
            ];
            int at = model.Graph.Node.IndexOf(layer);
            model.Graph.Node.RemoveAt(at);
            foreach (NodeProto node in instead.Reverse())
            {
                model.Graph.Node.Insert(at, node);
            }
        }

        return model;
    }

    private static Dictionary<string, (float Low, float High)> Ranges(ModelProto model, string[] tensors, float[] samples, long[] shape)
    {
        ModelProto observed = model.Clone();
        observed.Graph.Output.Clear();
        observed.Graph.Output.AddRange(tensors.Where(t => !model.Graph.Input.Any(i => i.Name == t))
            .Select(t => new ValueInfoProto { Name = t }));
        string input = model.Graph.Input.Single(i => Rewriting.Initializer(model, i.Name) is null).Name;
        using var session = new InferenceSession(observed.ToByteArray());
        using var fed = OrtValue.CreateTensorValueFromMemory(samples, shape);
        using var run = new RunOptions();
        string[] names = [.. observed.Graph.Output.Select(o => o.Name)];
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [input], [fed], names);
        var ranges = names.Zip(results).ToDictionary(r => r.First, r => Range(r.Second.GetTensorDataAsSpan<float>().ToArray()));
        ranges[input] = Range(samples);
        return ranges;
    }

    // The range holds zero, so that zero is exact.
    private static (float Low, float High) Range(float[] values) => (Math.Min(0, values.Min()), Math.Max(0, values.Max()));

    private static (string Integers, string Scale) AddInt8(ModelProto model, TensorProto weight, string name)
    {
        float[] values = Rewriting.Floats(weight);
        float scale = values.Max(Math.Abs) / 127;
        sbyte[] integers = [.. values.Select(v => (sbyte)MathF.Round(v / scale))];
        model.Graph.Initializer.Add(Bytes($"{name}_integers", [.. weight.Dims], DataType.Int8, [.. integers.Select(v => (byte)v)]));
        model.Graph.Initializer.Add(NetworkProto.Tensor($"{name}_scale", [], scale));
        return ($"{name}_integers", $"{name}_scale");
    }

    private static TensorProto Bytes(string name, long[] shape, DataType type, byte[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    private static void ToHalf(TensorProto tensor)
    {
        Half[] values = [.. Rewriting.Floats(tensor).Select(v => (Half)v)];
        tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<Half>(values));
        tensor.FloatData.Clear();
        tensor.DataType = (int)DataType.Float16;
    }

    private static NodeProto Cast(string from, string to, DataType type) => new()
    {
        OpType = "Cast",
        Input = { from },
        Output = { to },
        Attribute = { new AttributeProto { Name = "to", Type = AttributeType.Int, I = (long)type } },
    };

    private static void Redirect(NodeProto node, string from, string to)
    {
        for (int i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = node.Input[i] == from ? to : node.Input[i];
        }
    }
}
