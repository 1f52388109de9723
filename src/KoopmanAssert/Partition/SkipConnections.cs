using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// Decides where a network may be cut between layers although several tensors are alive: at points where only one tensor is computed on
/// and the others skip over a large part of the network. Residual modules and parallel branches are not cut.
/// </summary>
/// <remarks>
/// A tensor skips when it passes over a part that lowers the resolution and raises it again (a U-Net, a feature pyramid) or over a whole
/// residual module (the memory of a decoder, the skips of a WaveNet), when it is an output that is complete, or when it is an input that
/// is read later. Tensors that the next operator concatenates count as one (DenseNet). From version 2 of the rules on, a tensor also skips
/// if it stands beside the computation (<see cref="Independence"/>).
/// </remarks>
internal sealed class SkipConnections
{
    private readonly ModelGraph _graph;
    private readonly NetworkCuts _network;
    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> _derived = new(StringComparer.Ordinal);
    private readonly List<(int From, int Join)> _modules = [];
    private readonly Independence? _independence;

    public SkipConnections(ModelGraph graph, NetworkCuts network, int version)
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

        _independence = version >= PartitionRule.InsideBranches ? new Independence(graph, network, _readers) : null;
    }

    /// <summary>Whether one layer may end and the next begin at a cut point.</summary>
    public bool AllowCutAt(CutPoint point)
    {
        List<string> pending = [.. point.Cut.Names.Where(t => LastReader(t) > point.After)];
        if (_independence is not null)
        {
            pending = [.. pending.Where(t => !_independence.IsGuide(t) && !_independence.IsFinished(t))];
        }

        if (pending.Count == 0)
        {
            return true;
        }

        List<string> computed = [.. pending.Where(t => _written.ContainsKey(t))];
        if (pending.Count > computed.Count && !pending.Except(computed).All(input => CanWait(input, computed) || Waits(input, point.After)))
        {
            return false;
        }

        if (_independence is not null && computed.Count > 1)
        {
            string last = computed[^1];
            computed = [.. computed.Where(t => t == last || !(_independence.IsOfOtherInput(t, last, point.After)
                || _independence.NeverMeet(t, last, point.After)))];
        }

        if (computed.Count <= 1 || AreConcatenatedNext(computed, point.After) || (_independence is not null && AreOneSum(computed)))
        {
            return true;
        }

        string newest = computed[^1];
        return computed.SkipLast(1).All(t => DerivedOperators(t).Contains(_written[newest]) && SkipsLargePart(t));
    }

    // −1 for a tensor that no operator reads: an output, such as the state for the next step.
    private int LastReader(string tensor) => _readers.TryGetValue(tensor, out List<int>? readers) ? readers[^1] : -1;

    /// <summary>
    /// Whether an input that no operator has read yet may skip: it is the state of a recurrent layer, or the tensors before this point form
    /// a network of their own.
    /// </summary>
    private bool CanWait(string input, List<string> computed) =>
        _network.Nodes[_readers[input][0]].Op is "LSTM" or "GRU" or "RNN" or "Scan"
        || IsRecurrentState(input)
        || (computed.Count == 1 && _written[computed[0]] is var writer
            && _modules.Exists(m => m.Join <= writer && !DerivedOperators(input).Contains(writer)));

    // An input that no operator has read yet waits for its turn; one that was read may be weighed, or skip over all that lies between.
    private bool Waits(string input, int after) => _independence is not null
        && (_readers[input][0] > after || _independence.IsWeighedLater(input, after) || SkipsLargePart(input));

    // A state may reach its layer through operators that only transpose or slice it.
    private bool IsRecurrentState(string tensor) => _readers.TryGetValue(tensor, out List<int>? readers) && readers.TrueForAll(r =>
        _network.Nodes[r] is { Op: "Transpose" or "Slice" or "Squeeze" or "Split" or "Gather" or "Reshape" } node
        && node.Outputs.All(o => IsRecurrentState(o)
            || (_readers.TryGetValue(o, out List<int>? next) && next.TrueForAll(n => _network.Nodes[n].Op is "LSTM" or "GRU" or "RNN"))));

    // The sum of a residual path and its normalisation, as the runtime's optimiser fuses them.
    private bool AreOneSum(List<string> tensors) => tensors.TrueForAll(t => _written[t] == _written[tensors[0]])
        && _network.Nodes[_written[tensors[0]]].Op is "SkipLayerNormalization" or "SkipSimplifiedLayerNormalization";

    private bool AreConcatenatedNext(List<string> tensors, int after) =>
        after + 1 < _network.Nodes.Count && _network.Nodes[after + 1] is { Op: "Concat" } join && tensors.TrueForAll(join.Inputs.Contains);

    private bool SkipsLargePart(string tensor)
    {
        // What lies before its first reader is no part that an input skips.
        int from = _written.TryGetValue(tensor, out int written) ? written : _readers[tensor][0] - 1, last = JoinOf(tensor);
        if (_modules.Exists(m => m.From > from && m.Join < last))
        {
            return true;
        }

        List<GraphNode> skipped = [.. DerivedOperators(tensor).Where(i => i < last).Order().Select(i => _network.Nodes[i])];
        int down = skipped.FindIndex(LayerRoles.LowersResolution);
        return down >= 0 && skipped.FindIndex(down, LayerRoles.RaisesResolution) > down;
    }

    // The operator where a skipping tensor is used: a feature pyramid adds it after a convolution of its own.
    private int JoinOf(string tensor)
    {
        int last = LastReader(tensor);
        string output = _network.Nodes[last].Outputs[0];
        return _network.Nodes[last].Op is "Conv" or "QLinearConv" && _readers.TryGetValue(output, out List<int>? next) ? next[^1] : last;
    }

    /// <summary>The operators that depend on a tensor, up to the one where it is used last.</summary>
    private HashSet<int> DerivedOperators(string tensor)
    {
        if (!_derived.TryGetValue(tensor, out HashSet<int>? derived))
        {
            _derived[tensor] = derived = [];
            var reached = new HashSet<string>(StringComparer.Ordinal) { tensor };
            for (int i = _written.GetValueOrDefault(tensor, -1) + 1; i <= JoinOf(tensor); i++)
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

    /// <summary>The residual module that ends where a tensor is added to the output of layers that read it, if there is one.</summary>
    private IEnumerable<(int From, int Join)> ResidualModule(string tensor)
    {
        List<int> readers = _readers[tensor];
        if (readers.Count > 1 && LayerRoles.JoinsResidual(_network.Nodes[readers[^1]]) && DerivedOperators(tensor) is var derived
            && _network.Nodes[readers[^1]].Inputs.Any(i => i != tensor && _written.TryGetValue(i, out int w) && derived.Contains(w))
            && derived.Any(i => i < readers[^1] && LayerRoles.CoreKind(_graph, _network.Nodes[i]) is not null))
        {
            yield return (_written.GetValueOrDefault(tensor, -1), readers[^1]);
        }
    }
}
