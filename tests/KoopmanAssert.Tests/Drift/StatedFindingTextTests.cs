using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What the findings of a stated tolerance say, about blocks and about their kernels.</summary>
[TestFixture]
internal sealed class StatedFindingTextTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    private static readonly AnalysisSettings WithKernels = AnalysisSettings.Regression with { Kernels = ["fc1"] };

    // 0.15 nats a dimension.
    private static readonly Tolerance Stated = Tolerance.FromRules([], null);

    [Test]
    public void A_removed_block() => Says([Fabricated.Block("a"), Fabricated.Block("b")], [Fabricated.Block("a")]).Should()
        .Be("block 'b' (L2S, 8 → 6) is no longer in the model");

    [Test]
    public void An_added_block() => Says([Fabricated.Block("a")], [Fabricated.Block("a"), Fabricated.Block("b", 6, 7)]).Should()
        .Be("block 'b' (S2L, 6 → 7) is not in the baseline");

    [Test]
    public void An_unreliable_credit() => Says([Fabricated.Block()], [Fabricated.Block(snapshots: 3)]).Should()
        .Be("block 'fc1' has an unreliable credit: 3 snapshots are too few for rank 4");

    [Test]
    public void A_rank_that_fell()
    {
        Says([Wide(20)], [Wide(9)]).Should()
            .Be("block 'fc1' (L2S, 40 → 30): effective rank 9, accepted 20; it collapsed to less than half");
        Says([Wide(20)], [Wide(17)], Tolerance.FromRules([], 2)).Should()
            .Be("block 'fc1' (L2S, 40 → 30): effective rank 17, accepted 20; it may change by at most 2");
    }

    // 4 ln 2 and 4 ln 2.5.
    [Test]
    public void The_same_model_on_another_machine()
    {
        CreditReport accepted = Report(Fabricated.ModelHash, [Fabricated.Block(sigma: 2)]);
        CreditReport same = Report(Fabricated.ModelHash, [Fabricated.Block(sigma: 2.5)]);
        Finding finding = CreditBaseline.Create(accepted, Elsewhere, Stated).Compare(same).Findings.Should().ContainSingle().Which;
        finding.Message.Should().Be("block 'fc1': the same model has a different credit on this machine: log-credit 3.67 nats; "
            + "accepted 2.77, allowed ±0.60 (0.15 nats per dimension, rule '*')");
    }

    // 2 ln 2, and half a nat more in each of two directions.
    [TestCase(false, DiagnosticCodes.CreditDrift)]
    [TestCase(true, DiagnosticCodes.EnvironmentChanged)]
    public void A_kernel_that_moved(bool sameModel, string code)
    {
        Finding finding = Compare(Kernel(2, 2), Kernel(2, 2 * Math.Exp(0.5)), sameModel).Should().ContainSingle().Which;
        (finding.Code, finding.Severity, finding.Block).Should().Be((code, FindingSeverity.Error, "fc1"));
        finding.Message.Should().Be("block 'fc1', kernel 3: log-credit 2.39 nats; accepted 1.39, allowed ±0.30");
    }

    // At a rank of 2 the tolerance allows 0.3 nats.
    [TestCase(0.149, true)]
    [TestCase(-0.149, true)]
    [TestCase(0.151, false)]
    [TestCase(-0.151, false)]
    public void A_kernel_holds_within_the_tolerance_at_its_rank(double nats, bool holds) =>
        Compare(Kernel(2, 2), Kernel(2, 2 * Math.Exp(nats))).Should().HaveCount(holds ? 0 : 1);

    // Six noise floors of 0.1 are 0.6 nats, more than the tolerance allows.
    [TestCase(0.59, true)]
    [TestCase(0.61, false)]
    public void A_kernel_holds_within_its_noise(double nats, bool holds) =>
        Compare(Kernel(2, 2) with { NoiseFloor = 0.1 }, Kernel(2, 2 * Math.Exp(nats / 2))).Should().HaveCount(holds ? 0 : 1);

    [Test]
    public void A_kernel_that_gained_a_rank_where_it_had_none()
    {
        Compare(Kernel(0, 0), Kernel(2, 2)).Should().ContainSingle().Which.Message.Should()
            .Be("block 'fc1', kernel 3: now has rank 2; accepted none");
        Compare(Kernel(0, 0), Kernel(0, 0)).Should().BeEmpty();
    }

    private static string Says(BlockCredit[] accepted, BlockCredit[] current, Tolerance? tolerance = null) =>
        CreditBaseline.Create(Report(Fabricated.ModelHash, accepted), Elsewhere, tolerance ?? Stated)
            .Compare(Report(new string('3', 64), current)).Findings.Should().ContainSingle().Which.Message;

    private static IReadOnlyList<Finding> Compare(KernelCredit accepted, KernelCredit current, bool sameModel = false)
    {
        CreditReport Of(KernelCredit kernel, string model) => Report(model, [Fabricated.Block() with { Kernels = [kernel] }]);
        return CreditBaseline.Create(Of(accepted, Fabricated.ModelHash), Elsewhere, Stated)
            .Compare(Of(current, sameModel ? Fabricated.ModelHash : new string('3', 64))).Findings;
    }

    private static CreditReport Report(string model, BlockCredit[] blocks) => Fabricated.Report(
        blocks.Any(b => b.Kernels.Count > 0) ? WithKernels : AnalysisSettings.Regression, model, Fabricated.SamplesHash, 400, [], blocks);

    private static KernelCredit Kernel(int rank, double sigma) =>
        KernelCredit.Create(3, new Spectrum([.. Enumerable.Repeat(sigma, 2)], rank, 1e-3), []);

    private static BlockCredit Wide(int rank) => Fabricated.Block("fc1", 40, 30, rank, [.. Enumerable.Repeat(1.0, 30)]);
}
