using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// Finds tensors that stand beside the computation at a point, so that a cut there still lies between two layers: masks, results that are
/// finished, branches that never meet again, towers and states of other inputs.
/// </summary>
/// <remarks>These are the rules of version 2 of the partition.</remarks>
internal sealed class Independence
{
    // A mask or a scale is combined with what it stands beside by one of these.
    private static readonly HashSet<string> Elementwise = new(StringComparer.Ordinal)
    {
        "Mul", "Add", "Sub", "Div", "Where", "And", "Or", "Xor", "Pow", "Min", "Max", "Equal", "Greater", "Less", "GreaterOrEqual",
        "LessOrEqual",
    };

    // What a spectrum or an image is weighed by at the end, when the network has found the weights.
    private static readonly HashSet<string> Weighing = new(StringComparer.Ordinal) { "Mul", "Div", "Where" };

    // Fewer layers are a gate within a module, such as squeeze and excitation.
    private const int LeastWeighedLayers = 3;

    private readonly ModelGraph _graph;
    private readonly NetworkCuts _network;
    private readonly IReadOnlyDictionary<string, List<int>> _readers;
    private readonly bool[] _isCore;
    private readonly Dictionary<string, HashSet<string>> _inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _guides = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);

    /// <summary>Prepares what follows from the graph alone.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">Its cut points.</param>
    /// <param name="readers">The operators that read each tensor, by their index, ascending.</param>
    public Independence(ModelGraph graph, NetworkCuts network, IReadOnlyDictionary<string, List<int>> readers)
    {
        (_graph, _network, _readers) = (graph, network, readers);
        _isCore = [.. network.Nodes.Select(n => LayerRoles.CoreKind(graph, n) is not null)];
        FindInputs();
        FindGuides();
        FindFinished();
    }

    /// <summary>Whether a tensor only guides the computation, such as a mask: no layer reads it, and every operator that combines it with
    /// something else does so value by value.</summary>
    public bool IsGuide(string tensor) => _guides.Contains(tensor);

    /// <summary>Whether no layer follows: what is left is to reshape, to normalise or to decode it to a result.</summary>
    public bool IsFinished(string tensor) => _finished.Contains(tensor);

    /// <summary>Whether two tensors come from different inputs, and the first has not been read yet.</summary>
    public bool IsOfOtherInput(string waiting, string newest, int after) =>
        _readers.TryGetValue(waiting, out List<int>? readers) && readers[0] > after
        && _inputs.TryGetValue(waiting, out HashSet<string>? one) && _inputs.TryGetValue(newest, out HashSet<string>? other)
        && !one.Overlaps(other);

    /// <summary>Whether the layers that still read a tensor are none of those that follow from another.</summary>
    public bool NeverMeet(string tensor, string newest, int after)
    {
        HashSet<int> own = Layers(tensor, after);
        return own.Count > 0 && !own.Overlaps(Layers(newest, after));
    }

    /// <summary>Whether an input is read again only to be weighed by what the network computes from it.</summary>
    public bool IsWeighedLater(string input, int after)
    {
        List<int> later = [.. _readers[input].Where(r => r > after)];
        return later.TrueForAll(r => Weighing.Contains(_network.Nodes[r].Op))
            && Enumerable.Range(0, later[0]).Count(i => _isCore[i]) >= LeastWeighedLayers;
    }

    private void FindInputs()
    {
        foreach (string input in _readers.Keys.Where(t => _graph.Producer(t) is null))
        {
            _inputs[input] = [input];
        }

        foreach (GraphNode node in _network.Nodes)
        {
            HashSet<string> from = [.. node.Inputs.SelectMany(i => _inputs.GetValueOrDefault(i) ?? [])];
            foreach (string output in node.Outputs)
            {
                _inputs[output] = from;
            }
        }
    }

    private void FindGuides()
    {
        var candidates = new HashSet<string>(_readers.Keys.Where(t => _graph.Producer(t) is null), StringComparer.Ordinal);
        for (int i = 0; i < _network.Nodes.Count; i++)
        {
            if (!_isCore[i] && DataInputs(i).All(candidates.Contains))
            {
                candidates.UnionWith(_network.Nodes[i].Outputs);
            }
        }

        for (int i = _network.Nodes.Count - 1; i >= 0; i--)
        {
            _guides.UnionWith(_network.Nodes[i].Outputs.Where(o => candidates.Contains(o) && Guides(o)));
        }

        _guides.UnionWith(candidates.Where(c => _graph.Producer(c) is null && Guides(c)).ToList());

        bool Guides(string tensor) => _readers.TryGetValue(tensor, out List<int>? readers) && readers.TrueForAll(r =>
            !_isCore[r] && (DataInputs(r).All(candidates.Contains)
                ? _network.Nodes[r].Outputs.Where(_readers.ContainsKey).All(_guides.Contains)
                : Elementwise.Contains(_network.Nodes[r].Op)));
    }

    private void FindFinished()
    {
        for (int i = _network.Nodes.Count - 1; i >= 0; i--)
        {
            foreach (string output in _network.Nodes[i].Outputs)
            {
                if (!_readers.TryGetValue(output, out List<int>? readers)
                    || readers.TrueForAll(r => !_isCore[r] && _network.Nodes[r].Outputs.All(_finished.Contains)))
                {
                    _finished.Add(output);
                }
            }
        }
    }

    /// <summary>The layers after a point that follow from what still reads a tensor.</summary>
    private HashSet<int> Layers(string tensor, int after)
    {
        var layers = new HashSet<int>();
        var seen = new HashSet<int>();
        var open = new Stack<string>([tensor]);
        while (open.TryPop(out string? next))
        {
            foreach (int reader in (_readers.GetValueOrDefault(next) ?? []).Where(r => r > after && seen.Add(r)))
            {
                if (_isCore[reader])
                {
                    layers.Add(reader);
                }

                _network.Nodes[reader].Outputs.ToList().ForEach(open.Push);
            }
        }

        return layers;
    }

    private IEnumerable<string> DataInputs(int node) => _network.Nodes[node].Inputs.Where(_graph.IsData);
}
