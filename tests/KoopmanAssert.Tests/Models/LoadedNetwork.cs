using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>A network read, bound to samples and partitioned, as an analysis does it.</summary>
internal sealed record LoadedNetwork(ModelGraph Graph, ModelInputs Inputs, IReadOnlyList<Block> Blocks)
{
    /// <summary>One block a layer.</summary>
    public static PartitionRule Layers { get; } = new([], [], [], []);

    public IReadOnlyList<Cut> Cuts => [Blocks[0].From, .. Blocks.Select(b => b.To)];

    public static LoadedNetwork Load(string model, string samples, int count = 20, PartitionRule? rule = null, params string[] dataInputs)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), dataInputs);
        var inputs = ModelInputs.Bind(graph, Samples.Load(samples, count));
        return new LoadedNetwork(graph, inputs, BlockPartition.Create(graph, inputs, rule ?? Layers, CancellationToken.None));
    }

    /// <summary>The snapshots at each cut, from one forward pass.</summary>
    public IReadOnlyList<DenseMatrix> Forward()
        => [.. ForwardPass.Run(Graph, Inputs, Cuts, 2, CancellationToken.None).Select(a => a.ToMatrix())];

    public BlockModel Model(int block) => new(Graph, Inputs, Blocks[block].From, Blocks[block].To, CancellationToken.None);
}
