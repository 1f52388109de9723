using System.Collections.Concurrent;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>The profiles of a network's weights, each computed once and, on request, before it is asked for.</summary>
internal sealed class WeightProfiles(ModelGraph graph, CancellationToken cancellation) : IDisposable
{
    private readonly ConcurrentDictionary<WeightUse, Lazy<WeightProfile?>> _stored = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private Task _ahead = Task.CompletedTask;

    /// <summary>
    /// Begins with the weights that the model stores, in the background: they depend on no cut. It ends when <see cref="Read"/> begins,
    /// which tells a failure.
    /// </summary>
    public void ReadAhead() => _ahead = Task.Run(() =>
    {
        foreach (WeightUse use in WeightUse.Find(graph, [graph.Nodes])[0].Where(u => u.IsStored(graph)))
        {
            _stop.Token.ThrowIfCancellationRequested();
            _ = Stored(use);
        }
    });

    /// <summary>The parameters of each block, its weights in the order in which its operators read them.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="forEach">Calls its argument with the place of each block.</param>
    /// <exception cref="ModelException">KOOP2002 or KOOP2003 when a weight cannot be read.</exception>
    public BlockParameters[] Read(IReadOnlyList<Block> blocks, Action<Action<int>> forEach)
    {
        IReadOnlyList<WeightUse>[] uses = WeightUse.Find(graph, blocks.Select(b => b.Nodes));
        Dictionary<WeightUse, Weight> computed = NetworkWeights.Compute(graph, uses.SelectMany(u => u), cancellation);
        var parameters = new BlockParameters[blocks.Count];
        _stop.Cancel(); // its thread works on a block from here on, and no other waits for each weight that it has begun
        int[] order = [.. Enumerable.Range(0, blocks.Count).OrderByDescending(b => uses[b].Sum(Size))]; // small ones fill the gaps at the end
        forEach(i => parameters[order[i]] = Of(blocks[order[i]], uses[order[i]], computed));
        return parameters;
    }

    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAny([_ahead], CancellationToken.None); // also of one that failed
        _stop.Dispose();
    }

    private long Size(WeightUse use) => graph.Weight(use.Tensor) is { } stored ? ExternalData.SizeOf(stored) : 0;

    private BlockParameters Of(Block block, IReadOnlyList<WeightUse> uses, Dictionary<WeightUse, Weight> computed)
    {
        var weights = new List<WeightProfile>();
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (WeightUse use in uses)
        {
            if ((use.IsStored(graph) ? Stored(use) : Profile(use, computed.GetValueOrDefault(use))) is { } profile)
            {
                weights.Add(profile);
                _ = read.Add(use.Source(graph));
            }
        }

        List<TensorProto> others = [.. StoredParameters.Find(graph, block.Nodes).Where(t => !read.Contains(t.Name))];
        return new BlockParameters(weights, ParameterHash.Compute(graph, [.. weights.Select(w => w.Fingerprint)], others));
    }

    private WeightProfile? Stored(WeightUse use) => _stored.GetOrAdd(use, u => new Lazy<WeightProfile?>(() =>
    {
        Weight? weight = NetworkWeights.ReadStored(graph, u);
        WeightProfile? profile = Profile(u, weight);
        weight?.LetGo();
        return profile;
    })).Value;

    private WeightProfile? Profile(WeightUse use, Weight? weight) =>
        weight is null ? null
            : use.IsInner ? WeightProfile.Compute(weight) with { IsInner = true }
            : WeightProfile.Compute(weight, UnitScale.Find(graph, use));
}
