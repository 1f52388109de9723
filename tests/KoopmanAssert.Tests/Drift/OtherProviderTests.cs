using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A baseline is compared with the arithmetic of another provider: its noise grows to that of the coarser of the two.</summary>
[TestFixture]
internal sealed class OtherProviderTests
{
    private const double Noise = 1e-6;

    [Test]
    public void The_same_provider_changes_nothing()
    {
        CreditBaseline baseline = Baseline(ExecutionProvider.Cpu);
        OtherProvider.Adapt(baseline, ExecutionProvider.Cpu).Should().BeSameAs(baseline);
    }

    // float32 in another order moves 2⁻²⁰ of a value, TensorFloat-32 its unit roundoff, 2⁻¹¹.
    [Test]
    public void A_coarser_one_widens_the_noise_by_the_ratio_of_their_roundoffs()
    {
        CreditBaseline adapted = OtherProvider.Adapt(Baseline(ExecutionProvider.Cpu), ExecutionProvider.Cuda);
        double factor = ExecutionProvider.Cuda.UnitRoundoff * (1 << 20);
        factor.Should().BeGreaterThan(1);
        adapted.Settings.Provider.Should().Be(ExecutionProvider.Cuda);
        adapted.Blocks[0].NoiseFloor.Should().BeApproximately(factor * Noise, 1e-15);
        adapted.Blocks[0].Figures.Should().OnlyContain(f => Math.Abs(f.NoiseFloor!.Value - (factor * Noise)) < 1e-15);
        adapted.Network.Figures.Should().OnlyContain(f => Math.Abs(f.NoiseFloor!.Value - (factor * Noise)) < 1e-15);
    }

    [Test]
    public void A_finer_one_keeps_the_noise_of_the_baseline()
    {
        CreditBaseline adapted = OtherProvider.Adapt(Baseline(ExecutionProvider.Cuda), ExecutionProvider.Cpu);
        adapted.Settings.Provider.Should().Be(ExecutionProvider.Cpu);
        adapted.Blocks[0].NoiseFloor.Should().Be(Noise);
    }

    private static CreditBaseline Baseline(ExecutionProvider provider) => CreditBaseline.Create(
        Fabricated.Report(AnalysisSettings.Regression with { Provider = provider }, Fabricated.ModelHash, Fabricated.SamplesHash, 400, [],
            Fabricated.Profiled(noise: Noise)),
        Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json"));
}
