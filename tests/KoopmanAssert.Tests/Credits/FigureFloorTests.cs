using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// What another machine computes: graph optimisations and threads of ONNX Runtime change the order of float32 sums, and no figure
/// by more than the noise floor that a baseline keeps says.
/// </summary>
[TestFixture]
internal sealed class FigureFloorTests
{
    private static readonly GraphOptimizationLevel[] Levels
        = [GraphOptimizationLevel.ORT_DISABLE_ALL, GraphOptimizationLevel.ORT_ENABLE_BASIC, GraphOptimizationLevel.ORT_ENABLE_ALL];
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Networks()
    {
        yield return new TestCaseData(RepositoryFiles.Fc, "").SetArgDisplayNames("fc");
        yield return new TestCaseData(RepositoryFiles.LeNet, "(400, 1, 28, 28)").SetArgDisplayNames("lenet5");
        yield return new TestCaseData(RepositoryFiles.MiniResNet, "(400, 1, 28, 28)").SetArgDisplayNames("miniresnet");
        yield return new TestCaseData(RepositoryFiles.RowLstm, "(400, 28, 28)").SetArgDisplayNames("rowlstm");
    }

    [TestCaseSource(nameof(Networks))]
    public void Another_order_of_float32_sums_stays_within_six_noise_floors(string model, string shape)
    {
        string samples = shape.Length == 0 ? RepositoryFiles.SmallDigits
            : _folder.Write(
                Tests.SampleFiles.Npy("<f4", shape, File.ReadAllBytes(RepositoryFiles.Digits)[^(400 * 28 * 28 * sizeof(float))..]),
                "samples.npy");
        CreditReport report = CreditAnalysis.Run(model, samples, null, new AnalysisOptions { MeasureNoise = true });
        Figure[] kept = [.. report.Blocks.SelectMany(b => b.Figures), .. report.Network!.Figures];
        var network = LoadedNetwork.Load(model, samples, 400);
        foreach (GraphOptimizationLevel level in Levels)
        {
            foreach (int threads in new[] { 1, 2 })
            {
                Figure[] figures = FiguresOf(network, level, threads, report);
                (Figure furthest, double ratio) = figures.Zip(kept).Where(pair => !IsWeight(pair.First))
                    .Select(pair => (pair.Second, Ratio(pair.First, pair.Second)))
                    .MaxBy(pair => pair.Item2);
                TestContext.Out.WriteLine(
                    FormattableString.Invariant($"{level}, {threads} threads: at most {ratio:0.00} noise floors ({furthest.Name})"));
                ratio.Should().BeLessThan(NoiseFloor.Resolution, "{0} with {1} threads", level, threads);
                figures.Where(IsWeight).Should().Equal(kept.Where(IsWeight), (a, b) => a.Value.Equals(b.Value));
            }
        }
    }

    private static bool IsWeight(Figure figure) => figure.Kind is FigureKind.WeightNorm or FigureKind.WeightVolume;

    // A difference as small as float64 leaves it is none.
    private static double Ratio(Figure now, Figure kept)
        => Math.Abs(now.Value - kept.Value) is var difference && difference <= 1e-12 ? 0 : difference / kept.NoiseFloor!.Value;

    private static Figure[] FiguresOf(LoadedNetwork network, GraphOptimizationLevel level, int threads, CreditReport report)
    {
        SnapshotSums[] cuts = [.. network.Cuts
            .Select(cut => SnapshotSums.Compute(Run(network, cut, level, threads), Observable.Affine, KoopmanRoute.Gram))];
        GramFactor[] factors = [.. cuts.Select(c => GramFactor.Compute(c.Centred))];
        var decisions = ClassDecisions.Compute(Run(network, network.Cuts[^1], level, threads).ToMatrix());
        NetworkProfile whole = NetworkProfile.Create(GramFit.Compute(factors[0], cuts[^1].Centred), decisions)!;
        return
        [
            .. network.Blocks.SelectMany((_, b) => BlockProfile.Create(
                GramFit.Compute(factors[b], cuts[b + 1].Centred),
                cuts[b + 1].Level,
                report.Blocks[b].Profile!.Parameters)!
                .FiguresAt(report.Blocks[b].Profile!.Half)),
            .. whole.FiguresAt(report.Network!.Profile.Counted, report.Network.Profile.Classes!.Predictions),
        ];
    }

    // The network up to one cut, so that no other output keeps the runtime from fusing operators.
    private static MemoryActivations Run(LoadedNetwork network, Cut cut, GraphOptimizationLevel level, int threads)
    {
        var activations = new MemoryActivations(cut, network.Inputs.Count, network.Inputs.BatchSize, new BufferPool(long.MaxValue));
        CutTensor tensor = cut.Tensors.Should().ContainSingle().Which;
        using var options = new SessionOptions { GraphOptimizationLevel = level, IntraOpNumThreads = threads };
        using InferenceSession? session = network.Graph.Producer(tensor.Name) is null
            ? null
            : new InferenceSession(SubModel.Extract(network.Graph, [], [tensor.Name]).ToByteArray(), options);
        using var run = new RunOptions();
        foreach (int[] batch in Enumerable.Range(0, network.Inputs.Count).Chunk(network.Inputs.BatchSize))
        {
            Dictionary<string, OrtValue> fed = network.Inputs.CreateFeed(batch, network.Inputs.BatchSizeFor(batch.Length));
            using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(
                run,
                session.InputNames,
                [.. session.InputNames.Select(n => fed[n])],
                [tensor.Name]);
            activations.Write(results?[0] ?? fed[tensor.Name], batch[0], batch.Length, 0, tensor.Dimension);
            fed.Values.ToList().ForEach(value => value.Dispose());
        }

        return activations;
    }
}
