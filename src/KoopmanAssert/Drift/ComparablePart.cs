namespace KoopmanAssert.Core.Drift;

/// <summary>The part of a baseline that a model can be compared with.</summary>
internal static class ComparablePart
{
    /// <summary>The baseline with some of its blocks only, and with the figures of the whole network or without.</summary>
    public static CreditBaseline Select(CreditBaseline baseline, IReadOnlyCollection<string> blocks, bool withNetwork)
    {
        int[] kept = [.. Enumerable.Range(0, baseline.Blocks.Count).Where(i => blocks.Contains(baseline.Blocks[i].Name))];
        return kept.Length == baseline.Blocks.Count && withNetwork ? baseline : new CreditBaseline(
            baseline.Path,
            baseline.Model,
            baseline.Samples,
            baseline.SampleCount,
            baseline.Settings,
            baseline.Tolerance,
            [.. kept.Select(i => baseline.Blocks[i])],
            withNetwork ? baseline.Network : baseline.Network with { Figures = [] },
            [.. baseline.Accepted.Select(a => a with
            {
                Blocks = [.. kept.Select(i => a.Blocks[i])],
                Network = withNetwork ? a.Network : [],
                Evidence = a.Evidence is { } evidence ? evidence with { Blocks = [.. kept.Select(i => evidence.Blocks[i])] } : null,
            })])
        {
            Labels = baseline.Labels,
        };
    }
}
