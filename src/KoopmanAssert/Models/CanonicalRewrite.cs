using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Rewrites a graph so that exports of one network that differ in form only read alike: constants are stored as weights, and operators
/// that pass their input on are removed. The results of the network keep their bits.
/// </summary>
/// <remarks>
/// An operator that writes an output of the model stays, since the output keeps its name. Casts stay too: they round, or change the
/// type that the next operator computes in.
/// </remarks>
internal static class CanonicalRewrite
{
    // The first opset in which Dropout has an input, and no longer an attribute, that says whether the network is training.
    private const long DropoutWithMode = 12;

    // The last opset in which Dropout says by an attribute that the network is not training.
    private const long DropoutWithTest = 6;

    /// <summary>Rewrites a graph that was just parsed.</summary>
    /// <returns>For each tensor that was removed, the tensor that has its values.</returns>
    public static IReadOnlyDictionary<string, string> Apply(ModelProto model)
    {
        GraphProto graph = model.Graph;
        long opset = OperatorSet.VersionOf(model);
        var outputs = graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var stored = graph.Initializer.GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var same = new Dictionary<string, string>(StringComparer.Ordinal);
        var kept = new List<NodeProto>();
        foreach (NodeProto node in graph.Node)
        {
            ReadInstead(node, same);
            if (StoredValue(node) is { } value && !outputs.Contains(value.Name) && stored.TryAdd(value.Name, value))
            {
                graph.Initializer.Add(value);
            }
            else if (PassesOn(node, opset, stored) && !node.Output.Any(outputs.Contains))
            {
                same[node.Output[0]] = node.Input[0];
            }
            else
            {
                kept.Add(node);
            }
        }

        graph.Node.Clear();
        graph.Node.AddRange(kept);
        return same;
    }

    /// <summary>The tensor that a Constant holds, under the name of its output; null for any other operator.</summary>
    public static TensorProto? StoredValue(NodeProto node)
    {
        if (!IsStandard(node, "Constant") || node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is not { } value)
        {
            return null;
        }

        TensorProto stored = value.Clone();
        stored.Name = node.Output[0];
        return stored;
    }

    /// <summary>Whether the first output of an operator is its first input, and nothing reads another output.</summary>
    private static bool PassesOn(NodeProto node, long opset, Dictionary<string, TensorProto> stored)
    {
        if (node.Input.Count == 0 || node.Output.Count(o => o.Length > 0) != 1)
        {
            return false;
        }

        return IsStandard(node, "Identity") || (IsStandard(node, "Dropout") && opset switch
        {
            >= DropoutWithMode => node.Input.Count < 3 || node.Input[2].Length == 0
                || (stored.TryGetValue(node.Input[2], out TensorProto? mode) && IsFalse(mode)),
            <= DropoutWithTest => node.Attribute.Any(a => a.Name == "is_test" && a.I != 0),
            _ => true,
        });
    }

    private static bool IsFalse(TensorProto flag) =>
        flag.HasRawData ? flag.RawData.All(b => b == 0) : flag.Int32Data.All(v => v == 0);

    private static bool IsStandard(NodeProto node, string op) => node.OpType == op && node.Domain is ("" or "ai.onnx");

    private static void ReadInstead(NodeProto node, Dictionary<string, string> same)
    {
        for (int i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = same.GetValueOrDefault(node.Input[i], node.Input[i]);
        }

        foreach (GraphProto body in BodyConstants.Bodies(node))
        {
            foreach (NodeProto inner in body.Node)
            {
                ReadInstead(inner, same);
            }

            foreach (ValueInfoProto output in body.Output)
            {
                output.Name = same.GetValueOrDefault(output.Name, output.Name);
            }
        }
    }
}
