using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Inputs from which no output is computed: exporters leave them, such as the label that a pipeline of ML.NET was trained on. They take
/// part in no block, so a network needs no samples for them.
/// </summary>
internal static class UnusedInputs
{
    /// <summary>The graph of a model without the inputs that are not used, and without the operators that read them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataInputs">The inputs that hold samples, as the settings say; these stay.</param>
    /// <param name="constants">The inputs that take a stated constant; these stay too.</param>
    /// <param name="outputs">The outputs that count; if empty, all of them.</param>
    /// <param name="isGiven">
    /// Whether there are samples for an input. It stays then, so that the same samples are read and bound whatever an output needs.
    /// </param>
    /// <param name="provider">What runs the graph; the CPU when null.</param>
    /// <exception cref="ModelException">KOOP2002: the graph is malformed.</exception>
    /// <exception cref="SettingsException">KOOP4001: <paramref name="dataInputs"/> names an input that does not exist.</exception>
    public static ModelGraph LeaveOut(
        OnnxModel model,
        IReadOnlyList<string> dataInputs,
        IReadOnlyList<FixedInput> constants,
        IReadOnlyList<string> outputs,
        Func<ValueInfoProto, bool> isGiven,
        ExecutionProvider? provider = null)
    {
        ModelGraph Graph(string[] without) => new(model, dataInputs, constants, without) { Provider = provider ?? ExecutionProvider.Cpu };
        ModelGraph graph = Graph([]);
        if (!outputs.All(graph.Outputs.Contains))
        {
            return graph; // the partition says what is wrong
        }

        HashSet<string> used = Before(graph, outputs.Count > 0 ? outputs : graph.Outputs);
        string[] unused = [.. graph.SampleInputs.Where(i => !used.Contains(i.Name)).Where(i => !isGiven(i) && !dataInputs.Contains(i.Name))
            .Select(i => i.Name)];
        return unused.Length == 0 || unused.Length == graph.SampleInputs.Count ? graph : Graph(unused);
    }

    /// <summary>The tensors that others are computed from, with these themselves.</summary>
    private static HashSet<string> Before(ModelGraph graph, IReadOnlyList<string> outputs)
    {
        var before = new HashSet<string>(outputs, StringComparer.Ordinal);
        foreach (GraphNode node in graph.Nodes.Reverse().Where(n => n.Outputs.Any(before.Contains)))
        {
            before.UnionWith(node.Inputs);
        }

        return before;
    }
}
