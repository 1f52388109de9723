using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>Compares the figures of a model with those of the accepted model and its accepted retrains.</summary>
internal static class LearntComparer
{
    /// <summary>The score of a model that has the blocks of the baseline, all with reliable credits (<see cref="ComparablePart"/>).</summary>
    public static DriftScore Score(CreditBaseline baseline, CreditReport report, LearntTolerance tolerance) =>
        Score(baseline, Retrain(baseline, report), tolerance, report.ClassNames);

    /// <summary>The score of a model whose figures are known.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="candidate">The model.</param>
    /// <param name="tolerance">How it is judged.</param>
    /// <param name="classNames">The names of the classes by the model, unless the settings of the baseline give others.</param>
    public static DriftScore Score(
        CreditBaseline baseline, AcceptedRetrain candidate, LearntTolerance tolerance, IReadOnlyList<string>? classNames = null)
    {
        IReadOnlyList<string> names = ClassEvidence.NamesOf(baseline, classNames ?? []);
        List<(string? Block, Figure Accepted, double Prior)> figures = [.. Figures(baseline)];
        double[][] accepted =
        [
            [.. figures.Select(f => f.Accepted.Value)],
            .. baseline.Accepted.Select(a => Aligned(baseline, a).Select(f => f?.Value ?? double.NaN).ToArray()),
        ];
        var kinship = Kinship.Find(baseline, candidate);
        RetrainScore score = Relatives(kinship, tolerance, accepted, [.. figures.Select(f => (f.Block is not null, f.Prior))]);
        List<Figure?> current = Aligned(baseline, candidate);
        List<FigureComparison> compared = [.. figures
            .Select((f, i) => current[i] is not { } own ? null
                : Compare(score, i, f.Block, f.Accepted, own) with { ClassName = NameOf(names, own) })
            .OfType<FigureComparison>()];
        int retrains = tolerance.Retraining == Retraining.Auto ? kinship.Retrains : baseline.Accepted.Count;
        return new DriftScore(compared, OutputLimit.Compare(baseline, candidate, tolerance, score.Threshold), score.Threshold, retrains)
        {
            Lineage = kinship.Lineage,
        };
    }

    /// <summary>A model as an accepted retrain: its evidence, and its figures at what the baseline pins.</summary>
    public static AcceptedRetrain Retrain(CreditBaseline baseline, CreditReport report) => new(
        report.Model.Sha256,
        [.. baseline.Blocks.Select(b => report[b.Name].Profile!.FiguresAt(b.Half))],
        baseline.Network.Figures.Count > 0 ? baseline.Network.FiguresOf(report.Network!) : [])
    {
        IsRounded = QuantisedCopy.IsOne(baseline, report),
        Evidence = report.Network is null ? null : ModelEvidence.Create(baseline, report),
        Outputs = baseline.Network.Outputs is { } accepted
            ? report.Network?.Profile.Outputs?.DistanceFrom(accepted, baseline.SampleCount)
            : null,
    };

    /// <summary>
    /// The figures that the baseline keeps of a model with this hash: its own or those of an accepted retrain, null for one that it lacks;
    /// null for other models.
    /// </summary>
    public static IReadOnlyList<Figure?>? Kept(CreditBaseline baseline, string sha256) =>
        sha256 == baseline.Model.Sha256 ? [.. Figures(baseline).Select(f => f.Accepted)]
        : baseline.Accepted.FirstOrDefault(a => a.Sha256 == sha256) is { } retrain ? Aligned(baseline, retrain)
        : null;

    // A fresh retrain is judged by fresh ones. One that continues from an accepted model is judged by that model and what else continues
    // from it; how far its figures may move follows from the fresh ones, see Kinship.Narrowing, until enough of its own kind are known.
    private static RetrainScore Relatives(
        Kinship kinship, LearntTolerance tolerance, double[][] accepted, (bool IsOfBlock, double Prior)[] figures)
    {
        double scale = tolerance.Retraining == Retraining.Continued ? 0.5 : 1;
        double[] priors = [.. figures.Select(f => scale * f.Prior)];
        if (tolerance.Retraining != Retraining.Auto)
        {
            return new RetrainScore(accepted, priors, tolerance.FalseAlarms);
        }

        var fresh = new RetrainScore([.. kinship.Fresh.Select(i => accepted[i])], priors, tolerance.FalseAlarms);
        return kinship.Lineage.Kind != LineageKind.Continued ? fresh : new RetrainScore(
            Completed([.. kinship.Near.Select(i => accepted[i])], fresh),
            [.. figures.Select((f, i) => fresh.Spread(i) * (f.IsOfBlock ? kinship.Narrowing : 1))],
            tolerance.FalseAlarms);
    }

    // If no model that it is near to has a figure, the mean of the fresh ones stands for it.
    private static double[][] Completed(double[][] near, RetrainScore fresh) =>
        [.. near.Select(one => one.Select((value, i) => near.All(other => double.IsNaN(other[i])) ? fresh.Mean(i) : value).ToArray())];

    private static IEnumerable<(string? Block, Figure Accepted, double Prior)> Figures(CreditBaseline baseline)
    {
        foreach (BaselineBlock block in baseline.Blocks)
        {
            long? fewest = block.WeightShapes.Count > 0 ? block.WeightShapes.Min(shape => shape[0]) : null;
            foreach (Figure figure in block.Figures)
            {
                long? units = figure.Kind == FigureKind.LeadingCredit ? fewest
                    : figure.Number > 0 ? block.WeightShapes[figure.Number - 1][0]
                    : null;
                yield return (block.Name, figure, FigureRule.For(figure.Kind).Prior(new FigureSize(block.Half, 0, units)));
            }
        }

        foreach (Figure figure in baseline.Network.Figures)
        {
            var size = new FigureSize(baseline.Network.Counted, baseline.Network.Classes, null)
            {
                Samples = baseline.SampleCount,
                Accepted = figure.Value,
            };
            yield return (null, figure, FigureRule.For(figure.Kind).Prior(size));
        }
    }

    private static string? NameOf(IReadOnlyList<string> names, Figure figure) =>
        FigureRule.For(figure.Kind).Scope == FigureScope.Class ? ClassEvidence.NameOf(names, figure.Number) : null;

    // In the order of the baseline; null for what a retrain lacks, because it was accepted before the baseline had labels.
    private static List<Figure?> Aligned(CreditBaseline baseline, AcceptedRetrain retrain) =>
    [
        .. retrain.Blocks.SelectMany(b => b),
        .. baseline.Network.Figures.Select(own => retrain.Network.FirstOrDefault(f => f.Kind == own.Kind && f.Number == own.Number)),
    ];

    // A range that is narrower than what float32 rounding can cause is widened to it, and z is scaled with it.
    private static FigureComparison Compare(RetrainScore score, int index, string? block, Figure accepted, Figure current)
    {
        double allowed = score.Allowed(index), z = score.Z(index, current.Value);
        double least = NoiseFloor.Resolution * (accepted.NoiseFloor ?? 0);
        bool widened = allowed < least;
        return new FigureComparison(
            block,
            current,
            accepted,
            score.Mean(index),
            widened ? least : allowed,
            widened ? z * allowed / least : z)
        { IsWidened = widened };
    }
}
