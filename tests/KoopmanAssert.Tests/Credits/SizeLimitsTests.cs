using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What would not fit is refused before it is made, by its size alone.</summary>
[TestFixture]
internal sealed class SizeLimitsTests
{
    private const long MiB = 1 << 20;

    private static readonly AnalysisSettings OneStep = AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) };

    [TestCase("gaussian", 9000, 8000, 1, "the alignment 'gaussian' would hold a 8000 × 9000 matrix")]
    [TestCase("orthonormal", 9000, 8000, 2, "the mean of its operators would be a 8000 × 9000 matrix")]
    public void A_matrix_that_would_not_fit_is_refused_before_it_is_made(string alignment, int p, int q, int repeats, string problem)
    {
        AnalysisSettings settings = AnalysisSettings.Paper with
        {
            Alignment = DimensionAlignment.Parse(alignment),
            Repeats = repeats,
            Steps = StepCount.Exactly(1),
        };
        Check(settings, p, q).Should().Throw<SettingsException>().Which.Should().Match<SettingsException>(
            e => e.Code == DiagnosticCodes.TooLarge && e.Problem.Contains(problem) && e.Problem.Contains("'wide'"));
        Check(settings, 8192, 8192).Should().NotThrow("a square block needs no alignment");
        Check(settings with { Reduce = 8 }, p, q).Should().NotThrow("a reduction has none");
    }

    [TestCase("principal", 9000, 8000)]
    [TestCase("orthonormal", 9000, 8000)]
    [TestCase("gaussian", 9000, 9000)]
    [TestCase("gaussian", 8192, 8191)]
    [TestCase("gaussian", 16_384, 4_096)]
    public void What_fits_is_not_refused(string alignment, int p, int q) =>
        Check(OneStep with { Alignment = DimensionAlignment.Parse(alignment) }, p, q).Should().NotThrow();

    [Test]
    public void A_given_alignment_is_a_matrix_like_a_gaussian_one() => Check(
        OneStep with { Alignment = DimensionAlignment.Given((q, p) => throw new InvalidOperationException($"{q} × {p} was made")) },
        9000, 8000).Should().Throw<SettingsException>().Which.Problem.Should().Contain("the alignment 'given' would hold");

    [TestCase("orthonormal", 1, AnalysisProfile.Paper)]
    [TestCase("orthonormal", 2, AnalysisProfile.Regression)]
    [TestCase("principal", 2, AnalysisProfile.Paper)]
    public void Only_repeats_of_a_random_alignment_are_averaged(string alignment, int repeats, AnalysisProfile profile) =>
        Check(OneStep with { Profile = profile, Alignment = DimensionAlignment.Parse(alignment), Repeats = repeats }, 9000, 8000)
            .Should().NotThrow();

    // 2²⁸ values are the most that are held as matrices; from sums, 2¹² states are.
    [TestCase("gaussian", 4096, 6_553, false)]
    [TestCase("gaussian", 4096, 6_554, true)]
    [TestCase("principal", 1_000_000, 409, false)]
    [TestCase("principal", 1_000_000, 410, true)]
    [TestCase("principal", 4096, 6_553, false)]
    [TestCase("principal", 4096, 6_554, true)]
    public void States_that_would_not_fit_are_refused(string alignment, int width, int steps, bool refused)
    {
        AnalysisSettings settings = AnalysisSettings.Regression with
        {
            Alignment = DimensionAlignment.Parse(alignment),
            Steps = StepCount.Exactly(steps),
            Volume = alignment == "gaussian" ? Volume.Eigen : Volume.Singular, // which needs matrices
        };
        Action check = Check(settings, width, width);
        if (refused)
        {
            check.Should().Throw<SettingsException>().Which.Message.Should().Contain(
                $"{steps} steps of 10 samples would be {10 * steps} snapshots of {width} values. Use --steps auto, or "
                    + (alignment == "principal" ? "at most 4096 snapshots: --steps 409." : "fewer steps."));
        }
        else
        {
            check.Should().NotThrow();
        }
    }

    // 2²⁶ entries are the largest mean of operators, and 2²⁸ values the most snapshots, of the wider end.
    [Test]
    public void The_bounds_themselves_fit()
    {
        Check(
            AnalysisSettings.Paper with { Alignment = DimensionAlignment.Orthonormal, Repeats = 2, Steps = StepCount.Exactly(1) },
            16_384, 4_096).Should().NotThrow();
        AnalysisSettings settings = AnalysisSettings.Regression with { Steps = StepCount.Exactly(4096), Volume = Volume.Eigen };
        FluentActions.Invoking(() => SizeLimits.Check(Graph(), [Block(4096, 4096)], settings, 16)).Should().NotThrow();
        FluentActions.Invoking(() => SizeLimits.Check(Graph(), [Block(4097, 4097)], settings, 16)).Should().Throw<SettingsException>();
        FluentActions.Invoking(() => SizeLimits.Check(Graph(), [Block(2, 4097)], settings, 16)).Should().Throw<SettingsException>()
            .Which.Message.Should().Contain("65536 snapshots of 4097 values");
    }

    [Test]
    public void One_step_is_never_too_many() => Check(OneStep, 30_000_000, 30_000_000).Should().NotThrow();

    [Test]
    public void The_paper_s_2d_steps_of_a_wide_block_are() =>
        Check(AnalysisSettings.Regression with { Steps = StepCount.TwicePerDimension }, 9000, 8000).Should().Throw<SettingsException>()
            .WithMessage("*16000 steps of 10 samples*");

    [Test]
    public void A_reduction_and_standardised_inputs_take_one_step()
    {
        AnalysisSettings settings = AnalysisSettings.Regression with { Steps = StepCount.Exactly(7) };
        SizeLimits.Steps(Block(6, 6), 0, settings, 10).Should().Be(7);
        SizeLimits.Steps(Block(6, 6), 0, settings with { Reduce = 4 }, 10).Should().Be(1);
        SizeLimits.Steps(Block(6, 6), 0, settings with { Standardise = true }, 10).Should().Be(1);
        SizeLimits.Steps(Block(6, 6), 1, settings with { Standardise = true }, 10).Should().Be(7, "only the samples are standardised");
    }

    // 100 samples of 65,536 + 65,536 values take 100 MiB.
    [Test]
    public void Inputs_and_outputs_held_as_matrices_have_to_fit()
    {
        Held(65_536, 65_536, asMatrices: true, steps: 1, 100 * MiB).Should().Be(100 * MiB);
        Held(65_536, 65_536, asMatrices: true, steps: 3, 100 * MiB).Should().Be(300 * MiB, "all states are held");
        FluentActions.Invoking(() => Held(65_536, 65_537, asMatrices: true, steps: 1, 100 * MiB)).Should().Throw<SettingsException>()
            .Which.Message.Should().Contain("its 100 inputs and outputs take 100.1 MiB, more than the 100 MiB of --memory. "
                + "Use --steps auto with the alignment principal, or --memory 1GiB.");
    }

    // Streamed, an alignment holds them four times; six matrices of inner products come with them.
    [Test]
    public void Streamed_only_an_alignment_has_to_fit()
    {
        Held(65_536, 65_536, asMatrices: false, steps: 2, 0).Should().Be(6 * 8 * 200 * 200);
        Held(50, 50, asMatrices: false, steps: 2, 0).Should().Be(6 * 8 * 50 * 200);
        Held(131_072, 65_536, asMatrices: false, steps: 2, 150 * MiB).Should().Be((600 * MiB) + (6 * 8 * 200 * 200));
        FluentActions.Invoking(() => Held(131_072, 65_536, asMatrices: false, steps: 2, (150 * MiB) - 1)).Should()
            .Throw<SettingsException>().Which.Code.Should().Be(DiagnosticCodes.TooLarge);
    }

    private static long Held(int p, int q, bool asMatrices, int steps, long memory) =>
        SizeLimits.CheckSnapshots(Graph(), Block(p, q), asMatrices, steps, 100, memory);

    private static Action Check(AnalysisSettings settings, int p, int q) =>
        () => SizeLimits.Check(Graph(), [Block(p, q)], settings, 10);

    private static ModelGraph Graph() => new(OnnxModel.Load(RepositoryFiles.Fc), []);

    private static Block Block(int p, int q) => BareBlocks.Between("wide", BareBlocks.Cut("t", p), BareBlocks.Cut("t", q));
}
