namespace KoopmanAssert.Core.Baselines;

/// <summary>Makes a baseline follow its network: a new model becomes the accepted one, and the accepted retrains stay.</summary>
internal static class Generations
{
    /// <summary>
    /// How many replaced models stay among the accepted retrains: with nine, accepted retrains outvote the prior, and more hardly narrow
    /// the limits. The first stay for good, so that a network that creeps away from them is noticed; the last place goes to the model that
    /// was replaced last.
    /// </summary>
    public const int Most = 9;

    /// <summary>Whether the figures of an analysis can stand beside those of a baseline: the same samples, blocks, weights and classes.
    /// </summary>
    public static bool Fit(CreditBaseline old, CreditReport report) =>
        old.Samples.HasContentOf(report.Samples) && old.SampleCount == report.SampleCount
            && old.Blocks.Select(b => Shape(b.Inputs, b.Outputs, b.WeightShapes))
                .SequenceEqual(report.Blocks.Select(b => Shape(b.Inputs, b.Outputs, b.WeightShapes)))
            && report.Network is { } network && old.Network.Classes == (network.Profile.Classes?.Count ?? 0);

    /// <summary>The baseline of a new analysis with the accepted retrains of the old one, which the old model joins.</summary>
    /// <remarks>
    /// The new model pins ranks and predictions if every retrain can follow; a retrain from a file of version 1 cannot. Then they stay
    /// pinned as they are.
    /// </remarks>
    /// <param name="old">The baseline.</param>
    /// <param name="report">The analysis, made with <see cref="AnalysisOptions.MeasureNoise"/>; it fits the baseline.</param>
    public static CreditBaseline Renew(CreditBaseline old, CreditReport report) => Renew(old, report, old.Tolerance);

    /// <summary>The same with a tolerance whose rules have other names.</summary>
    public static CreditBaseline Renew(CreditBaseline old, CreditReport report, Tolerance tolerance)
    {
        var renewed = CreditBaseline.Create(report, old.Path, tolerance);
        old = renewed.HasLabelsOf(old) ? old : old.WithoutLabels(); // what follows from other labels says nothing beside these
        bool joins = old.Tolerance.Learnt is not null && old.Model.Sha256 != report.Model.Sha256;
        IEnumerable<AcceptedRetrain> all = [.. old.Accepted, .. joins ? [Replaced(old, renewed)] : Array.Empty<AcceptedRetrain>()];
        List<AcceptedRetrain> retrains = [.. Thinned([.. all.Where(a => a.Sha256 != report.Model.Sha256)])
            .Select(a => a with { Line = null, Column = null })]; // they will lie elsewhere in the file
        if (!retrains.TrueForAll(a => a.Evidence is not null))
        {
            return Pinned(renewed, old, report).With(retrains, old.Previous);
        }

        return renewed.With([.. retrains.Select(a => a.At(renewed.Blocks, renewed.Network))], old.Previous);
    }

    // The accepted model as a retrain.
    private static AcceptedRetrain Replaced(CreditBaseline old, CreditBaseline renewed)
    {
        static IReadOnlyList<Figure> Bare(IReadOnlyList<Figure> figures) => [.. figures.Select(f => f with { NoiseFloor = null })];
        bool isKept = old.Network.Evidence is not null && old.Blocks.All(b => b.Evidence is not null);
        return new AcceptedRetrain(old.Model.Sha256, [.. old.Blocks.Select(b => Bare(b.Figures))], Bare(old.Network.Figures))
        {
            Generation = 1 + old.Accepted.Select(a => a.Generation ?? 0).DefaultIfEmpty(0).Max(),
            Evidence = isKept ? new ModelEvidence([.. old.Blocks.Select(b => b.Evidence!)], old.Network.Evidence!) : null,
            Outputs = renewed.Network.Outputs is { } accepted ? old.Network.Outputs?.DistanceFrom(accepted, old.SampleCount) : null,
        };
    }

    // The one that has joined stays; of those before it the youngest leaves.
    private static IEnumerable<AcceptedRetrain> Thinned(IReadOnlyList<AcceptedRetrain> retrains)
    {
        List<AcceptedRetrain> generations = [.. retrains.Where(a => a.Generation is not null).OrderBy(a => a.Generation)];
        return generations.Count > Most ? retrains.Where(a => a != generations[Most - 1]) : retrains;
    }

    // The same model at the pins of another baseline.
    private static CreditBaseline Pinned(CreditBaseline renewed, CreditBaseline old, CreditReport report)
    {
        List<BaselineBlock> blocks = [.. renewed.Blocks.Zip(old.Blocks, (block, before) => block with
        {
            Half = before.Half,
            Figures = WithFloors(report[block.Name].Profile!.FiguresAt(before.Half), block.Figures),
            Evidence = BlockEvidence.Create(report[block.Name], before.Half),
        })];
        BaselineNetwork pins = renewed.Network with { Counted = old.Network.Counted, Predictions = old.Network.Predictions };
        BaselineNetwork network = pins with
        {
            Figures = WithFloors(pins.FiguresOf(report.Network!), renewed.Network.Figures),
            Evidence = NetworkEvidence.Create(report.Network!.Profile, pins.Counted),
        };
        return new CreditBaseline(
            renewed.Path, renewed.Model, renewed.Samples, renewed.SampleCount, renewed.Settings, renewed.Tolerance, blocks, network, [])
        {
            Labels = renewed.Labels,
        };
    }

    private static IReadOnlyList<Figure> WithFloors(IReadOnlyList<Figure> figures, IReadOnlyList<Figure> measured) =>
        [.. figures.Zip(measured, (figure, own) => figure with { NoiseFloor = own.NoiseFloor })];

    private static string Shape(int inputs, int outputs, IReadOnlyList<IReadOnlyList<long>> weights) =>
        $"{inputs} {outputs} {string.Join(' ', weights.Select(axes => string.Join('×', axes)))}";
}
