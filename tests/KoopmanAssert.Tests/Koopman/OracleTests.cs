using System.Collections.Concurrent;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Every number of the oracle, twice: with the blocks evaluated in float64, and with ONNX Runtime's float32 activations.</summary>
[TestFixture]
internal sealed class OracleTests
{
    // What the oracle asks for, and what float64 in another order of summation leaves.
    private const double Asked = 1e-5, Float64 = 1e-8;

    private static readonly ConcurrentDictionary<string, Lazy<Evaluation>> Evaluations = new();

    private static IEnumerable<TestCaseData> Blocks() =>
        OracleCase.All.SelectMany(c => c.Blocks.Select((b, i) => new TestCaseData(c, i).SetArgDisplayNames($"{c.Name}: {b.Block}")));

    private static IEnumerable<TestCaseData> Networks()
        => OracleCase.All.Where(c => c.FeatureWeights is not null).Select(c => new TestCaseData(c));

    [TestCaseSource(nameof(Blocks))]
    public void A_block_evaluated_in_float64_has_every_number_of_the_oracle(OracleCase oracle, int block) =>
        Agree(Evaluate(oracle).InFloat64[block], oracle, block, Float64);

    [TestCaseSource(nameof(Blocks))]
    public void A_block_run_by_ONNX_Runtime_has_every_number_of_the_oracle(OracleCase oracle, int block) =>
        Agree(Evaluate(oracle).InOnnxRuntime[block], oracle, block, Asked);

    [TestCaseSource(nameof(Networks))]
    public void The_product_of_the_operators_has_the_feature_weights_of_the_oracle(OracleCase oracle)
    {
        Evaluation evaluation = Evaluate(oracle);
        var weights = DenseMatrix.OfRowArrays(oracle.FeatureWeights!);
        double largest = weights.Enumerate().Max(Math.Abs);
        SeededMatrices.Distance(Product(evaluation.InFloat64), weights).Should().BeLessThan(Float64 * largest);
        SeededMatrices.Distance(Product(evaluation.InOnnxRuntime), weights).Should().BeLessThan(Asked * largest);
    }

    private static DenseMatrix Product(List<PipelineEstimator.Fit> fits) =>
        fits.Select(f => f.Operator.ToMatrix()).Aggregate((product, k) => (DenseMatrix)(k * product));

    [TestCaseSource(nameof(Blocks))]
    public void The_alignment_has_the_condition_of_the_oracle(OracleCase oracle, int block)
    {
        OracleBlock expected = oracle.Blocks[block];
        double[] sigma = ThinSvd.Values(OracleCase.Alignment(expected.Outputs, expected.Inputs));
        (sigma[0] / sigma[^1]).Should().BeApproximately(expected.AlignmentCondition, Float64 * expected.AlignmentCondition);
    }

    private static void Agree(PipelineEstimator.Fit fit, OracleCase oracle, int block, double within)
    {
        OracleBlock expected = oracle.Blocks[block];
        Spectrum spectrum = fit.Operator.Spectrum(RankCutoff.Relative(oracle.RelativeTolerance), oracle.RelativeTolerance);
        double[] sigma = [.. spectrum.SingularValues, 0];
        (fit.Operator.Inputs, fit.Operator.Outputs).Should().Be((expected.Inputs, expected.Outputs));
        (fit.SnapshotRank, spectrum.Rank).Should().Be((expected.SnapshotRank, expected.Rank));
        fit.StepsUsed.Should().Be(oracle.Steps);
        fit.Snapshots.Should().Be(oracle.Samples * oracle.Steps);
        spectrum.LogVolume.Should().BeApproximately(expected.LogCredit, within * Math.Abs(expected.LogCredit));
        fit.AlignedResidual.Should().BeApproximately(expected.Residual, Math.Max(within * expected.Residual, 1e-9));
        sigma[..5].Should().Equal(expected.LargestSingularValues, (ours, theirs) => Math.Abs(ours - theirs) <= within * theirs);
        sigma[expected.Rank - 1].Should().BeApproximately(expected.SmallestKept, within * expected.SmallestKept);
        // What is dropped may be rounding noise, of which we keep none beyond the rank of the snapshots.
        sigma[expected.Rank].Should()
            .BeApproximately(expected.FirstDropped ?? 0, (within * expected.FirstDropped ?? 0) + (1e-10 * sigma[0]));
    }

    private static Evaluation Evaluate(OracleCase oracle) =>
        Evaluations.GetOrAdd(oracle.Name, _ => new Lazy<Evaluation>(() => new Evaluation(oracle))).Value;

    /// <summary>Both evaluations of a case, made once.</summary>
    private sealed class Evaluation
    {
        public Evaluation(OracleCase oracle)
        {
            string samples = oracle.IsLeNet ? RepositoryFiles.Digits : RepositoryFiles.SmallDigits;
            var network = LoadedNetwork.Load(
                oracle.IsLeNet ? RepositoryFiles.LeNet : RepositoryFiles.Fc,
                samples,
                oracle.Samples);
            IReadOnlyList<DenseMatrix> activations = network.Forward();
            IReadOnlyList<BlockMap> maps = oracle.IsLeNet ? Float64Network.LeNet() : Float64Network.Fc();
            DenseMatrix x = activations[0];
            for (int b = 0; b < maps.Count; b++)
            {
                using BlockModel model = network.Model(b);
                DenseMatrix y = maps[b](x, []);
                InFloat64.Add(oracle.Approximation.FitOnce(maps[b], x, y, new Random(1)));
                InOnnxRuntime.Add(oracle.Approximation.FitOnce(model.Map, activations[b], activations[b + 1], new Random(1)));
                x = y;
            }
        }

        public List<PipelineEstimator.Fit> InFloat64 { get; } = [];

        public List<PipelineEstimator.Fit> InOnnxRuntime { get; } = [];
    }
}
