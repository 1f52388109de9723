using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>A version of a baseline's file.</summary>
/// <param name="Commit">The hash of the commit that wrote it.</param>
/// <param name="Date">The day of the commit.</param>
/// <param name="Baseline">Its content.</param>
internal sealed record BaselineVersion(string Commit, DateOnly Date, CreditBaseline Baseline);

/// <summary>A model that was accepted in the course of time.</summary>
/// <param name="Version">The version of the baseline that has it first.</param>
/// <param name="Sha256">Its hash.</param>
internal sealed record AcceptedModel(BaselineVersion Version, string Sha256);

/// <summary>One figure over the accepted models.</summary>
/// <param name="Block">The block, or null for the whole network.</param>
/// <param name="Figure">The figure in the newest baseline.</param>
/// <param name="Values">Its values, oldest first, each with the place of its model in <see cref="BaselineHistory.Models"/>.</param>
/// <param name="Mean">The middle of the range that the newest baseline allows.</param>
/// <param name="Allowed">How far a value may lie from it.</param>
/// <param name="Trend">The test for a trend.</param>
internal sealed record FigureHistory(
    string? Block, Figure Figure, IReadOnlyList<(int Model, double Value)> Values, double Mean, double Allowed, TrendTest Trend)
{
    /// <summary>The newest value's distance from the middle, as a multiple of what is allowed.</summary>
    public double OfAllowed => Allowed > 0 ? Math.Abs(Values[^1].Value - Mean) / Allowed : 0;

    /// <summary>Whether the trend is rarer than the rate of false alarms permits.</summary>
    public bool Creeps { get; init; }

    /// <summary>The name in messages.</summary>
    public string Words => FigureRule.For(Figure.Kind).WordsFor(Figure.Number);
}

/// <summary>The figures of a baseline over its commits, and which of them creep.</summary>
/// <remarks>
/// <para>
/// A gate compares each retrain with the accepted ones, which move along with it: a block that moves a little with each retrain never
/// crosses a limit. The order of honest retrains is without meaning, so each figure is tested for a trend. Of N figures one creeps if its
/// probability is at most α/N: at most a share α of honest histories has any (Bonferroni). What is measured from the
/// accepted model is left out: it is always 0 of that model itself.
/// </para>
/// <para>Only values that were measured on the same samples and at the same pins as the newest are compared.</para>
/// </remarks>
internal sealed class BaselineHistory
{
    private BaselineHistory(
        CreditBaseline newest, IReadOnlyList<AcceptedModel> models, IReadOnlyList<FigureHistory> figures, double falseAlarms)
    {
        (Newest, Models, Figures, FalseAlarms) = (newest, models, figures, falseAlarms);
    }

    /// <summary>The newest version of the baseline.</summary>
    public CreditBaseline Newest { get; }

    /// <summary>The accepted models, oldest first.</summary>
    public IReadOnlyList<AcceptedModel> Models { get; }

    /// <summary>Each figure of the newest baseline.</summary>
    public IReadOnlyList<FigureHistory> Figures { get; }

    /// <summary>The largest share of honest histories in which any figure is said to creep.</summary>
    public double FalseAlarms { get; }

    /// <summary>The figures that creep, the rarest first.</summary>
    public IReadOnlyList<FigureHistory> Creeping => [.. Figures.Where(f => f.Creeps).OrderBy(f => f.Trend.Probability)];

    /// <summary>The figure of a block, or of the whole network for null, with the rarest trend.</summary>
    public FigureHistory MainOf(string? block) =>
        Figures.Where(f => f.Block == block).OrderByDescending(f => f.Creeps).ThenBy(f => f.Trend.Probability).First();

    /// <summary>The blocks of the newest baseline with figures, then null for the whole network if it has any.</summary>
    public IEnumerable<string?> Parts => Figures.Select(f => f.Block).Distinct();

    /// <summary>The history of versions, oldest first.</summary>
    public static BaselineHistory Create(IReadOnlyList<BaselineVersion> versions)
    {
        CreditBaseline newest = versions[^1].Baseline;
        List<(AcceptedModel Model, AcceptedRetrain Figures)> models = [.. versions
            .SelectMany(v => AcceptedIn(v.Baseline).Select(a => (Model: new AcceptedModel(v, a.Sha256), Figures: a)))
            .DistinctBy(m => m.Model.Sha256)];
        LearntTolerance learnt = newest.Tolerance.Learnt ?? new LearntTolerance();
        DriftScore limits = LearntComparer.Score(newest, AcceptedIn(newest).First(), learnt);
        List<FigureHistory> figures = [.. limits.Figures.Where(HasHistory).Select(f => Follow(newest, f, models))];
        double most = learnt.FalseAlarms / Math.Max(1, figures.Count(f => f.Values.Count >= TrendTest.Fewest));
        return new BaselineHistory(
            newest,
            [.. models.Select(m => m.Model)],
            [.. figures.Select(f => f with { Creeps = f.Values.Count >= TrendTest.Fewest && f.Trend.Probability <= most })],
            learnt.FalseAlarms);
    }

    private static bool HasHistory(FigureComparison f) =>
        f.Figure.Kind != FigureKind.Churn && FigureRule.For(f.Figure.Kind).Scope != FigureScope.Outputs;

    // The accepted model, then its retrains in the order in which they were accepted.
    private static IEnumerable<AcceptedRetrain> AcceptedIn(CreditBaseline baseline) => baseline.Accepted.Prepend(
        new AcceptedRetrain(baseline.Model.Sha256, [.. baseline.Blocks.Select(b => b.Figures)], baseline.Network.Figures));

    private static FigureHistory Follow(
        CreditBaseline newest, FigureComparison limits, List<(AcceptedModel Model, AcceptedRetrain Figures)> models)
    {
        var values = new List<(int Model, double Value)>();
        for (int i = 0; i < models.Count; i++)
        {
            CreditBaseline then = models[i].Model.Version.Baseline;
            if (IsComparable(newest, then, limits) && AcceptedFigures.ValueIn(then, models[i].Figures, limits) is { } value)
            {
                values.Add((i, value));
            }
        }

        return new FigureHistory(
            limits.Block, limits.Figure, values, limits.Mean, limits.Allowed, TrendTest.Of([.. values.Select(v => v.Value)]));
    }

    private static bool IsComparable(CreditBaseline newest, CreditBaseline then, FigureComparison figure)
    {
        bool sameSamples = newest.Samples.Sha256 == then.Samples.Sha256
            || (newest.Samples.Values is { } values && values == then.Samples.Values);
        return sameSamples && figure.Figure.Kind switch
        {
            FigureKind.LeadingCredit => HalfOf(newest, figure.Block) == HalfOf(then, figure.Block),
            FigureKind.NetworkCredit => newest.Network.Counted == then.Network.Counted,
            _ => true,
        };
    }

    private static int? HalfOf(CreditBaseline baseline, string? block) => baseline.Blocks.FirstOrDefault(b => b.Name == block)?.Half;
}
