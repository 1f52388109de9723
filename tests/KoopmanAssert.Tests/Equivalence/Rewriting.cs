using System.Runtime.InteropServices;
using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.AttributeProto.Types;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>Rewrites a model as exporters and optimisers do, without changing its function. Every rewrite is seeded.</summary>
internal static class Rewriting
{
    /// <summary>Operators without a name, as simplifiers and old exporters leave them.</summary>
    public static ModelProto StripNames(ModelProto model)
    {
        foreach (NodeProto node in model.Graph.Node)
        {
            node.Name = "";
        }

        return model;
    }

    /// <summary>Other names for all operators and all tensors but the inputs.</summary>
    public static ModelProto RenameAll(ModelProto model)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        HashSet<string> kept = [.. model.Graph.Input.Select(i => i.Name), ""];
        string Name(string old) => kept.Contains(old) ? old : names.TryGetValue(old, out string? known) ? known
            : names[old] = $"t{names.Count}";
        foreach ((NodeProto node, int i) in model.Graph.Node.Select((node, i) => (node, i)))
        {
            node.Name = $"n{i}";
            Replace(node, Name);
        }

        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            tensor.Name = Name(tensor.Name);
        }

        foreach (ValueInfoProto output in model.Graph.Output)
        {
            output.Name = Name(output.Name);
        }

        model.Graph.ValueInfo.Clear();
        return model;
    }

    /// <summary>The operators in another topological order.</summary>
    public static ModelProto Reorder(ModelProto model)
    {
        var random = new Random(3);
        List<NodeProto> waiting = [.. model.Graph.Node], ordered = [];
        var written = waiting.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        while (waiting.Count > 0)
        {
            List<NodeProto> ready = [.. waiting.Where(n => Reads(n).All(i => !written.Contains(i)))];
            NodeProto next = ready[random.Next(ready.Count)];
            waiting.Remove(next);
            ordered.Add(next);
            written.ExceptWith(next.Output);
        }

        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(ordered);
        return model;
    }

    /// <summary>An operator that passes its input on before each layer: Identity, Dropout or a Cast to the type that it has.</summary>
    public static ModelProto InsertBeforeLayers(ModelProto model, string op)
    {
        foreach (NodeProto layer in model.Graph.Node.Where(IsLayer).ToList())
        {
            string passed = $"{layer.Output[0]}_{op}";
            NodeProto node = NetworkProto.Operator(op, layer.Input[0], passed);
            if (op == "Cast")
            {
                node.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeType.Int, I = (long)DataType.Float });
            }

            layer.Input[0] = passed;
            model.Graph.Node.Insert(model.Graph.Node.IndexOf(layer), node);
        }

        return model;
    }

    /// <summary>Each Gemm as a MatMul of the transposed weight and an Add.</summary>
    public static ModelProto SplitGemm(ModelProto model)
    {
        foreach (NodeProto gemm in model.Graph.Node.Where(n => n.OpType == "Gemm").ToList())
        {
            bool transposed = gemm.Attribute.Any(a => a.Name == "transB" && a.I != 0);
            TensorProto weight = Initializer(model, gemm.Input[1])!;
            string product = $"{gemm.Output[0]}_product", matrix = $"{gemm.Output[0]}_matrix";
            float[] values = Floats(weight);
            (int rows, int columns) = ((int)weight.Dims[0], (int)weight.Dims[1]);
            model.Graph.Initializer.Add(transposed
                ? NetworkProto.Tensor(matrix, [columns, rows], Transposed(values, rows, columns))
                : NetworkProto.Tensor(matrix, [rows, columns], values));
            int at = model.Graph.Node.IndexOf(gemm);
            model.Graph.Node.RemoveAt(at);
            model.Graph.Node.Insert(at, NetworkProto.Operator("Add", $"{product} {gemm.Input[2]}", gemm.Output[0]));
            model.Graph.Node.Insert(at, NetworkProto.Operator("MatMul", $"{gemm.Input[0]} {matrix}", product));
        }

        return model;
    }

    /// <summary>A batch normalisation behind each convolution, whose weights are divided by its factors.</summary>
    public static ModelProto UnfoldNormalisation(ModelProto model)
    {
        var random = new Random(5);
        foreach (NodeProto conv in model.Graph.Node.Where(n => n.OpType == "Conv" && Initializer(model, n.Input[1]) is not null).ToList())
        {
            TensorProto weight = Initializer(model, conv.Input[1])!;
            int units = (int)weight.Dims[0];
            float[] values = Floats(weight), bias = conv.Input.Count > 2 ? Floats(Initializer(model, conv.Input[2])!) : new float[units];
            float[] gamma = [.. Enumerable.Range(0, units).Select(_ => 0.5f + random.NextSingle())];
            float[] variance = [.. Enumerable.Range(0, units).Select(_ => 0.5f + random.NextSingle())];
            double[] factor = [.. gamma.Zip(variance, (g, v) => g / Math.Sqrt(v + 1e-5))];
            string y = conv.Output[0], before = $"{y}_before", w = $"{y}_w";
            model.Graph.Initializer.Add(NetworkProto.Tensor(
                w, [.. weight.Dims], [.. values.Select((v, i) => (float)(v / factor[i / (values.Length / units)]))]));
            model.Graph.Initializer.Add(NetworkProto.Tensor($"{y}_gamma", [units], gamma));
            model.Graph.Initializer.Add(NetworkProto.Tensor($"{y}_beta", [units], bias));
            model.Graph.Initializer.Add(NetworkProto.Tensor($"{y}_mean", [units], new float[units]));
            model.Graph.Initializer.Add(NetworkProto.Tensor($"{y}_variance", [units], variance));
            conv.Output[0] = before;
            conv.Input[1] = w;
            while (conv.Input.Count > 2)
            {
                conv.Input.RemoveAt(2);
            }

            model.Graph.Node.Insert(
                model.Graph.Node.IndexOf(conv) + 1,
                NetworkProto.Operator("BatchNormalization", $"{before} {y}_gamma {y}_beta {y}_mean {y}_variance", y));
        }

        return model;
    }

    /// <summary>Each stored weight as the result of a Constant.</summary>
    public static ModelProto WeightsAsConstants(ModelProto model)
    {
        foreach ((TensorProto weight, int i) in model.Graph.Initializer.Select((weight, i) => (weight, i)))
        {
            model.Graph.Node.Insert(i, NetworkProto.Operator("Constant", "", weight.Name, "", ("value", weight.Clone())));
        }

        model.Graph.Initializer.Clear();
        return model;
    }

    /// <summary>The data of the weights in a file beside the model.</summary>
    public static ModelProto ExternalData(ModelProto model, string folder)
    {
        using FileStream file = File.Create(Path.Combine(folder, "external.weights"));
        foreach (TensorProto weight in model.Graph.Initializer.Where(w => w.DataType == (int)DataType.Float))
        {
            byte[] bytes = MemoryMarshal.AsBytes<float>(Floats(weight)).ToArray();
            weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "external.weights" });
            weight.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{file.Position}" });
            weight.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{bytes.Length}" });
            weight.DataLocation = DataLocation.External;
            weight.ClearRawData();
            weight.FloatData.Clear();
            file.Write(bytes);
        }

        return model;
    }

    /// <summary>The batch of every input and output fixed at one sample.</summary>
    public static ModelProto FixBatch(ModelProto model)
    {
        foreach (ValueInfoProto value in model.Graph.Input.Concat(model.Graph.Output)
            .Where(v => v.Type?.TensorType?.Shape?.Dim.Count > 0))
        {
            value.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 1 };
        }

        return model;
    }

    /// <summary>A later opset in which the operators of the network are the same.</summary>
    public static ModelProto RaiseOpset(ModelProto model)
    {
        OperatorSetIdProto own = model.OpsetImport.Single(o => o.Domain.Length == 0);
        own.Version = own.Version is >= 13 and < 17 ? 17 : own.Version + 1;
        return model;
    }

    /// <summary>What the first layer computes as an output more.</summary>
    public static ModelProto AddOutput(ModelProto model)
    {
        model.Graph.Output.Add(new ValueInfoProto
        {
            Name = model.Graph.Node.First(IsLayer).Output[0],
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } },
        });
        return model;
    }

    /// <summary>The values of a float32 tensor.</summary>
    public static float[] Floats(TensorProto tensor) => tensor.HasRawData
        ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
        : [.. tensor.FloatData];

    /// <summary>The stored tensor of that name; null if there is none.</summary>
    public static TensorProto? Initializer(ModelProto model, string name) => model.Graph.Initializer.FirstOrDefault(t => t.Name == name);

    /// <summary>Whether an operator is a layer whose first input comes from the samples.</summary>
    public static bool IsLayer(NodeProto node) => node.OpType is "Conv" or "Gemm" or "MatMul" or "LSTM";

    private static float[] Transposed(float[] values, int rows, int columns)
        => [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];

    private static IEnumerable<string> Reads(NodeProto node) => node.Input.Concat(
        node.Attribute.Where(a => a.G is not null).SelectMany(a => a.G.Node).SelectMany(Reads));

    private static void Replace(NodeProto node, Func<string, string> name)
    {
        for (int i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = name(node.Input[i]);
        }

        for (int i = 0; i < node.Output.Count; i++)
        {
            node.Output[i] = name(node.Output[i]);
        }
    }
}
