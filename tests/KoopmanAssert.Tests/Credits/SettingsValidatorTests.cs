using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Settings that exclude each other are refused with the way out; those that go together are not.</summary>
[TestFixture]
internal sealed class SettingsValidatorTests
{
    private static readonly AnalysisSettings Usual = AnalysisSettings.Regression, Reduced = Usual with { Reduce = 8 };

    [Test]
    public void Eigenvalues_need_the_paper_s_profile()
    {
        Refused(Usual with { Volume = Volume.Eigen }).Should().Be(
            "the setting 'volume' is 'eigen', which requires the profile 'paper'. "
            + "Use eigen with the profile paper only: the product of eigenvalues is not a volume.");
        Accepted(Usual with { Volume = Volume.Eigen, Profile = AnalysisProfile.Paper });
    }

    [Test]
    public void A_reduction_needs_singular_values_above_what_a_Gram_matrix_resolves()
    {
        const string Message = "the setting 'reduce' cannot be combined with this rank tolerance or volume. "
            + "Use a rankTolerance of at least 1E-05 and the volume singular.";
        Refused(Reduced with { RankTolerance = 0.99e-5 }).Should().Be(Message);
        Refused(Reduced with { Profile = AnalysisProfile.Paper, Volume = Volume.Eigen }).Should().Be(Message);
        Accepted(Reduced with { RankTolerance = 1e-5 });
        Accepted(Usual with { RankTolerance = 0.99e-5 });
    }

    [Test]
    public void A_reduction_has_no_operators_to_show()
    {
        const string Message = "the setting 'reduce' is set together with kernels, features or sensitivities. "
            + "Use it without them: they need the operators themselves, not their reductions.";
        Refused(Reduced, CreditDetails.Sensitivity).Should().Be(Message);
        Refused(Reduced with { Kernels = ["conv"] }).Should().Be(Message);
        Accepted(Usual with { Kernels = ["conv"] }, CreditDetails.Sensitivity | CreditDetails.FeatureWeights);
    }

    [TestCase("2")]
    [TestCase("2d")]
    public void Standardised_inputs_take_one_step(string steps)
    {
        AnalysisSettings settings = Usual with { Standardise = true, Steps = StepCount.Parse(steps) };
        Refused(settings).Should().Be($"the setting 'standardise' cannot be combined with '{steps}' steps. "
            + "Use --steps auto or --steps 1: the states after a step are in the scale of the block.");
        Accepted(settings with { Steps = StepCount.Exactly(1) });
        Accepted(settings with { Steps = StepCount.Auto });
        Accepted(settings with { Standardise = false });
        Accepted(settings with { Reduce = 8 });
    }

    [Test]
    public void A_glob_of_kernels_matches_a_block_that_has_some_by_its_name_in_the_baseline()
    {
        Refused(Usual with { Kernels = ["con*", "pool"] }).Should().EndWith("has no block with kernels that matches 'pool'. "
            + "The blocks are: conv, renamed.");
        Refused(Usual with { Kernels = ["own"] }).Should().Contain("'own'");
        Accepted(Usual with { Kernels = ["con*", "*"] });
        Refused(Usual with { Kernels = ["renamed"] }).Should().Contain("'renamed'", "its output has no axis of kernels");
    }

    private static void Accepted(AnalysisSettings settings, CreditDetails details = CreditDetails.None) =>
        FluentActions.Invoking(() => Validate(settings, details)).Should().NotThrow();

    private static string Refused(AnalysisSettings settings, CreditDetails details = CreditDetails.None)
    {
        SettingsException fault = FluentActions.Invoking(() => Validate(settings, details)).Should().Throw<SettingsException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.Usage);
        return $"{fault.Problem} {fault.WayOut}";
    }

    // A block of two kernels, and one whose outputs are numbers of their own.
    private static void Validate(AnalysisSettings settings, CreditDetails details)
    {
        Cut features = BareBlocks.Cut("t", 4), kernels = BareBlocks.Cut("t", 2, 3), number = BareBlocks.Cut("t");
        SettingsValidator.Validate(
            new ModelGraph(OnnxModel.Load(RepositoryFiles.Fc), []),
            [BareBlocks.Between("conv", features, kernels), BareBlocks.Between("own", kernels, number) with { AcceptedName = "renamed" }],
            settings,
            details);
    }
}
