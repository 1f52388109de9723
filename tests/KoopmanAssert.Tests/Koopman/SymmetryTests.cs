using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Changes of the weights that leave a network's function alone, and what they do to credits.</summary>
public class SymmetryTests
{
    private const int P = 10, Hidden = 24, Q = 6;

    private static readonly DenseMatrix Inputs = SeededMatrices.Uniform(P, 80, 1);
    private static readonly DenseMatrix First = SeededMatrices.Uniform(Hidden, P, 2), Second = SeededMatrices.Uniform(Q, Hidden, 3);
    private static readonly double[] Bias = SeededMatrices.Uniform(Hidden, 1, 4).Values, LastBias = SeededMatrices.Uniform(Q, 1, 5).Values;

    [Test]
    public void Permuting_hidden_neurons_leaves_log_credits_alone([Values] Observable observable)
    {
        int[] order = MathNet.Numerics.Combinatorics.GeneratePermutation(Hidden, new Random(6));
        DenseMatrix first = DenseMatrix.Create(Hidden, P, (i, j) => First[order[i], j]), second = DenseMatrix.Create(
            Q,
            Hidden,
            (i, j) => Second[i, order[j]]);
        (KoopmanEstimate, KoopmanEstimate) before = Credits(First, Bias, Second, observable), after = Credits(
            first,
            [.. order.Select(o => Bias[o])],
            second,
            observable);
        Same(before.Item1, after.Item1, shiftPerRank: 0);
        Same(before.Item2, after.Item2, shiftPerRank: 0);
    }

    [Test]
    public void Rescaling_a_layer_moves_nats_from_one_block_to_the_next(
        [Values(1e-2, 0.5, 3, 1e3)] double alpha,
        [Values] Observable observable)
    {
        (KoopmanEstimate First, KoopmanEstimate Second) before = Credits(First, Bias, Second, observable);
        (KoopmanEstimate First, KoopmanEstimate Second) after = Credits(
            First * alpha,
            [.. Bias.Select(b => alpha * b)],
            Second * (1 / alpha),
            observable);
        Same(before.First, after.First, Math.Log(alpha));
        Same(before.Second, after.Second, -Math.Log(alpha));
        (PerRank(after.First) + PerRank(after.Second)).Should().BeApproximately(PerRank(before.First) + PerRank(before.Second), 1e-9);
    }

    [Test]
    public void Rescaling_a_layer_leaves_the_operator_of_the_network_alone()
    {
        DenseMatrix Network(double alpha)
        {
            BlockMap first = Float64Network.Dense(First * alpha, [.. Bias.Select(b => alpha * b)], relu: true), second = Float64Network
                .Dense(Second * (1 / alpha), LastBias, relu: false);
            return Pipelines.Regression.Operator(second, first(Inputs, [])) * Pipelines.Regression.Operator(first, Inputs);
        }

        SeededMatrices.Distance(Network(40), Network(1)).Should().BeLessThan(1e-10);
    }

    [Test]
    public void Permuting_neurons_in_a_model_file_moves_credits_by_less_than_six_noise_floors()
    {
        CreditReport accepted = Analyse(Permuted(seed: null)), permuted = Analyse(Permuted(seed: 8));
        permuted.Model.Sha256.Should().NotBe(accepted.Model.Sha256);
        permuted.Blocks.Select(b => b.Rank).Should().Equal(accepted.Blocks.Select(b => b.Rank));
        accepted.Blocks.Zip(permuted.Blocks).Should().AllSatisfy(pair =>
            Math.Abs(pair.Second.LogCredit!.Value - pair.First.LogCredit!.Value).Should().BeLessThan(6 * pair.First.NoiseFloor!.Value));
    }

    private static (KoopmanEstimate First, KoopmanEstimate Second) Credits(
        DenseMatrix first,
        double[] bias,
        DenseMatrix second,
        Observable observable)
    {
        PipelineEstimator pipeline = Pipelines.Regression with { Observable = observable };
        BlockMap block = Float64Network.Dense(first, bias, relu: true);
        return (
            pipeline.Estimate(block, Inputs),
            pipeline.Estimate(Float64Network.Dense(second, LastBias, relu: false), block(Inputs, [])));
    }

    private static void Same(KoopmanEstimate before, KoopmanEstimate after, double shiftPerRank)
    {
        after.Rank.Should().Be(before.Rank);
        after.LogCreditAt(after.Rank).Should().BeApproximately(before.LogCreditAt(before.Rank) + (shiftPerRank * before.Rank), 1e-9);
    }

    private static double PerRank(KoopmanEstimate estimate) => estimate.LogCreditAt(estimate.Rank) / estimate.Rank;

    private static CreditReport Analyse(ModelProto model)
    {
        using var folder = new ModelFolder();
        return CreditAnalysis.Run(
            folder.Write(model),
            RepositoryFiles.SmallDigits,
            options: new AnalysisOptions { MeasureNoise = true, Threads = 2 });
    }

    /// <summary>The fully connected network with the neurons of each hidden layer in another order.</summary>
    private static ModelProto Permuted(int? seed)
    {
        ModelProto model = OnnxModel.Load(RepositoryFiles.Fc).Proto.Clone();
        foreach (int layer in new[] { 0, 2, 4 })
        {
            TensorProto weight = Tensor(model, $"{layer}.weight");
            int hidden = (int)weight.Dims[0];
            int[] order = seed is { } value
                ? MathNet.Numerics.Combinatorics.GeneratePermutation(hidden, new Random(value + layer))
                : [.. Enumerable.Range(0, hidden)];
            Reorder(weight, order, (i, j) => (order[i], j));
            Reorder(Tensor(model, $"{layer}.bias"), order, (i, j) => (order[i], j));
            Reorder(Tensor(model, $"{layer + 2}.weight"), order, (i, j) => (i, order[j]));
        }

        return model;
    }

    private static void Reorder(TensorProto tensor, int[] order, Func<int, int, (int Row, int Column)> from)
    {
        int columns = tensor.Dims.Count == 1 ? 1 : (int)tensor.Dims[1];
        byte[] bytes = tensor.RawData.ToByteArray(), reordered = new byte[bytes.Length];
        for (int at = 0; at < bytes.Length / 4; at++)
        {
            (int row, int column) = from(at / columns, at % columns);
            Array.Copy(bytes, 4 * ((row * columns) + column), reordered, 4 * at, 4);
        }

        tensor.RawData = Google.Protobuf.ByteString.CopyFrom(reordered);
    }

    private static TensorProto Tensor(ModelProto model, string name) => model.Graph.Initializer.Single(t => t.Name == name);
}
