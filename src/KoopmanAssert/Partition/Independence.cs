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
    private readonly HashSet<string> _last = new(StringComparer.Ordinal);

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

    /// <summary>Whether no layer follows: what is left is to reshape, to normalise or to decode it, by itself or beside other results.
    /// </summary>
    public bool IsFinished(string tensor) => _finished.Contains(tensor);

    /// <summary>Whether two tensors come from different inputs, and the first has not been read yet.</summary>
    public bool IsOfOtherInput(string waiting, string newest, int after) =>
        _readers.TryGetValue(waiting, out List<int>? readers) && readers[0] > after
        && _inputs.TryGetValue(waiting, out HashSet<string>? one) && _inputs.TryGetValue(newest, out HashSet<string>? other)
        && !one.Overlaps(other);

    /// <summary>Whether there are layers that still read a tensor, and nothing of what follows from them follows from another.</summary>
    public bool NeverMeet(string tensor, string newest, int after)
    {
        HashSet<int> own = Followers(tensor, after);
        return own.Any(r => _isCore[r]) && !own.Overlaps(Followers(newest, after));
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
            !_isCore[r] && ((Elementwise.Contains(_network.Nodes[r].Op) && DataInputs(r).Distinct().Count() > 1)
                || (DataInputs(r).All(candidates.Contains)
                    && _network.Nodes[r].Outputs.Where(_readers.ContainsKey).All(_guides.Contains))));
    }

    // A result is joined with others only to be one output with them: a sum, such as that of a residual module, is part of its layer.
    private void FindFinished()
    {
        for (int i = _network.Nodes.Count - 1; i >= 0; i--)
        {
            foreach (string output in _network.Nodes[i].Outputs)
            {
                List<int> readers = _readers.GetValueOrDefault(output) ?? [];
                if (readers.TrueForAll(r => !_isCore[r] && _network.Nodes[r].Outputs.All(_last.Contains)))
                {
                    _last.Add(output);
                }

                if (readers.TrueForAll(r => IsLastConcat(r)
                    || (!_isCore[r] && DataInputs(r).Distinct().Count() == 1 && _network.Nodes[r].Outputs.All(_finished.Contains))))
                {
                    _finished.Add(output);
                }
            }
        }
    }

    private bool IsLastConcat(int node) =>
        _network.Nodes[node].Op is "Concat" or "QLinearConcat" && _network.Nodes[node].Outputs.All(_last.Contains);

    /// <summary>The operators after a point that follow from what still reads a tensor, up to where results become one output.</summary>
    private HashSet<int> Followers(string tensor, int after)
    {
        var seen = new HashSet<int>();
        var open = new Stack<string>([tensor]);
        while (open.TryPop(out string? next))
        {
            foreach (int reader in (_readers.GetValueOrDefault(next) ?? []).Where(r => r > after && !IsLastConcat(r) && seen.Add(r)))
            {
                foreach (string output in _network.Nodes[reader].Outputs)
                {
                    open.Push(output);
                }
            }
        }

        return seen;
    }

    private IEnumerable<string> DataInputs(int node) => _network.Nodes[node].Inputs.Where(_graph.IsData);
}
