using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The credit of a kernel, and its noise floor at its own rank.</summary>
[TestFixture]
internal sealed class KernelCreditTests
{
    private static readonly Spectrum Two = Of(2, 4, 1), Nothing = Of(0, 0, 0);

    [Test]
    public void It_is_the_log_volume_at_its_rank()
    {
        var kernel = KernelCredit.Create(7, Two, []);
        (kernel.Index, kernel.Rank).Should().Be((7, 2));
        kernel.LogCredit.Should().BeApproximately(Math.Log(4), 1e-12);
        kernel.NoiseFloor.Should().BeNull("no noise was measured");
    }

    // The perturbed one of rank 1 is taken at rank 2 as well: 8 · 0.002, since σ₂ counts as the tolerance of σ₁.
    [Test]
    public void Its_noise_is_that_of_the_log_volumes_at_its_rank()
    {
        double[] volumes = [Math.Log(6), Math.Log(4), Math.Log(8 * 8 * 1e-3)];
        double mean = volumes.Average(), variance = volumes.Sum(v => (v - mean) * (v - mean)) / 2;
        KernelCredit.Create(0, Two, [Of(2, 6, 1), Of(2, 4, 1), Of(1, 8, 0)]).NoiseFloor.Should()
            .BeApproximately(Math.Sqrt(variance), 1e-12);
    }

    [Test]
    public void A_kernel_without_rank_has_neither()
    {
        var kernel = KernelCredit.Create(0, Nothing, [Two, Two]);
        (kernel.LogCredit, kernel.NoiseFloor).Should().Be((null, null));
    }

    private static Spectrum Of(int rank, params double[] sigma) => new(sigma, rank, 1e-3);
}
