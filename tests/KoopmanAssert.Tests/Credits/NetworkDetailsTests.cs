using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Kernel credits, feature weights and sensitivities of whole analyses, and the paper's options beside them.</summary>
[TestFixture]
internal sealed class NetworkDetailsTests
{
    private static readonly AnalysisOptions Everything = new()
    {
        Details = CreditDetails.Kernels | CreditDetails.FeatureWeights | CreditDetails.Sensitivity
    };

    [Test]
    public void The_kernels_of_a_linear_convolution_have_the_volumes_of_the_rows_of_its_dense_matrix()
    {
        // 3×3 kernels on 5×5 images without padding: two channels in, three out, each of 9 rows.
        const int Inputs = 2, Outputs = 3, Size = 5, Kernel = 3, Place = Size - Kernel + 1;
        DenseMatrix weights = SeededMatrices.Uniform(Outputs, Inputs * Kernel * Kernel, 5);
        var dense = new DenseMatrix(Outputs * Place * Place, Inputs * Size * Size);
        foreach ((int o, int c, int y, int x, int i, int j) in Indices(Outputs, Inputs, Place, Kernel))
        {
            dense[(((o * Place) + y) * Place) + x, (((c * Size) + y + i) * Size) + x + j] = weights[o, (((c * Kernel) + i) * Kernel) + j];
        }

        DenseMatrix snapshots = SeededMatrices.Uniform(Inputs * Size * Size, 120, 6);
        var fit = DynamicModeDecomposition.Fit(snapshots, (DenseMatrix)(dense * snapshots), Observable.Affine, RankCutoff.Relative(1e-10));
        var k = new KoopmanOperator(fit.Left, fit.Right);
        IReadOnlyList<Spectrum> kernels = KernelRows.Spectra(k, Outputs, 1e-3, ThinSvd.Values(dense)[0]);
        for (int o = 0; o < Outputs; o++)
        {
            double[] sigma = [.. dense.SubMatrix(o * Place * Place, Place * Place, 0, dense.ColumnCount).Svd(computeVectors: false).S];
            kernels[o].Rank.Should().Be(Place * Place);
            kernels[o].LogVolume.Should().BeApproximately(sigma.Sum(Math.Log), 1e-8);
        }
    }

    private static IEnumerable<(int O, int C, int Y, int X, int I, int J)> Indices(int outputs, int inputs, int place, int kernel) =>
        from o in Enumerable.Range(0, outputs)
        from c in Enumerable.Range(0, inputs)
        from y in Enumerable.Range(0, place)
        from x in Enumerable.Range(0, place)
        from i in Enumerable.Range(0, kernel)
        from j in Enumerable.Range(0, kernel)
        select (o, c, y, x, i, j);

    [Test]
    public void An_analysis_gives_on_request_one_kernel_a_channel_or_unit_and_one_weight_an_input_feature_and_output()
    {
        CreditReport report = CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, null, Everything);
        report.Blocks.Select(b => b.Kernels.Count).Should().Equal(128, 64, 24, 10);
        report.Blocks.Should().OnlyContain(b => b.LogSensitivity != null && b.Kernels.All(k => k.Rank <= 1));
        (report.FeatureWeights!.Outputs, report.FeatureWeights.Inputs).Should().Be((10, 81));
        report.FeatureWeights.InputShape.Should().Equal(81);
        FluentActions.Invoking(() => report.FeatureWeights[10, 0]).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("There are 10 outputs and 81 inputs.*");
        CreditReport plain = CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits);
        plain.Blocks.Select(b => b.LogCredit).Should().Equal(report.Blocks.Select(b => b.LogCredit), "details change no credit");
        plain.Blocks.Should().OnlyContain(b => b.LogSensitivity == null && b.Kernels.Count == 0);
        plain.FeatureWeights.Should().BeNull();
    }

    [Test]
    public void The_feature_weights_of_an_analysis_are_the_product_of_its_operators()
    {
        var settings = new AnalysisSettings { MaxSamples = 300, RankTolerance = 1e-4, Observable = Observable.Identity };
        CreditReport report = CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, settings, Everything);
        IReadOnlyList<DenseMatrix> activations = LoadedNetwork.Load(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, 300).Forward();
        PipelineEstimator oneStep = Pipelines.Exact with { Rule = RankCutoff.Relative(1e-4) };
        var product = DenseMatrix.CreateIdentity(81);
        for (int b = 0; b < report.Blocks.Count; b++)
        {
            product = (DenseMatrix)(oneStep.FitOnce(
                (_, _) => throw new InvalidOperationException(),
                activations[b],
                activations[b + 1],
                new Random(1)).Operator.ToMatrix() * product);
        }

        double largest = product.Enumerate().Max(Math.Abs);
        for (int output = 0; output < 10; output++)
        {
            for (int input = 0; input < 81; input++)
            {
                report.FeatureWeights![output, input].Should().BeApproximately(product[output, input], 1e-8 * largest);
            }
        }
    }

    [Test]
    public void Blocks_reduced_to_all_their_directions_have_the_credits_of_blocks_that_are_not()
    {
        CreditReport whole = CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits), reduced = Reduced(400);
        reduced.Blocks.Select(b => b.Rank).Should().Equal(whole.Blocks.Select(b => b.Rank));
        reduced.Blocks.Zip(whole.Blocks).Should()
            .OnlyContain(pair => Math.Abs(pair.First.LogCredit!.Value - pair.Second.LogCredit!.Value) < 1e-6);
        Reduced(5).Blocks.Should().OnlyContain(b => b.Rank == 5 && b.Operator.SnapshotRank == 5);
        static CreditReport Reduced(int dimension)
            => CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, new AnalysisSettings { Reduce = dimension });
    }

    [Test]
    public void The_volume_of_eigenvalues_is_the_product_of_their_moduli_and_for_the_profile_paper_only()
    {
        // A rotation by a quarter turn that doubles: eigenvalues ±2i; and a nilpotent matrix, which has none but a singular value of 1.
        var turn = DenseMatrix.OfArray(new double[,] { { 0, -2 }, { 2, 0 } });
        var nilpotent = DenseMatrix.OfArray(new double[,] { { 0, 1 }, { 0, 0 } });
        Spectrum Of(DenseMatrix matrix, Volume volume) => new KoopmanOperator(matrix).Spectrum(RankCutoff.Relative(1e-3), 1e-3, volume);
        Of(turn, Volume.Eigen).LogVolume.Should().BeApproximately(2 * Math.Log(2), 1e-12);
        Of(nilpotent, Volume.Eigen).Rank.Should().Be(0);
        Of(nilpotent, Volume.Singular).LogVolume.Should().BeApproximately(0, 1e-12);
        Refused(new AnalysisSettings { Volume = Volume.Eigen }, null).Problem.Should().Contain("'volume'");
        Refused(new AnalysisSettings { Reduce = 5, RankTolerance = 1e-6 }, null).Problem.Should().Contain("'reduce'");
        Refused(new AnalysisSettings { Reduce = 5 }, Everything).Problem.Should().Contain("'reduce'");
        Refused(new AnalysisSettings { Kernels = ["conv*"] }, null).Problem.Should().Contain("no block with kernels that matches 'conv*'");
    }

    [Test]
    public void A_baseline_holds_the_kernels_that_it_was_asked_to_by_the_tolerance_stated_for_their_block()
    {
        var settings = new AnalysisSettings { Kernels = ["fc4"] };
        var tolerance = new Tolerance { Learnt = new LearntTolerance(), Stated = [new StatedTolerance("fc4", 0.1, ToleranceUnit.Block)] };
        CreditReport report = CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            settings,
            new AnalysisOptions { MeasureNoise = true });
        using var folder = new BaselineFolder();
        var written = CreditBaseline.Create(report, folder.At("fc.credits.json"), tolerance);
        written.Save();
        var baseline = CreditBaseline.Load(written.Path);
        baseline.Blocks.Select(b => b.Kernels.Count).Should().Equal(0, 0, 0, 10);
        baseline.Blocks[3].Kernels.Should().OnlyContain(k => k.NoiseFloor > 0 && k.NoiseFloor < 1e-4);
        BaselineWriter.ToBytes(baseline).Should().Equal(BaselineWriter.ToBytes(written));
        baseline.Compare(report).Findings.Should().BeEmpty();
        BlockCredit moved = report.Blocks[3] with { Kernels = [.. report.Blocks[3].Kernels.Select(k => k.Index == 7 ? Louder(k) : k)] };
        var retrained = new CreditReport(report.Model with { Sha256 = new string('3', 64) }, report.Samples, report.SampleCount, settings,
            new NetworkCredits([.. report.Blocks.Take(3), moved], report.Network), []);
        Finding found = baseline.Compare(retrained).Findings.Should().ContainSingle(f => f.Severity == FindingSeverity.Error).Which;
        (found.Code, found.Block).Should().Be((DiagnosticCodes.CreditDrift, "fc4"));
        found.Message.Should().Contain("kernel 7").And.Contain("allowed ±0.10");
        FluentActions.Invoking(() => CreditBaseline.Create(report, folder.Baseline)).Should().Throw<BaselineException>().Which.Code.Should()
            .Be(DiagnosticCodes.RuleMatchesNothing);
    }

    private static KernelCredit Louder(KernelCredit kernel) =>
        KernelCredit.Create(kernel.Index, new Spectrum([.. kernel.Spectrum.SingularValues.Select(s => 1.2 * s)], kernel.Rank, 1e-3), []);

    private static SettingsException Refused(AnalysisSettings settings, AnalysisOptions? options) =>
        FluentActions.Invoking(() => CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, settings, options)).Should()
            .Throw<SettingsException>()
            .Which;
}
