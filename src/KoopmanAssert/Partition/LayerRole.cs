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
        if (!IsStandard(node))
        {
            return Parametrised(node.Op) ?? node.Op.ToLowerInvariant();
        }

        return HasParameters(graph, node) && Parametrised(node.Op) is { } kind ? kind : Unparametrised(node.Op);
    }

    /// <summary>Whether an operator has weights that training fits: those of other domains count where they take any.</summary>
    public static bool IsParametrised(ModelGraph graph, GraphNode node) =>
        HasParameters(graph, node) && (Parametrised(node.Op) is not null || !IsStandard(node));

    private static bool IsStandard(GraphNode node) => node.Proto.Domain is "" or "ai.onnx";

    // An operator has parameters of its own when it takes something that does not come from the samples: the table of an
    // embedding is a Gather's first input, the weights of the others are one of the inputs after the first.
    private static bool HasParameters(ModelGraph graph, GraphNode node) =>
        node.Op == "Gather" ? !graph.IsData(node.Inputs[0]) : node.Inputs.Any(i => !graph.IsData(i));

    private static string? Parametrised(string op) => op switch
    {
        "Conv" or "ConvInteger" or "QLinearConv" or "DeformConv" => "conv",
        "ConvTranspose" => "deconv",
        "Gemm" or "MatMul" or "MatMulInteger" or "QLinearMatMul" or "Einsum" => "fc",
        "LSTM" or "GRU" or "RNN" => op.ToLowerInvariant(),
        "Gather" => "embed",
        _ => null,
    };

    private static string? Unparametrised(string op) => op switch
    {
        "MaxPool" or "AveragePool" or "LpPool" or "MaxRoiPool" or "RoiAlign" => "pool",
        "MaxUnpool" => "unpool",
        "Resize" or "Upsample" => "resize",
        "If" or "Loop" or "Scan" => op.ToLowerInvariant(),
        _ => null,
    };

    private static string ModuleKind(IReadOnlyList<GraphNode> nodes) =>
        nodes.Any(n => n.Op == "Softmax") ? "attention" : nodes[^1].Op is "Add" or "Sum" ? "res" : "block";
}
