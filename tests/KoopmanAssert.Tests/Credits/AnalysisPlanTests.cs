using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What an analysis reads and keeps follows from the dimensions of its blocks and the settings.</summary>
[TestFixture]
internal sealed class AnalysisPlanTests
{
    private const int Samples = 10;
    private const long MiB = 1 << 20;

    private static readonly AnalysisSettings Usual = AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) };

    // Blocks that change the dimension need their snapshots; all others come from sums.
    private static readonly AnalysisSettings Gaussian = Usual with { Alignment = DimensionAlignment.Gaussian };

    [Test]
    public void The_cuts_are_the_ends_of_blocks_and_scores_elsewhere()
    {
        Plan([6, 8, 3], Usual).Cuts.SelectMany(c => c.Names).Should().Equal("cut0", "cut1", "cut2");
        Plan([6, 8, 3], Usual, scores: "cut2").Cuts.Should().HaveCount(3);
        Plan([6, 8, 3], Usual, scores: "logits").Cuts.SelectMany(c => c.Names).Should().Equal("cut0", "cut1", "cut2", "logits");
    }

    [Test]
    public void Snapshots_are_read_again_at_both_ends_of_a_block_that_needs_them()
    {
        AnalysisPlan plan = Plan([6, 8, 8, 8], Gaussian, scores: "logits");
        plan.Estimators.Select(e => e.Route).Should().Equal(KoopmanRoute.Explicit, KoopmanRoute.Gram, KoopmanRoute.Gram);
        Enumerable.Range(0, 5).Select(plan.IsReadAgain).Should().Equal(true, true, false, false, false);
        plan.CopiedBytes.Should().Be(sizeof(float) * Samples * (6 + 8));
        Enumerable.Range(0, 5).Select(plan.RouteAt).Should().Equal(
            [KoopmanRoute.Explicit, KoopmanRoute.Gram, KoopmanRoute.Gram, KoopmanRoute.Gram, KoopmanRoute.Explicit],
            "sums at a cut are for the first block there that uses them");
    }

    [Test]
    public void Nothing_is_read_again_where_all_comes_from_sums()
    {
        AnalysisPlan plan = Plan([6, 8, 3], Usual);
        (plan.CopiedBytes, plan.KeepsAllCuts, plan.NeedsOperators, plan.NeedsEntries, plan.KeepsFactors).Should()
            .Be((0, false, false, false, false));
        plan.MatrixThreads.Should().Be(3, "nothing limits it");
        Plan([6, 8, 3], Usual with { RankTolerance = 1e-7 }).RouteAt(0).Should().Be(KoopmanRoute.Triangle);
    }

    [TestCase(CreditDetails.Sensitivity, "", 8, true, false, true, TestName = "Sensitivities follow from factors")]
    [TestCase(CreditDetails.Sensitivity, "gaussian", 8, true, true, false, TestName = "Not if a block needs its snapshots")]
    [TestCase(CreditDetails.Sensitivity, "kernels", 8, true, true, false, TestName = "Kernels need entries")]
    [TestCase(CreditDetails.Kernels, "", 8, true, true, false, TestName = "Also without sensitivities")]
    [TestCase(CreditDetails.FeatureWeights, "", 8, true, true, false, TestName = "Feature weights need entries")]
    [TestCase(CreditDetails.None, "kernels", 8, true, true, false, TestName = "Kernels of a baseline, too")]
    public void What_is_asked_for(CreditDetails details, string kind, int width, bool operators, bool entries, bool factors)
    {
        AnalysisSettings settings = kind == "gaussian" ? Gaussian : kind == "kernels" ? Usual with { Kernels = ["*"] } : Usual;
        AnalysisPlan plan = Plan([6, width, 3], settings, details: details);
        (plan.NeedsOperators, plan.NeedsEntries, plan.KeepsFactors, plan.KeepsAllCuts).Should().Be((operators, entries, factors, entries));
    }

    // Copies of 6,554 + 6,553 numbers of 4 bytes for each of 10 samples are just below a quarter of 2 MiB.
    [TestCase(6_554, 2, false)]
    [TestCase(6_554, 1, true)]
    [TestCase(6_555, 2, true)]
    public void All_cuts_are_kept_where_copies_would_take_a_quarter_of_the_memory(int width, int memory, bool keepsAll) =>
        Plan([width, width - 1, width - 1], Gaussian with { Alignment = DimensionAlignment.Orthonormal }, memory: memory * MiB).KeepsAllCuts
            .Should().Be(keepsAll);

    // Inputs and outputs as matrices: 8 bytes for each of 10 samples of both.
    [TestCase(1, 3, 3)]
    [TestCase(6_000, 3, 2)]
    [TestCase(7_000, 3, 1)]
    [TestCase(6_000, 1, 1)]
    public void As_many_blocks_at_a_time_as_fit(int width, int threads, int expected)
    {
        AnalysisPlan plan = Plan(
            [width, width + 1], Usual with { Alignment = DimensionAlignment.Orthonormal, RankTolerance = 1e-7 }, memory: 2 * MiB,
            threads: threads);
        plan.MatrixThreads.Should().Be(expected);
        plan.StatesInMemory.Should().Be(2 * MiB / 4 / expected);
    }

    [Test]
    public void Labels_fit_the_scores_or_the_outputs()
    {
        using var folder = new ModelFolder();
        string file = folder.Write("0\n1\n2\n0\n1\n2\n0\n1\n2\n0\n"u8.ToArray(), "labels.csv");
        var classes = SampleLabels.Load(file, SampleSet.Load(folder.Samples(Samples, 6), Samples, MiB), MiB);
        FluentActions.Invoking(() => Plan([6, 8, 3], Usual, scores: "cut2", labels: classes)).Should().NotThrow();
        Plan([6, 8, 3], Usual, scores: "cut2", labels: classes).Labels.Should().BeSameAs(classes);
        FluentActions.Invoking(() => Plan([6, 8, 2], Usual, scores: "cut2", labels: classes)).Should().Throw<SamplesException>();
        FluentActions.Invoking(() => Plan([6, 8, 3], Usual, labels: classes)).Should().Throw<SamplesException>();
    }

    private static AnalysisPlan Plan(
        int[] dimensions,
        AnalysisSettings settings,
        string? scores = null,
        CreditDetails details = CreditDetails.None,
        long memory = 1 << 30,
        int threads = 3,
        SampleLabels? labels = null)
    {
        Cut[] cuts = [.. dimensions.Select((dimension, c) => BareBlocks.Cut($"cut{c}", dimension))];
        Block[] blocks = [.. cuts.Zip(cuts.Skip(1), (from, to) =>
            BareBlocks.Between($"{from.Names[0]}-{to.Names[0]}", from, to))];
        CutTensor? classes = scores is null ? null : BareBlocks.Cut(scores, dimensions[^1]).Tensors[0];
        return AnalysisPlan.Create(
            new ModelGraph(OnnxModel.Load(RepositoryFiles.Fc), []), blocks, classes, settings,
            new AnalysisOptions { Details = details, Memory = memory, Threads = threads }, Samples, labels);
    }
}
