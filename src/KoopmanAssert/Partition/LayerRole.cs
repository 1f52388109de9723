using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>The role of a segment in a layer.</summary>
internal enum LayerRole
{
    /// <summary>It forms a layer: a parametrised operator, a pooling, a residual module.</summary>
    Core,

    /// <summary>It belongs to the layer before it: an activation, a normalisation, a bias.</summary>
    Attached,

    /// <summary>It can belong to either neighbour: a flatten, a transpose, a selection, a mean over positions.</summary>
    Free,
}

/// <summary>The operators between two neighbouring points at which layers may be cut, with their role.</summary>
/// <param name="From">The cut point where it begins.</param>
/// <param name="To">The cut point where it ends.</param>
/// <param name="Nodes">The operators.</param>
/// <param name="Role">Their role in a layer.</param>
/// <param name="Kind">The kind of layer that a core forms; empty for other roles.</param>
internal sealed record Segment(CutPoint From, CutPoint To, IReadOnlyList<GraphNode> Nodes, LayerRole Role, string Kind)
{
    /// <summary>Whether all that it does is to round to 8 bits.</summary>
    public bool RoundsOnly => Nodes.All(n => n.Op is "QuantizeLinear" or "DequantizeLinear");
}

/// <summary>Determines the role of a segment from its operators.</summary>
internal static class LayerRoles
{
    private static readonly HashSet<string> FreeOperators = new(StringComparer.Ordinal)
    {
        "Flatten", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Cast", "Dropout", "Gather", "Slice", "Split", "Pad",
        "Expand", "Tile", "DepthToSpace", "SpaceToDepth", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool",
        "ReduceMean", "ReduceMax", "ReduceMin", "ReduceSum", "ReduceL1", "ReduceL2",
    };

    // Operators of other domains that are an activation, a normalisation or a scaling; all others of these domains form a layer.
    private static readonly HashSet<string> AttachedOfOtherDomains = new(StringComparer.Ordinal)
    {
        "Gelu", "BiasGelu", "FastGelu", "QuickGelu", "BiasAdd", "BiasDropout", "BiasSoftmax", "BiasSplitGelu",
        "QLinearAdd", "QLinearMul", "QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax", "QLinearConcat",
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear",
        "LayerNormalization", "SimplifiedLayerNormalization", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization",
        "GroupNorm", "SkipGroupNorm", "Inverse", "Trilu", "Unique", "ComplexMul",
        "Scaler", "Normalizer", "Imputer", "Binarizer", "FeatureVectorizer", "ArrayFeatureExtractor",
        "CastMap", "ZipMap", "LabelEncoder", "OneHotEncoder", "CategoryMapper", "DictVectorizer",
    };

    /// <summary>Classifies the operators between two cut points, by the rules of a version.</summary>
    public static Segment Classify(ModelGraph graph, CutPoint from, CutPoint to, IReadOnlyList<GraphNode> nodes, int version)
    {
        List<string> cores = [.. nodes.Select(n => CoreKind(graph, n)).OfType<string>()];
        return cores.Count switch
        {
            1 => new Segment(from, to, nodes, LayerRole.Core, cores[0]),
            > 1 => new Segment(from, to, nodes, LayerRole.Core,
                version >= PartitionRule.InsideBranches ? ModuleKinds.Find(graph, nodes, cores) : ModuleKind(nodes)),
            _ when nodes.All(n => FreeOperators.Contains(n.Op)) => new Segment(from, to, nodes, LayerRole.Free, ""),
            _ => new Segment(from, to, nodes, LayerRole.Attached, ""),
        };
    }

    /// <summary>The kind of layer that an operator forms; null when it does not form one.</summary>
    public static string? CoreKind(ModelGraph graph, GraphNode node)
    {
        if (!ParametrisedOperators.IsStandard(node))
        {
            return ParametrisedOperators.KindOf(node.Op) ?? OtherDomainKind(graph, node);
        }

        return ParametrisedOperators.HasParameters(graph, node) && ParametrisedOperators.KindOf(node.Op) is { } kind
            ? kind
            : UnparametrisedKind(node.Op);
    }

    // A function that the model itself defines is a layer if it takes weights, else an activation.
    private static string? OtherDomainKind(ModelGraph graph, GraphNode node) => node.Op switch
    {
        _ when AttachedOfOtherDomains.Contains(node.Op) => null,
        "Attention" or "MultiHeadAttention" or "QAttention" or "GroupQueryAttention" or "PackedAttention"
            or "DecoderMaskedMultiHeadAttention" or "LongformerAttention" => "attention",
        "EmbedLayerNormalization" or "QEmbedLayerNormalization" => "embed",
        "QLinearAveragePool" or "QLinearGlobalAveragePool" => "pool",
        "TreeEnsembleClassifier" or "TreeEnsembleRegressor" or "TreeEnsemble" => "trees",
        "LinearClassifier" or "LinearRegressor" => "linear",
        "SVMClassifier" or "SVMRegressor" => "svm",
        _ when graph.Model.Proto.Functions.Any(f => f.Domain == node.Proto.Domain && f.Name == node.Op)
            && !ParametrisedOperators.HasParameters(graph, node) => null,
        _ => node.Op.ToLowerInvariant(),
    };

    /// <summary>Whether an operator only changes the layout, or selects.</summary>
    public static bool IsFree(GraphNode node) => ParametrisedOperators.IsStandard(node) && FreeOperators.Contains(node.Op);

    /// <summary>Whether an operator adds two tensors, as the end of a residual module does.</summary>
    public static bool JoinsResidual(GraphNode node) =>
        node.Op is "Add" or "Sum" or "QLinearAdd" or "SkipLayerNormalization" or "SkipSimplifiedLayerNormalization";

    /// <summary>Whether an operator lowers the resolution: a pooling, or a convolution with a stride.</summary>
    public static bool LowersResolution(GraphNode node) => node.Op is "MaxPool" or "AveragePool" or "LpPool" or "SpaceToDepth"
        || (node.Op is "Conv" or "QLinearConv" or "ConvInteger" or "FusedConv"
            && node.Proto.Attribute.Any(a => a.Name == "strides" && a.Ints.Any(s => s > 1)));

    /// <summary>Whether an operator raises the resolution.</summary>
    public static bool RaisesResolution(GraphNode node) =>
        node.Op is "Resize" or "Upsample" or "ConvTranspose" or "MaxUnpool" or "DepthToSpace";

    private static string? UnparametrisedKind(string op) => op switch
    {
        "MaxPool" or "AveragePool" or "LpPool" or "MaxRoiPool" or "RoiAlign" => "pool",
        "MaxUnpool" => "unpool",
        "Resize" or "Upsample" => "resize",
        "If" or "Loop" or "Scan" => op.ToLowerInvariant(),
        _ => null,
    };

    private static string ModuleKind(IReadOnlyList<GraphNode> nodes) =>
        nodes.Any(n => (n.Op == "Softmax" && WeighsValues(nodes, n.Outputs[0]))
            || (!ParametrisedOperators.IsStandard(n) && n.Op.Contains("Attention", StringComparison.Ordinal)))
            ? "attention"
            : JoinsResidual(nodes.Last(n => n.Op is not ("QuantizeLinear" or "DequantizeLinear"))) ? "res" : "block";

    // The rule of version 1. In an attention, a product follows the softmax; the softmax of a detector's head gives its scores.
    private static bool WeighsValues(IReadOnlyList<GraphNode> nodes, string tensor) => nodes.Where(n => n.Inputs.Contains(tensor)).Any(n =>
        n.Op is "MatMul" or "Gemm" or "Einsum" or "QLinearMatMul" or "MatMulInteger" or "FusedMatMul" || WeighsValues(nodes, n.Outputs[0]));
}
