namespace KoopmanAssert;

/// <summary>What a stretch of the network is to a layer.</summary>
internal enum LayerRole
{
    /// <summary>It makes a layer: a parametrised operator, a pooling, a residual module.</summary>
    Core,

    /// <summary>It belongs to the layer before it: an activation, a normalisation, a bias.</summary>
    Attached,

    /// <summary>It belongs to either neighbour: a flatten, a transpose, a selection, a mean over positions.</summary>
    Free,
}

/// <summary>The operators between two neighbouring single-tensor places, with their role and the word for their kind.</summary>
internal sealed record Stretch(Place From, Place To, IReadOnlyList<GraphNode> Nodes, LayerRole Role, string Kind);

/// <summary>Tells the role of a stretch from its operators.</summary>
internal static class LayerRoles
{
    private static readonly Dictionary<string, string> Parametrised = new(StringComparer.Ordinal)
    {
        ["Conv"] = "conv",
        ["ConvInteger"] = "conv",
        ["QLinearConv"] = "conv",
        ["DeformConv"] = "conv",
        ["ConvTranspose"] = "deconv",
        ["Gemm"] = "fc",
        ["MatMul"] = "fc",
        ["MatMulInteger"] = "fc",
        ["QLinearMatMul"] = "fc",
        ["Einsum"] = "fc",
        ["LSTM"] = "lstm",
        ["GRU"] = "gru",
        ["RNN"] = "rnn",
        ["Gather"] = "embed",
    };

    private static readonly Dictionary<string, string> Unparametrised = new(StringComparer.Ordinal)
    {
        ["MaxPool"] = "pool",
        ["AveragePool"] = "pool",
        ["LpPool"] = "pool",
        ["MaxRoiPool"] = "pool",
        ["RoiAlign"] = "pool",
        ["MaxUnpool"] = "unpool",
        ["Resize"] = "resize",
        ["Upsample"] = "resize",
        ["If"] = "if",
        ["Loop"] = "loop",
        ["Scan"] = "scan",
    };

    private static readonly HashSet<string> FreeOperators = new(StringComparer.Ordinal)
    {
        "Flatten", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Cast", "Dropout", "Gather", "Slice", "Split", "Pad",
        "Expand", "Tile", "DepthToSpace", "SpaceToDepth", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool",
        "ReduceMean", "ReduceMax", "ReduceMin", "ReduceSum", "ReduceL1", "ReduceL2",
    };

    /// <summary>Classifies the operators between two places.</summary>
    public static Stretch Classify(ModelGraph graph, Place from, Place to, IReadOnlyList<GraphNode> nodes)
    {
        List<string> cores = [.. nodes.Select(n => CoreKind(graph, n)).OfType<string>()];
        return cores.Count switch
        {
            1 => new Stretch(from, to, nodes, LayerRole.Core, cores[0]),
            > 1 => new Stretch(from, to, nodes, LayerRole.Core, ModuleKind(nodes)),
            _ when nodes.All(n => FreeOperators.Contains(n.Op)) => new Stretch(from, to, nodes, LayerRole.Free, ""),
            _ => new Stretch(from, to, nodes, LayerRole.Attached, ""),
        };
    }

    /// <summary>The word for an operator that makes a layer, or null for one that does not.</summary>
    public static string? CoreKind(ModelGraph graph, GraphNode node)
    {
        if (node.Proto.Domain.Length > 0 && node.Proto.Domain != "ai.onnx")
        {
            return Parametrised.GetValueOrDefault(node.Op) ?? node.Op.ToLowerInvariant();
        }

        // An operator has parameters of its own when it takes something that does not come from the samples: the table of an
        // embedding is a Gather's first input, the weights of the others are one of the inputs after the first.
        bool hasParameters = node.Op == "Gather" ? !graph.IsData(node.Inputs[0]) : node.Inputs.Any(i => !graph.IsData(i));
        return hasParameters && Parametrised.TryGetValue(node.Op, out string? kind) ? kind : Unparametrised.GetValueOrDefault(node.Op);
    }

    private static string ModuleKind(IReadOnlyList<GraphNode> nodes) =>
        nodes.Any(n => n.Op == "Softmax") ? "attention" : nodes[^1].Op is "Add" or "Sum" ? "res" : "block";
}
