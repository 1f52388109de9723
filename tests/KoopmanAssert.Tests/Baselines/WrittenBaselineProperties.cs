using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Any baseline is read back as it was written, and written the same again.</summary>
[TestFixture]
internal sealed class WrittenBaselineProperties
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void What_is_written_is_read_back_and_written_the_same()
    {
        var number = Gen.OneOf(
            Gen.Double[-1e3, 1e3],
            Gen.Double[-1e-9, 1e-9],
            Gen.OneOf(new[] { 0, double.Epsilon, double.MaxValue, -double.MaxValue, 1 / 3.0, 1e21 }));
        Gen.Select(number, Gen.Int[1, 400], number, Gen.String[Gen.Char[' ', '\u2100'], 1, 12], Gen.Bool, Gen.Int[0, 3]).Sample(
            (credit, rank, figure, name, repeated, choice) =>
            {
                CreditBaseline baseline = Baseline(credit, rank, figure, name, repeated, choice);
                baseline.Save();
                var read = CreditBaseline.Load(baseline.Path);
                if (!BaselineWriter.ToBytes(read).SequenceEqual(File.ReadAllBytes(baseline.Path)))
                {
                    return false;
                }

                read.Should().BeEquivalentTo(baseline, options => options.Excluding(m => m.Name == "Line" || m.Name == "Column")
                    .ComparingByMembers<BaselineBlock>()
                    .IncludingInternalProperties()
                    .RespectingRuntimeTypes());
                return true;
            },
            seed: "0004aBcDeFg4",
            iter: 3 * Check.Iter,
            threads: 1);
    }

    private CreditBaseline Baseline(double credit, int rank, double figure, string name, bool repeated, int choice)
    {
        Figure Named(FigureKind kind, int number = 0) => new(kind, number, credit - number) { NoiseFloor = Math.Abs(figure) };
        var block = new BaselineBlock
        {
            Name = name,
            Inputs = rank + choice,
            Outputs = rank + 1,
            Operator = new OperatorSummary
            {
                Rank = rank,
                SnapshotRank = rank,
                LogCredit = credit,
                Spread = repeated ? figure : null,
                Residual = figure,
                Condition = figure,
                Steps = 1 + choice,
                StepsUsed = 1,
                Snapshots = 17,
            },
            NoiseFloor = Math.Abs(figure),
            Half = 1 + choice,
            WeightShapes = [[rank + 1, 3], [5, 2, 7]],
            Kernels = choice < 3 ? []
                : [new KernelCredit(0, credit, rank) { NoiseFloor = Math.Abs(figure) }, new KernelCredit(1, null, 0)],
            Figures =
            [
                Named(FigureKind.LeadingCredit), Named(FigureKind.OperatorGain), Named(FigureKind.ActivationLevel),
                Named(FigureKind.WeightNorm, 1), Named(FigureKind.WeightNorm, 2), Named(FigureKind.WeightVolume, 1), Named(
                    FigureKind.WeightVolume,
                    2),
            ],
        };
        int classes = new[] { 0, 2, 3, 40 }[choice];
        bool isLabelled = choice % 2 == 1;
        IReadOnlyList<Figure> figures = [.. FigureRule.OfNetwork(classes, isLabelled).Select(n => Named(n.Kind, n.Number))];
        int[] predictions = [.. Enumerable.Range(0, classes > 0 ? 17 : 0).Select(i => (i * rank) % classes)];
        var network = new BaselineNetwork
        {
            Counted = 1 + choice,
            Classes = classes,
            Predictions = predictions,
            Figures = figures,
            Evidence = repeated ? null
                : new NetworkEvidence(new SpectrumSketch(1 + choice, figures[0].Value, [3, 1], 1e-6), [.. predictions.Reverse()]),
            Outputs = choice == 0 ? null : new OutputSketch(Packed(choice), repeated ? Packed(8) : null),
            OutputNames = new[] { [], ["y"], ["y", name], Array.Empty<string>() }[choice],
        };
        AcceptedRetrain[] accepted = [.. new[] { 'a', '0', 'f' }.Take(choice).Select(digit => Retrain(digit, block, network, repeated))];
        LearntTolerance? learnt = choice == 0
            ? null
            : new LearntTolerance { FalseAlarms = 0.5 / rank, Retraining = repeated ? Retraining.Continued : Retraining.Fresh };
        AnalysisSettings settings = new[]
        {
            AnalysisSettings.Regression,
            AnalysisSettings.Paper,
            AnalysisSettings.Regression with
            {
                Blocks = [name, "*"],
                Split = ["a b"],
                Cuts = ["/x"],
                Inputs = [name],
                Outputs = ["\"quoted\"\n"],
                Classes = ClassOutput.Parse(name),
                RankRule = RankRule.Energy(0.9),
                Pixels = PixelScale.Custom([0.1, 0.2, 0.3], [1, 2, 3]),
                Provider = ExecutionProvider.OpenVino,
            },
            AnalysisSettings.Regression with
            {
                Alignment = DimensionAlignment.Orthonormal,
                Steps = StepCount.Exactly(3),
                Seed = -4,
                RankTolerance = 1e-7,
                Snapshots = 12,
                Reduce = 5,
                Kernels = ["conv*"],
            },
        }[choice];
        var tolerance = new Tolerance
        {
            Learnt = learnt,
            Stated = [new StatedTolerance(name, 1e-3, ToleranceUnit.Block), StatedTolerance.Default],
            RankChange = repeated ? choice : null,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Baseline)!);
        return new CreditBaseline(
            _folder.Baseline,
            new FileIdentity("../m.onnx", Fabricated.ModelHash),
            new FileIdentity("s.npy", Fabricated.SamplesHash) { Values = repeated ? null : new string('4', 64) },
            17,
            settings,
            tolerance,
            [block],
            network,
            accepted)
        {
            Labels = !isLabelled ? null
                : new FileIdentity("l.csv", new string('5', 64)) { Values = new string('6', 64), Column = repeated ? name : null },
        };
    }

    // So many numbers for each of the samples.
    private static string Packed(int columns) => Convert.ToBase64String(
    [
        .. BitConverter.GetBytes(2.5),
        .. Enumerable.Range(0, 17 * columns).SelectMany(i => BitConverter.GetBytes((Half)(1.0 / (1 + i)))),
    ]);

    // As a file of version 1 has it, or with all that a file of version 2 keeps.
    private static AcceptedRetrain Retrain(char digit, BaselineBlock block, BaselineNetwork network, bool isFirstVersion)
    {
        Figure[] Bare(IReadOnlyList<Figure> figures) => [.. figures.Select(f => f with { Value = f.Value / 3, NoiseFloor = null })];
        var retrain = new AcceptedRetrain(new string(digit, 64), [Bare(block.Figures)], Bare(network.Figures));
        SpectrumSketch Sketch(Figure figure, double smallest) => new(7, figure.Value, [0, 1, 65535, 12], smallest);
        return isFirstVersion ? retrain : (retrain with
        {
            Generation = digit - '/',
            Score = 2.5,
            Reason = "\"new\" data\n",
            Evidence = new ModelEvidence(
                [new BlockEvidence(Sketch(retrain.Blocks[0][0], 1e-3), Fabricated.BlockFingerprint(block.WeightShapes.Count))],
                new NetworkEvidence(Sketch(retrain.Network[0], 1e-6), [.. network.Predictions.Reverse()])),
            Outputs = network.Outputs is null ? null : new OutputDistance(0.25, 0.5),
        }).At([block], network);
    }
}
