using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// Holds a baseline against an analysis by another execution provider: as much looser as that one's arithmetic is coarser.
/// </summary>
internal static class OtherProvider
{
    /// <summary>
    /// The baseline as that provider can be held against it: its noise floors, which grow with the size of the perturbations, at the
    /// coarser arithmetic of the two.
    /// </summary>
    public static CreditBaseline Adapt(CreditBaseline baseline, ExecutionProvider provider)
    {
        if (baseline.Settings.Provider == provider)
        {
            return baseline;
        }

        double factor = Math.Max(1, NoiseFloor.RelativeSize(provider) / NoiseFloor.RelativeSize(baseline.Settings.Provider));
        IReadOnlyList<Figure> Wider(IReadOnlyList<Figure> figures)
            => [.. figures.Select(f => f with { NoiseFloor = factor * f.NoiseFloor })];
        return new CreditBaseline(
            baseline.Path, baseline.Model, baseline.Samples, baseline.SampleCount, baseline.Settings with { Provider = provider }, baseline
                .Tolerance,
            [.. baseline.Blocks.Select(b => b with
            {
                NoiseFloor = factor * b.NoiseFloor,
                Figures = Wider(b.Figures),
                Kernels = [.. b.Kernels.Select(k => k with { NoiseFloor = factor * k.NoiseFloor })],
            })],
            baseline.Network with { Figures = Wider(baseline.Network.Figures) }, baseline.Accepted);
    }
}
