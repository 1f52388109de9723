using System.Collections.Concurrent;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Reports;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class CreditAnalysisTests
{
    private static readonly AnalysisOptions Quick = new() { Threads = 2 };

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Every_block_has_the_credit_of_the_explicit_pipeline()
    {
        CreditReport report = Fc(AnalysisSettings.Regression);
        var network = LoadedNetwork.Load(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, 400);
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        report.Blocks.Select((b, i) => (Credit: b, Estimate: Pipelines.Regression
            .Estimate((_, _) => throw new InvalidOperationException(), activations[i], activations[i + 1])))
            .Should().AllSatisfy(pair =>
            {
                (pair.Credit.Rank, pair.Credit.Operator.SnapshotRank, pair.Credit.Operator.Snapshots).Should()
                    .Be((pair.Estimate.Rank, pair.Estimate.Summary.SnapshotRank, 400));
                pair.Credit.LogCredit.Should().BeApproximately(pair.Estimate.LogCreditAt(pair.Estimate.Rank), 1e-8);
                pair.Credit.Operator.Residual.Should().BeApproximately(pair.Estimate.Summary.Residual!.Value, 1e-7);
            });
        report.SampleCount.Should().Be(400);
        report.Notes.Should().BeEmpty();
        report.Model.Sha256.Should().Be(OnnxModel.Load(RepositoryFiles.Fc).Sha256);
    }

    [Test]
    public void LeNet_5_below_what_a_Gram_matrix_resolves_has_the_credits_of_the_explicit_pipeline()
    {
        var settings = new AnalysisSettings { RankTolerance = 1e-6, Steps = StepCount.Exactly(1), MaxSamples = 120 };
        CreditReport report = CreditAnalysis.Run(RepositoryFiles.LeNet, RepositoryFiles.Digits, settings, Quick);
        IReadOnlyList<DenseMatrix> activations = LoadedNetwork.Load(RepositoryFiles.LeNet, RepositoryFiles.Digits, 120, settings.Partition)
            .Forward();
        PipelineEstimator explicitly = Pipelines.Regression with { Rule = RankCutoff.Relative(1e-6), Tolerance = 1e-6 };
        report.Blocks.Should().HaveCount(activations.Count - 1);
        report.Blocks.Select((b, i) => (Credit: b, Estimate: explicitly.Estimate(
            (_, _) => throw new InvalidOperationException(),
            activations[i],
            activations[i + 1])))
            .Should().AllSatisfy(pair =>
            {
                (pair.Credit.Route, pair.Credit.Rank, pair.Credit.Operator.SnapshotRank).Should()
                    .Be((KoopmanRoute.Triangle, pair.Estimate.Rank, pair.Estimate.Summary.SnapshotRank));
                pair.Credit.LogCredit.Should().BeApproximately(
                    pair.Estimate.LogCreditAt(pair.Estimate.Rank),
                    1e-9 * Math.Abs(pair.Estimate.LogCreditAt(pair.Estimate.Rank)));
                pair.Credit.Operator.Residual.Should().BeApproximately(pair.Estimate.Summary.Residual!.Value, 1e-9);
            });
    }

    [Test]
    public void Threads_change_no_bit([Values("regression", "three steps", "gaussian", "below 1e-5")] string kind)
    {
        AnalysisSettings settings = kind switch
        {
            "three steps" => AnalysisSettings.Regression with { Steps = StepCount.Exactly(3), MaxSamples = 50 },
            "below 1e-5" => AnalysisSettings.Regression with { RankTolerance = 1e-6 },
            "gaussian" => AnalysisSettings.Regression with { Alignment = DimensionAlignment.Gaussian, Repeats = 2, MaxSamples = 50 },
            _ => AnalysisSettings.Regression,
        };
        CreditDetails details = settings.Repeats > 1 ? CreditDetails.None : CreditDetails.Sensitivity;
        string one = Report(1);
        foreach (int threads in (int[])[2, 3, 8, 16])
        {
            Report(threads).Should().Be(one, $"of {threads} threads");
        }

        string Report(int threads) => CreditJson.Render(CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            settings,
            new AnalysisOptions { Threads = threads, MeasureNoise = true, Details = details }));
    }

    [Test]
    public void The_route_follows_steps_tolerance_and_alignment()
    {
        KoopmanRoute[] Routes(AnalysisSettings settings)
            => [.. Fc(settings with { MaxSamples = 60, Snapshots = 60 }).Blocks.Select(b => b.Route).Distinct()];
        AnalysisSettings s = AnalysisSettings.Regression;
        Routes(s).Should().Equal(KoopmanRoute.Gram);
        Routes(s with { RankTolerance = 1e-5 }).Should().Equal(KoopmanRoute.Gram);
        Routes(s with { RankTolerance = 0.9e-5 }).Should().Equal(KoopmanRoute.Triangle);
        Routes(s with { RankTolerance = 0.9e-5, Steps = StepCount.Exactly(2) }).Should().Equal(KoopmanRoute.Explicit);
        Routes(AnalysisSettings.Paper with { RankTolerance = 1e-6, Steps = StepCount.Exactly(1), Alignment = DimensionAlignment.Principal })
            .Should().Equal(KoopmanRoute.Triangle);
        Routes(s with { Steps = StepCount.Exactly(2) }).Should().Equal(KoopmanRoute.Gram);
        Routes(s with { Alignment = DimensionAlignment.Orthonormal }).Should().Equal(KoopmanRoute.Explicit);
        Routes(s with { Alignment = DimensionAlignment.Gaussian, Split = ["*"] }).Should()
            .BeEquivalentTo([KoopmanRoute.Explicit, KoopmanRoute.Gram], "a square block needs no alignment");
        Routes(s with { Alignment = DimensionAlignment.Gaussian, Split = ["*"], RankTolerance = 1e-6 }).Should()
            .BeEquivalentTo([KoopmanRoute.Explicit, KoopmanRoute.Triangle]);
    }

    [Test]
    public void A_small_batch_is_topped_up_by_steps()
    {
        BlockCredit fc1 = Fc(AnalysisSettings.Regression with { MaxSamples = 50 })["fc1"];
        (fc1.Operator.Steps, fc1.Operator.StepsUsed, fc1.Operator.Snapshots).Should()
            .Be((4, 4, 200), "2 · 81 + 1 snapshots of 50 samples take 4 steps");
    }

    [Test]
    public void The_paper_s_profile_takes_the_mean_of_its_repeats_after_2d_steps()
    {
        CreditReport report = Fc(AnalysisSettings.Paper with { Repeats = 2, MaxSamples = 4 });
        report.Blocks.Select(b => b.Operator.Steps).Should().Equal(162, 128, 48, 20);
        report.Blocks.Should().OnlyContain(b => b.Route == KoopmanRoute.Explicit && b.Operator.Spread > 0);
    }

    [Test]
    public void Samples_that_are_not_finite_are_noted_and_leave_no_credit([Values(float.NaN, float.PositiveInfinity)] float value)
    {
        float[] values = [.. Enumerable.Range(0, 81 * 6).Select(i => i == 200 ? value : i * 0.01f)];
        string samples = _folder.Write(Tests.SampleFiles.Npy("<f4", "(6, 81)", Tests.SampleFiles.Bytes(values)), "samples.npy");
        CreditReport report = CreditAnalysis.Run(
            RepositoryFiles.Fc,
            samples,
            AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) },
            Quick);
        report.Notes.Should().ContainSingle().Which.Should().Contain("row 2");
        report.SampleNotes.Should().BeEmpty("no rank was decided");
        report["fc1"].LogCredit.Should().BeNull();
        report["fc1"].Unreliable.Should().Contain("NaN or infinity");
    }

    [Test]
    public void Equal_samples_are_noted_and_leave_no_rank()
    {
        string samples = _folder.Write(
            Tests.SampleFiles.Npy("<f4", "(6, 81)", Tests.SampleFiles.Bytes([.. Enumerable.Repeat(0.5f, 81 * 6)])),
            "samples.npy");
        CreditReport report = CreditAnalysis.Run(
            RepositoryFiles.Fc,
            samples,
            AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) },
            Quick with { MeasureNoise = true });
        report.Notes.Should().Equal("all samples are equal");
        report.Blocks.Should().OnlyContain(b => b.NoiseFloor == null, "noise of nothing is none");
        report.Blocks.Should().OnlyContain(b => b.Rank == 0 && b.LogCredit == null && b.Unreliable != null);
    }

    [Test]
    public void One_sample_works_with_several_steps()
    {
        CreditReport report = Fc(AnalysisSettings.Regression with { MaxSamples = 1, Steps = StepCount.Exactly(30) });
        report.SampleCount.Should().Be(1);
        report.Notes.Should().BeEmpty("one sample cannot differ from others");
        report["fc1"].Rank.Should().BePositive();
    }

    [Test]
    public void Progress_is_told_of_every_stage_and_ends_complete()
    {
        var told = new ConcurrentQueue<AnalysisProgress>();
        CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            null,
            new AnalysisOptions { Threads = 1, MeasureNoise = true, Progress = new Listener(told) });
        told.Select(p => p.Stage).Distinct().Should()
            .StartWith(["reading", "reading the weights", "running the model", "computing credits"])
            .And.HaveCount(4);
        told.Where(p => p.Stage == "computing credits").Select(p => p.Done).Max().Should()
            .Be(5 + (9 * 4), "cuts, and blocks as they are and eight times perturbed");
        told.Should().OnlyContain(p => p.Done <= p.Total);
    }

    [Test]
    public void A_cancelled_analysis_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        FluentActions.Invoking(() => CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, null, Quick, source.Token))
            .Should().Throw<OperationCanceledException>();
    }

    [Test]
    public void An_analysis_that_is_cancelled_while_it_runs_stops()
    {
        using var source = new CancellationTokenSource();
        var cancelling = new Cancelling("computing credits", source);
        FluentActions.Invoking(() => CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            null,
            new AnalysisOptions { Threads = 1, Progress = cancelling },
            source.Token))
            .Should().Throw<OperationCanceledException>();
    }

    [Test]
    public void A_model_that_fails_while_it_runs_says_so()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Constant("s", [2], 3L, 5L).Node("Reshape", "x s", "y").Output("y");
        string model = _folder.Write(network.Model);
        RuntimeException fault = FluentActions.Invoking(() => CreditAnalysis.Run(model, _folder.Samples(6, 4), null, Quick)).Should()
            .Throw<RuntimeException>()
            .Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.RuntimeFailed, model));
        fault.Problem.Should().NotContain("\n");
    }

    private static CreditReport Fc(AnalysisSettings settings)
        => CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, settings, Quick);

    private sealed class Listener(ConcurrentQueue<AnalysisProgress> told) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => told.Enqueue(value);
    }

    private sealed class Cancelling(string stage, CancellationTokenSource source) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value)
        {
            Action react = value.Stage == stage ? source.Cancel : () => { };
            react();
        }
    }
}
