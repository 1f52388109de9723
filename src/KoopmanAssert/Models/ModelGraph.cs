using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>One operator of the graph, with the tensors that it reads (including those that its subgraphs capture) and writes.</summary>
internal sealed record GraphNode(int Index, NodeProto Proto, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>The type of the operator, such as <c>Conv</c>.</summary>
    public string Op => Proto.OpType;
}

/// <summary>The graph of a model with resolved names: which operator writes a tensor, and which tensors depend on the samples.</summary>
internal sealed class ModelGraph
{
    private readonly Dictionary<string, GraphNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _weights;
    private readonly ILookup<string, GraphNode> _readers;
    private readonly HashSet<string> _data = new(StringComparer.Ordinal);

    /// <summary>Resolves the graph of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataInputs">The inputs that hold samples; if empty, all inputs that are not auxiliary.</param>
    /// <param name="constants">The inputs that take a stated constant instead of samples; none when null.</param>
    /// <param name="without">Inputs to leave out, with all operators that read them: see <see cref="UnusedInputs"/>; none when null.</param>
    /// <exception cref="ModelException">KOOP2002 when a tensor is used before it is written, or written twice.</exception>
    /// <exception cref="SettingsException">KOOP4001 when <paramref name="dataInputs"/> or <paramref name="constants"/> names an input that
    /// does not exist, or both name one, or no input is left for samples.</exception>
    public ModelGraph(
        OnnxModel model,
        IReadOnlyList<string> dataInputs,
        IReadOnlyList<FixedInput>? constants = null,
        IReadOnlyList<string>? without = null)
    {
        Model = model;
        LeftOut = without ?? [];
        _weights = model.Graph.Initializer.GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var leftOut = new HashSet<string>(LeftOut, StringComparer.Ordinal);
        Nodes = [.. model.Graph.Node
            .Select((proto, index) => new GraphNode(index, proto, InputsOf(proto), [.. proto.Output.Where(o => o.Length > 0)]))
            .Where(node => !IsLeftOut(node, leftOut))];
        Inputs = [.. model.Graph.Input.Where(i => !_weights.ContainsKey(i.Name) && !leftOut.Contains(i.Name))];
        Outputs = [.. model.Graph.Output.Select(o => o.Name).Where(o => !leftOut.Contains(o))];
        _readers = Nodes.SelectMany(n => n.Inputs.Select(i => (Tensor: i, Node: n)))
            .ToLookup(read => read.Tensor, read => read.Node, StringComparer.Ordinal);
        FixedInputs = constants ?? [];
        SampleInputs = [.. Inputs.Where(i => !FixedInputs.Any(f => f.Name == i.Name))];
        CheckNames(dataInputs);

        // One number for all samples, such as a sampling rate, is not a sample.
        _data.UnionWith(dataInputs.Count > 0 ? dataInputs : SampleInputs.Where(i => !IsScalar(i)).Select(i => i.Name));
        Resolve();
        if (dataInputs.Count == 0)
        {
            HashSet<string> auxiliary = Models.AuxiliaryInputs.Find(Inputs, Nodes, IsData);
            _data.ExceptWith(auxiliary);
            AuxiliaryInputs = [.. SampleInputs.Where(i => auxiliary.Contains(i.Name) || IsScalar(i)).Select(i => i.Name)];
        }
    }

    public OnnxModel Model { get; }

    /// <summary>The execution provider that the model and its parts run on.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>The operators in topological order, which is the order of the file.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The inputs of a run; not the weights, which old models list among the inputs.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    /// <summary>The inputs that take a stated constant instead of samples; they are not part of any snapshot.</summary>
    public IReadOnlyList<FixedInput> FixedInputs { get; }

    /// <summary>The inputs that take samples.</summary>
    public IReadOnlyList<ValueInfoProto> SampleInputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>
    /// The inputs that only tell the model how to read the samples, such as masks and lengths; they are not part of any snapshot.
    /// </summary>
    public IReadOnlyList<string> AuxiliaryInputs { get; } = [];

    /// <summary>The inputs that were left out, because no output is computed from them and there are no samples for them.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Whether an input has no axis, so that it is one number for all samples.</summary>
    public static bool IsScalar(ValueInfoProto input) => input.Type?.TensorType is { Shape.Dim.Count: 0 };

    /// <summary>
    /// Whether any tensor is a 16-bit float. The runtime may compute it in float32 and round only where another operator reads it.
    /// </summary>
    public bool UsesHalfPrecision => Inputs.Any(i => IsHalf(i.Type?.TensorType?.ElemType)) || _weights.Values.Any(w => IsHalf(w.DataType))
        || Nodes.SelectMany(n => n.Proto.Attribute).Any(a => (a.Name == "to" && IsHalf((int)a.I)) || IsHalf(a.T?.DataType));

    /// <summary>Whether a tensor's values depend on the values of the samples, not only on their shape.</summary>
    public bool IsData(string tensor) => _data.Contains(tensor);

    /// <summary>The weight of that name, or null when the tensor is not a weight.</summary>
    public TensorProto? Weight(string tensor) => _weights.GetValueOrDefault(tensor);

    /// <summary>The operator that writes a tensor, or null for inputs and weights.</summary>
    public GraphNode? Producer(string tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>The operators that read a tensor, in their order.</summary>
    public IEnumerable<GraphNode> Readers(string tensor) => _readers[tensor];

    private void Resolve()
    {
        var known = new HashSet<string>(_weights.Keys.Concat(Inputs.Select(i => i.Name))
            .Concat(Model.Graph.SparseInitializer.Select(s => s.Values.Name)), StringComparer.Ordinal);
        foreach (GraphNode node in Nodes)
        {
            if (node.Inputs.FirstOrDefault(i => !known.Contains(i)) is { } unknown)
            {
                throw Malformed($"operator {node.Op} '{node.Proto.Name}' reads the tensor '{unknown}' before anything writes it.");
            }

            // Shape and Size read only the shape of a tensor, so their results do not depend on the values of the samples.
            bool carriesData = node.Op is not ("Shape" or "Size") && node.Inputs.Any(_data.Contains);
            foreach (string output in node.Outputs)
            {
                if (!known.Add(output))
                {
                    throw Malformed($"the tensor '{output}' is written twice.");
                }

                _producers[output] = node;
                if (carriesData)
                {
                    _data.Add(output);
                }
            }
        }

        if (Outputs.FirstOrDefault(o => !known.Contains(o)) is { } missing)
        {
            throw Malformed($"nothing writes the output '{missing}'.");
        }
    }

    private void CheckNames(IReadOnlyList<string> dataInputs)
    {
        if (dataInputs.Concat(FixedInputs.Select(f => f.Name)).FirstOrDefault(name => !Inputs.Any(i => i.Name == name)) is { } unknown)
        {
            throw Refused($"has no input '{unknown}'.", $"The inputs are: {string.Join(", ", Inputs.Select(i => i.Name))}.");
        }

        IEnumerable<string> named = dataInputs.Distinct().Concat(FixedInputs.Select(f => f.Name));
        if (named.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
        {
            throw Refused($"has the input '{twice}', which the settings name twice.",
                "Name each input once, in --fixed if it takes a constant, or in --input if it takes samples.");
        }

        if (Inputs.Count > 0 && SampleInputs.Count == 0)
        {
            throw Refused("has no input left that takes samples.", "Remove one from --fixed.");
        }

        SettingsException Refused(string problem, string wayOut) => new(DiagnosticCodes.Usage, Model.Path, problem, wayOut);
    }

    private static bool IsHalf(int? type) => type is (int)TensorProto.Types.DataType.Float16 or (int)TensorProto.Types.DataType.Bfloat16;

    // Operators are in topological order: what an operator without its input would write is left out in turn.
    private static bool IsLeftOut(GraphNode node, HashSet<string> leftOut)
    {
        bool reads = leftOut.Count > 0 && node.Inputs.Any(leftOut.Contains);
        leftOut.UnionWith(reads ? node.Outputs : []);
        return reads;
    }

    private static List<string> InputsOf(NodeProto node)
    {
        var read = node.Input.Where(i => i.Length > 0).ToList();
        read.AddRange(BodyConstants.Bodies(node).SelectMany(CapturedBy));
        return [.. read.Distinct()];
    }

    // The bodies of If, Loop and Scan read tensors of the surrounding graph by name.
    private static IEnumerable<string> CapturedBy(GraphProto body)
    {
        var own = new HashSet<string>(body.Input.Select(i => i.Name).Concat(body.Initializer.Select(t => t.Name)), StringComparer.Ordinal);
        var captured = new List<string>();
        foreach (NodeProto node in body.Node)
        {
            captured.AddRange(InputsOf(node).Where(i => !own.Contains(i)));
            own.UnionWith(node.Output);
        }

        captured.AddRange(body.Output.Select(o => o.Name).Where(o => !own.Contains(o)));
        return captured;
    }

    private ModelException Malformed(string problem) =>
        new(DiagnosticCodes.ModelUnreadable, Model.Path, $"is malformed: {problem}", "Export the model again.");
}
