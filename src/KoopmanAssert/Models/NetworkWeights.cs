using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>A weight tensor as its operator sees it: at least two axes longer than 1, leading axes of length 1 dropped.</summary>
/// <param name="Source">The stored tensor that it comes from.</param>
/// <param name="Shape">Its axes as they are stored.</param>
/// <param name="UnitsLast">Whether the output units lie along its last axis, as in a matrix product from the right, and not along its
/// first.</param>
/// <param name="Values">Its values in float64, row-major.</param>
internal sealed record Weight(string Source, IReadOnlyList<long> Shape, bool UnitsLast, double[] Values)
{
    /// <summary>The axes with the output units first.</summary>
    public IReadOnlyList<long> UnitsFirst => UnitsLast ? [Shape[^1], .. Shape.Take(Shape.Count - 1)] : Shape;
}

/// <summary>That an operator reads a weight.</summary>
/// <param name="Node">The operator.</param>
/// <param name="Tensor">The name of the weight.</param>
/// <param name="Scale">Of a quantised weight its scale, where there is one.</param>
/// <param name="ZeroPoint">Of a quantised weight its zero point, where there is one.</param>
/// <param name="Axis">Of a quantised weight the axis of the output channels.</param>
internal sealed record WeightUse(GraphNode Node, string Tensor, string? Scale, string? ZeroPoint, int Axis)
{
    /// <summary>Whether the output units lie along the last axis.</summary>
    public bool UnitsLast => Node.Op switch
    {
        "MatMul" or "MatMulInteger" or "QLinearMatMul" => Node.Proto.Input[0] != Tensor,
        "Gemm" => Node.Proto.Input[0] != Tensor && !Node.Proto.Attribute.Any(a => a.Name == "transB" && a.I != 0),
        _ => false,
    };
}

/// <summary>
/// Finds the weight tensors of blocks. Those that reach their operator through a transpose, a cast or a dequantisation are computed by
/// the runtime; one that several operators share counts once, for the first that reads it.
/// </summary>
internal static class NetworkWeights
{
    private const string Dequantised = "_dequantised";

    /// <summary>Where an operator takes its quantised weight, scale and zero point from, and the axis of the output channels.</summary>
    private static readonly Dictionary<string, (int Weight, int Scale, int ZeroPoint, int Axis)> Quantised = new(StringComparer.Ordinal)
    {
        ["QLinearConv"] = (3, 4, 5, 0),
        ["QLinearMatMul"] = (3, 4, 5, -1),
        ["ConvInteger"] = (1, -1, 3, 0),
        ["MatMulInteger"] = (1, -1, 3, -1),
    };

    private static readonly HashSet<string> Recurrent = new(StringComparer.Ordinal) { "LSTM", "GRU", "RNN" };

    /// <summary>The weights of each part of a network, in the order in which its operators read them.</summary>
    /// <exception cref="ModelException">KOOP2002 or KOOP2003 when a weight cannot be read.</exception>
    public static IReadOnlyList<IReadOnlyList<Weight>> Read(
        ModelGraph graph,
        IEnumerable<IEnumerable<GraphNode>> parts,
        CancellationToken cancellation)
    {
        IReadOnlyList<WeightUse>[] uses = Uses(graph, parts);
        Dictionary<WeightUse, Weight> computed = Compute(graph, uses.SelectMany(u => u), cancellation);
        return [.. uses.Select(list => list.Select(u => computed.GetValueOrDefault(u) ?? Stored(graph, u)).OfType<Weight>().ToList())];
    }

    /// <summary>
    /// Which weights the operators of each part of a network read, in their order; of the uses of a weight only the first.
    /// </summary>
    public static IReadOnlyList<WeightUse>[] Uses(ModelGraph graph, IEnumerable<IEnumerable<GraphNode>> parts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. parts.Select(nodes => nodes.Where(n => ParametrisedOperators.IsParametrised(graph, n)).SelectMany(n => UsesOf(graph, n))
            .Where(u => seen.Add(Source(graph, u.Tensor))).ToList())];
    }

    private static IEnumerable<WeightUse> UsesOf(ModelGraph graph, GraphNode node)
    {
        string? Input(int i) => i >= 0 && i < node.Proto.Input.Count && node.Proto.Input[i].Length > 0 ? node.Proto.Input[i] : null;
        IEnumerable<WeightUse> uses = Quantised.TryGetValue(node.Op, out var places)
            ? [new WeightUse(node, Input(places.Weight) ?? "", Input(places.Scale), Input(places.ZeroPoint), places.Axis)]
            // Of a recurrent layer W and R; its biases have two axes where it runs in both directions.
            : Recurrent.Contains(node.Op)
                ? [.. new[] { Input(1), Input(2) }.OfType<string>().Select(t => new WeightUse(node, t, null, null, 0))]
                : node.Inputs.Select(t => new WeightUse(node, t, null, null, 0));
        return uses.Where(u => u.Tensor.Length > 0
            && new[] { u.Tensor, u.Scale, u.ZeroPoint }.OfType<string>().All(t => !graph.IsData(t) && IsConstant(graph, t)));
    }

    // The tensor that a chain of casts, transposes and dequantisations starts from.
    private static string Source(ModelGraph graph, string tensor)
    {
        while (graph.Producer(tensor) is { Inputs.Count: > 0 } node)
        {
            tensor = node.Inputs[0];
        }

        return tensor;
    }

    private static bool IsConstant(ModelGraph graph, string tensor) =>
        graph.Producer(tensor) is { } node ? node.Inputs.All(i => IsConstant(graph, i)) : !graph.Inputs.Any(i => i.Name == tensor);

    private static bool IsQuantised(WeightUse use) => Quantised.ContainsKey(use.Node.Op);

    /// <summary>Whether a weight is in the model as its operator reads it.</summary>
    public static bool IsStored(ModelGraph graph, WeightUse use) => !IsQuantised(use) && graph.Weight(use.Tensor) is not null;

    /// <summary>Such a weight; null of one that is no matrix of real numbers.</summary>
    /// <exception cref="ModelException">KOOP2002 when it cannot be read.</exception>
    public static Weight? Stored(ModelGraph graph, WeightUse use)
    {
        TensorProto tensor = graph.Weight(use.Tensor)!;
        bool isReal = (DataType)tensor.DataType is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;
        return isReal && Shape(use, tensor.Dims) is { } shape
            ? new Weight(use.Tensor, shape, use.UnitsLast, WeightTensor.Values(graph.Model, tensor))
            : null;
    }

    /// <summary>Those among some weights that the runtime computes.</summary>
    /// <exception cref="ModelException">KOOP2003 when the runtime refuses that.</exception>
    public static Dictionary<WeightUse, Weight> Compute(ModelGraph graph, IEnumerable<WeightUse> all, CancellationToken cancellation)
    {
        List<WeightUse> uses = [.. all.Where(u => !IsStored(graph, u))];
        var computed = new Dictionary<WeightUse, Weight>();
        if (uses.Count == 0)
        {
            return computed;
        }

        string[] read = [.. uses.SelectMany(u => IsQuantised(u) ? new[] { u.Tensor, u.Scale, u.ZeroPoint }.OfType<string>() : [u.Tensor])
            .Distinct()];
        ModelProto constants = SubModel.Extract(graph, [], read);
        string[] wanted = [.. uses.Select(u => IsQuantised(u) ? Dequantise(constants, u) : u.Tensor)];
        constants.Graph.Output.Clear();
        constants.Graph.Output.AddRange(wanted.Distinct().Select(name => new ValueInfoProto { Name = name }));
        using ModelSession session = ModelSession.Open(graph, constants);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(new Dictionary<string, OrtValue>(), wanted, cancellation);
        for (int i = 0; i < uses.Count; i++)
        {
            if (results[i].IsTensor && results[i].GetTensorTypeAndShape() is var info && TensorRows.IsReal(info.ElementDataType)
                && Shape(uses[i], info.Shape) is { } shape)
            {
                var values = new double[info.ElementCount];
                TensorRows.Copy(results[i], 1, values.Length, values, values.Length);
                computed[uses[i]] = new Weight(Source(graph, uses[i].Tensor), shape, uses[i].UnitsLast, values);
            }
        }

        return computed;
    }

    // Adds the operator that the runtime itself dequantises with; operators of the *Integer kind leave the scale to a later one.
    private static string Dequantise(ModelProto constants, WeightUse use)
    {
        string output = use.Tensor + Dequantised, scale = use.Scale ?? output + "_scale";
        if (use.Scale is null)
        {
            constants.Graph.Initializer.Add(new TensorProto { Name = scale, DataType = (int)DataType.Float, FloatData = { 1f } });
        }

        constants.Graph.Node.Add(new NodeProto
        {
            OpType = "DequantizeLinear",
            Input = { use.ZeroPoint is null ? [use.Tensor, scale] : [use.Tensor, scale, use.ZeroPoint] },
            Output = { output },
            Attribute = { new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = use.Axis } },
        });
        return output;
    }

    private static List<long>? Shape(WeightUse use, IReadOnlyList<long> dims)
    {
        // A recurrent layer has the direction as its first axis: the gates of both stand above each other.
        List<long> shape = Recurrent.Contains(use.Node.Op) && dims.Count == 3
            ? [dims[0] * dims[1], dims[2]]
            : [.. dims.SkipWhile(d => d == 1)];
        return shape.Count(d => d > 1) >= 2 ? shape : null;
    }
}
