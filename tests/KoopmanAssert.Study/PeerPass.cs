using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Study;

/// <summary>The activations, probabilities and weights of a model: what peers are measured on.</summary>
/// <param name="Cuts">The snapshots at each cut, from the input to the output.</param>
/// <param name="Probabilities">The softmax of the class scores, one sample a column.</param>
/// <param name="Classes">How the classifier decides.</param>
/// <param name="Weights">The weight tensors.</param>
internal sealed record PeerPass(
    IReadOnlyList<Snapshots> Cuts,
    DenseMatrix Probabilities,
    ClassDecisions Classes,
    IReadOnlyList<Weight> Weights)
{
    /// <summary>Runs a model on the first rows of the samples.</summary>
    public static PeerPass Run(string path, string samples, int count)
    {
        var graph = new ModelGraph(OnnxModel.Load(path), []);
        var inputs = ModelInputs.Bind(graph, SampleSet.Load(samples, count));
        IReadOnlyDictionary<string, CutTensor> cuttable = TensorProbe.FindCuttable(graph, inputs, CancellationToken.None);
        IReadOnlyList<Block> blocks = BlockPartition.Create(graph, cuttable, AnalysisSettings.Regression.Partition);
        CutTensor scores = ClassScores.Find(graph, blocks[^1].To, cuttable, ClassOutput.Auto)
            ?? throw new InvalidOperationException($"'{path}' is no classifier.");
        List<Cut> cuts = [blocks[0].From, .. blocks.Select(b => b.To), new Cut([scores])];
        IReadOnlyList<Activations> snapshots = ForwardPass.Run(graph, inputs, cuts, Environment.ProcessorCount, CancellationToken.None);
        DenseMatrix logits = snapshots[^1].ToMatrix();
        return new PeerPass(
            [.. snapshots.Take(cuts.Count - 1)],
            Softmax(logits),
            ClassDecisions.Compute(logits),
            [.. BlockWeights.Read(graph, blocks.Select(b => b.Nodes)).SelectMany(w => w)]);
    }

    private static DenseMatrix Softmax(DenseMatrix logits)
    {
        int classes = logits.RowCount;
        var probabilities = new DenseMatrix(classes, logits.ColumnCount);
        for (int i = 0; i < logits.ColumnCount; i++)
        {
            System.Numerics.Tensors.TensorPrimitives
                .SoftMax<double>(logits.Values.AsSpan(i * classes, classes), probabilities.Values.AsSpan(i * classes, classes));
        }

        return probabilities;
    }
}
