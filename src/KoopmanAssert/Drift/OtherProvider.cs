using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>Adapts a baseline to an analysis by another execution provider, whose arithmetic may be coarser.</summary>
internal static class OtherProvider
{
    /// <summary>
    /// The baseline for a comparison with that provider. Its noise floors are scaled to the coarser arithmetic of the two, since they grow
    /// in proportion to the perturbations.
    /// </summary>
    public static CreditBaseline Adapt(CreditBaseline baseline, ExecutionProvider provider)
    {
        if (baseline.Settings.Provider == provider)
        {
            return baseline;
        }

        double factor = Math.Max(1, NoiseFloor.RelativeSize(provider) / NoiseFloor.RelativeSize(baseline.Settings.Provider));
        return new CreditBaseline(
            baseline.Path,
            baseline.Model,
            baseline.Samples,
            baseline.SampleCount,
            baseline.Settings with { Provider = provider },
            baseline.Tolerance,
            [.. baseline.Blocks.Select(b => Widen(b, factor))],
            baseline.Network with { Figures = Widen(baseline.Network.Figures, factor) },
            baseline.Accepted)
        {
            Labels = baseline.Labels,
        };
    }

    private static BaselineBlock Widen(BaselineBlock block, double factor) => block with
    {
        NoiseFloor = factor * block.NoiseFloor,
        Figures = Widen(block.Figures, factor),
        Kernels = [.. block.Kernels.Select(k => k with { NoiseFloor = factor * k.NoiseFloor })],
    };

    private static IReadOnlyList<Figure> Widen(IReadOnlyList<Figure> figures, double factor) =>
        [.. figures.Select(f => f with { NoiseFloor = factor * f.NoiseFloor })];
}
