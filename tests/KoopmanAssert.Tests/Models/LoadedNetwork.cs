using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>A network read, bound to samples and partitioned, as an analysis does it.</summary>
internal sealed record LoadedNetwork(ModelGraph Graph, ModelInputs Inputs, IReadOnlyList<Block> Blocks)
{
    /// <summary>One block a layer.</summary>
    public static PartitionRule Layers { get; } = new([], [], [], []);

    /// <summary>The tensor of class scores; null for a network that is no classifier.</summary>
    public CutTensor? ClassScores { get; private init; }

    public IReadOnlyList<Cut> Cuts => [Blocks[0].From, .. Blocks.Select(b => b.To)];

    public static LoadedNetwork Load(string model, string samples, int count = 20, PartitionRule? rule = null, params string[] dataInputs)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), dataInputs);
        var inputs = ModelInputs.Bind(graph, SampleSet.Load(samples, count));
        IReadOnlyDictionary<string, CutTensor> cuttable = TensorProbe.FindCuttable(graph, inputs, CancellationToken.None);
        IReadOnlyList<Block> blocks = BlockPartition.Create(graph, cuttable, rule ?? Layers);
        return new LoadedNetwork(graph, inputs, blocks)
        {
            ClassScores = Core.Partition.ClassScores.Find(graph, blocks[^1].To, cuttable, ClassOutput.Auto),
        };
    }

    /// <summary>The snapshots at each cut, from one forward pass.</summary>
    public IReadOnlyList<DenseMatrix> Forward()
        => [.. ForwardPass.Run(Graph, Inputs, Cuts, 2, CancellationToken.None).Select(a => a.ToMatrix())];

    public BlockModel Model(int block) => new(Graph, Inputs, Blocks[block].From, Blocks[block].To, CancellationToken.None);
}
