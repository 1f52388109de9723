using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>An operator that reads a weight.</summary>
/// <param name="Node">The operator.</param>
/// <param name="Tensor">The name of the weight.</param>
/// <param name="Quantization">Where a quantised weight takes its scale and zero point from; null for a weight that is not quantised in
/// its operator.</param>
internal sealed record WeightUse(GraphNode Node, string Tensor, WeightQuantization? Quantization)
{
    /// <summary>The inputs of an operator with its quantised weight, scale and zero point, and the axis of the output channels.</summary>
    private static readonly Dictionary<string, (int Weight, int Scale, int ZeroPoint, int Axis)> Quantised = new(StringComparer.Ordinal)
    {
        ["QLinearConv"] = (3, 4, 5, 0),
        ["QLinearMatMul"] = (3, 4, 5, -1),
        ["ConvInteger"] = (1, -1, 3, 0),
        ["MatMulInteger"] = (1, -1, 3, -1),
    };

    /// <summary>Whether the operator is in the body of an If, Loop or Scan.</summary>
    public bool IsInner { get; init; }

    /// <summary>Whether the output units lie along the last axis.</summary>
    public bool UnitsLast => Node.Op switch
    {
        "MatMul" or "MatMulInteger" or "QLinearMatMul" => Node.Proto.Input[0] != Tensor,
        "Gemm" => Node.Proto.Input[0] != Tensor && !Node.Proto.Attribute.Any(a => a.Name == "transB" && a.I != 0),
        _ => false,
    };

    /// <summary>Whether the operator is a recurrent layer.</summary>
    public bool IsRecurrent => IsRecurrentLayer(Node);

    /// <summary>The tensors that the weight is computed from.</summary>
    public IEnumerable<string> Tensors => new[] { Tensor, Quantization?.Scale, Quantization?.ZeroPoint }.OfType<string>();

    /// <summary>
    /// Finds the weights that the operators of each part of a network read, in the order of the operators. A weight that several
    /// operators share counts once, for the first that reads it.
    /// </summary>
    public static IReadOnlyList<WeightUse>[] Find(ModelGraph graph, IEnumerable<IEnumerable<GraphNode>> parts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. parts.Select(nodes => nodes.SelectMany(n => (ParametrisedOperators.IsParametrised(graph, n) ? Find(graph, n) : [])
                .Concat(BodyConstants.Bodies(n.Proto).SelectMany(body => FindIn(graph, body, n))))
            .Where(u => seen.Add(u.Source(graph)))
            .ToList())];
    }

    /// <summary>Whether the weight is stored in the model as its operator reads it, so that nothing has to be computed.</summary>
    public bool IsStored(ModelGraph graph) => Quantization is null && graph.Weight(Tensor) is not null;

    /// <summary>The stored tensor at the start of the chain of casts, transposes and dequantisations that gives the weight.</summary>
    public string Source(ModelGraph graph)
    {
        string tensor = Tensor;
        while (graph.Producer(tensor) is { Inputs.Count: > 0 } node)
        {
            tensor = node.Inputs[0];
        }

        return tensor;
    }

    /// <summary>The stored weights that the operators in a body of an If, Loop or Scan read, and those in bodies within it.</summary>
    private static IEnumerable<WeightUse> FindIn(ModelGraph graph, GraphProto body, GraphNode owner)
    {
        foreach (NodeProto inner in body.Node)
        {
            var node = new GraphNode(owner.Index, inner, [.. inner.Input.Where(i => i.Length > 0)], [.. inner.Output]);
            if (ParametrisedOperators.KindOf(inner.OpType) is not null)
            {
                foreach (WeightUse use in Find(graph, node).Where(u => u.IsStored(graph)))
                {
                    yield return use with { IsInner = true };
                }
            }

            foreach (WeightUse use in BodyConstants.Bodies(inner).SelectMany(deeper => FindIn(graph, deeper, owner)))
            {
                yield return use;
            }
        }
    }

    private static IEnumerable<WeightUse> Find(ModelGraph graph, GraphNode node)
    {
        IEnumerable<WeightUse> uses = Quantised.TryGetValue(node.Op, out (int Weight, int Scale, int ZeroPoint, int Axis) at)
            ? [new WeightUse(node, Input(at.Weight) ?? "", new WeightQuantization(Input(at.Scale), Input(at.ZeroPoint), at.Axis))]
            // The weights W and R of a recurrent layer; its biases have two axes when it runs in both directions.
            : (IsRecurrentLayer(node) ? new[] { Input(1), Input(2) }.OfType<string>() : node.Inputs)
                .Select(tensor => new WeightUse(node, tensor, null));
        return uses.Where(u => u.Tensor.Length > 0 && u.Tensors.All(t => !graph.IsData(t) && IsConstant(graph, t)));

        string? Input(int i) => i >= 0 && i < node.Proto.Input.Count && node.Proto.Input[i].Length > 0 ? node.Proto.Input[i] : null;
    }

    private static bool IsRecurrentLayer(GraphNode node) => node.Op is "LSTM" or "GRU" or "RNN";

    private static bool IsConstant(ModelGraph graph, string tensor) =>
        graph.Producer(tensor) is { } node ? node.Inputs.All(i => IsConstant(graph, i)) : !graph.Inputs.Any(i => i.Name == tensor);
}

/// <summary>How the integers of a weight become real numbers.</summary>
/// <param name="Scale">The tensor of the scale; null where a later operator applies it.</param>
/// <param name="ZeroPoint">The tensor of the zero point; null for 0.</param>
/// <param name="Axis">The axis of the output channels.</param>
internal sealed record WeightQuantization(string? Scale, string? ZeroPoint, int Axis);
