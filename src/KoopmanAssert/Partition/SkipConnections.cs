using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// Tells where a network may be cut between layers although several tensors pass: those that are carried past a large part of it ride
/// along. Inside a residual module, or between parallel branches, it stays whole.
/// </summary>
/// <remarks>
/// A tensor rides when it skips over a part that lowers the resolution and raises it again (a U-Net, a feature pyramid), or over a whole
/// residual module (the memory of a decoder, the skips of a WaveNet); when it is an output that is ready, or an input whose turn has
/// not come; and all that a concatenation is about to read are one (DenseNet).
/// </remarks>
internal sealed class SkipConnections
{
    private readonly ModelGraph _graph;
    private readonly NetworkCuts _network;
    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> _derived = new(StringComparer.Ordinal);
    private readonly List<(int From, int Join)> _modules = [];

    public SkipConnections(ModelGraph graph, NetworkCuts network)
    {
        (_graph, _network) = (graph, network);
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            foreach (string input in network.Nodes[i].Inputs.Where(graph.IsData))
            {
                (_readers.TryGetValue(input, out List<int>? list) ? list : _readers[input] = []).Add(i);
            }

            network.Nodes[i].Outputs.ToList().ForEach(o => _written[o] = i);
        }

        foreach (string tensor in _readers.Keys)
        {
            _modules.AddRange(ResidualModule(tensor));
        }
    }

    /// <summary>Whether layers may meet at a place.</summary>
    public bool Allows(CutPoint place)
    {
        List<string> passing = [.. place.Cut.Names.Where(t => LastReader(t) > place.After)];
        if (passing.Count == 0)
        {
            return true;
        }

        List<string> started = [.. passing.Where(t => _written.ContainsKey(t))];
        if (passing.Count > started.Count && !passing.Except(started).All(input => MayWait(input, started)))
        {
            return false;
        }

        if (started.Count <= 1 || AreJoinedNext(started, place.After))
        {
            return true;
        }

        string newest = started[^1];
        return started.SkipLast(1).All(t => Derived(t).Contains(_written[newest]) && SkipsOver(t));
    }

    // Read again at the very end of the network: an output, or the state of the next step.
    private int LastReader(string tensor) => _readers.TryGetValue(tensor, out List<int>? readers) ? readers[^1] : -1;

    /// <summary>
    /// Whether an input that nothing has read yet may wait: it is the state of a recurrent layer, or a network of its own came before.
    /// </summary>
    private bool MayWait(string input, List<string> started) =>
        _network.Nodes[_readers[input][0]].Op is "LSTM" or "GRU" or "RNN" or "Scan" || IsMovedToState(input)
        || (started.Count == 1 && _modules.Exists(m => m.Join <= _written[started[0]] && !Derived(input).Contains(_written[started[0]])));

    // A state reaches its layer through a transpose or a slice for the layer.
    private bool IsMovedToState(string tensor) => _readers.TryGetValue(tensor, out List<int>? readers) && readers.TrueForAll(r =>
        _network.Nodes[r] is { Op: "Transpose" or "Slice" or "Squeeze" or "Split" or "Gather" or "Reshape" } node
        && node.Outputs.All(o => IsMovedToState(o)
            || (_readers.TryGetValue(o, out List<int>? next) && next.TrueForAll(n => _network.Nodes[n].Op is "LSTM" or "GRU" or "RNN"))));

    private bool AreJoinedNext(List<string> tensors, int after) =>
        after + 1 < _network.Nodes.Count && _network.Nodes[after + 1] is { Op: "Concat" } join && tensors.TrueForAll(join.Inputs.Contains);

    private bool SkipsOver(string tensor)
    {
        int from = _written[tensor], last = Joined(tensor);
        if (_modules.Exists(m => m.From > from && m.Join < last))
        {
            return true;
        }

        List<GraphNode> over = [.. Derived(tensor).Where(i => i < last).Order().Select(i => _network.Nodes[i])];
        int down = over.FindIndex(LayerRoles.LowersResolution);
        return down >= 0 && over.FindIndex(down, LayerRoles.RaisesResolution) > down;
    }

    // A feature pyramid reads the skipped tensor through a convolution of its own before it adds it.
    private int Joined(string tensor)
    {
        int last = LastReader(tensor);
        string behind = _network.Nodes[last].Outputs[0];
        return _network.Nodes[last].Op is "Conv" or "QLinearConv" && _readers.TryGetValue(behind, out List<int>? next) ? next[^1] : last;
    }

    /// <summary>The operators that a tensor reaches until it is last read, or joined.</summary>
    private HashSet<int> Derived(string tensor)
    {
        if (!_derived.TryGetValue(tensor, out HashSet<int>? derived))
        {
            _derived[tensor] = derived = [];
            var reached = new HashSet<string>(StringComparer.Ordinal) { tensor };
            for (int i = _written.GetValueOrDefault(tensor, -1) + 1; i <= Joined(tensor); i++)
            {
                if (_network.Nodes[i].Inputs.Any(reached.Contains))
                {
                    derived.Add(i);
                    reached.UnionWith(_network.Nodes[i].Outputs);
                }
            }
        }

        return derived;
    }

    /// <summary>The module that ends where a tensor is added to what layers made of it, if there is one.</summary>
    private IEnumerable<(int From, int Join)> ResidualModule(string tensor)
    {
        List<int> readers = _readers[tensor];
        if (readers.Count > 1 && LayerRoles.JoinsResidual(_network.Nodes[readers[^1]]) && Derived(tensor) is var derived
            && _network.Nodes[readers[^1]].Inputs.Any(i => i != tensor && _written.TryGetValue(i, out int w) && derived.Contains(w))
            && derived.Any(i => i < readers[^1] && LayerRoles.CoreKind(_graph, _network.Nodes[i]) is not null))
        {
            yield return (_written.GetValueOrDefault(tensor, -1), readers[^1]);
        }
    }
}
