namespace KoopmanAssert.Study;

/// <summary>How a scorer does on the models of one architecture.</summary>
/// <param name="Area">The area under the ROC curve.</param>
/// <param name="FalseAlarms">The share of honest retrains that are flagged.</param>
/// <param name="Detected">The share of regressions that are flagged.</param>
/// <param name="Flagged">The honest retrains that are.</param>
/// <param name="Missed">The regressions that are not.</param>
internal sealed record Performance(
    double Area,
    double FalseAlarms,
    double Detected,
    IReadOnlyList<string> Flagged,
    IReadOnlyList<string> Missed)
{
    /// <summary>
    /// The share of regressions that score above a limit that flags at most 5 % of the honest retrains: a point of the ROC curve, to compare
    /// scorers whose own limits flag others.
    /// </summary>
    public double DetectedAtFivePercent { get; init; }

    /// <summary>Of the honest retrains, how many the outputs flag.</summary>
    public Rate AlarmsByOutputs { get; init; }

    /// <summary>Of the regressions, how many only the outputs flag.</summary>
    public Rate FoundByOutputsAlone { get; init; }
}

/// <summary>A point of the learning curve.</summary>
/// <param name="Retrains">The number of accepted retrains.</param>
/// <param name="Area">The mean area under the ROC curve over the draws.</param>
/// <param name="FalseAlarms">The mean share of honest retrains flagged.</param>
/// <param name="Detected">The mean share of regressions flagged.</param>
/// <param name="Flagged">The honest retrains that one draw flags.</param>
internal sealed record CurvePoint(int Retrains, double Area, double FalseAlarms, double Detected, IReadOnlyList<string> Flagged)
{
    /// <summary>The mean share of honest retrains that the outputs flag.</summary>
    public double AlarmsByOutputs { get; init; }
}

/// <summary>Judges the models of one architecture, each by references that it is not among.</summary>
internal sealed class Evaluation(IReadOnlyList<PanelModel> models)
{
    private const int Draws = 20;

    private readonly List<string> _good = [.. models.Where(m => m.Label == ModelLabel.Good).Select(m => m.Name)];
    private readonly List<string> _bad = [.. models.Where(m => m.Label == ModelLabel.Bad).Select(m => m.Name)];

    /// <summary>The honest retrains.</summary>
    public IReadOnlyList<string> Good => _good;

    /// <summary>Each honest retrain against all others, each regression against all.</summary>
    public Performance LeaveOneOut(Scorer score) => Of(
        [.. _good.Select(g => (g, score([.. _good.Where(other => other != g)], g)))],
        [.. _bad.Select(b => (b, score(_good, b)))]);

    /// <summary>Accepted retrains drawn at random, the honest retrains that are left and all regressions judged by them.</summary>
    public CurvePoint Learning(Scorer score, int retrains)
    {
        List<Performance> draws = [.. Draw(retrains).Select(accepted =>
            Of([.. _good.Except(accepted).Select(g => (g, score(accepted, g)))], [.. _bad.Select(b => (b, score(accepted, b)))]))];
        return new CurvePoint(
            retrains, draws.Average(d => d.Area), draws.Average(d => d.FalseAlarms), draws.Average(d => d.Detected), draws[0].Flagged)
        {
            AlarmsByOutputs = draws.Average(d => d.AlarmsByOutputs.Share),
        };
    }

    // As hands are dealt from a shuffled deck: each retrain is drawn about as often as any other.
    private IEnumerable<List<string>> Draw(int retrains)
    {
        var random = new Random(Seeds.Study + retrains);
        int hands = retrains == 0 ? 1 : _good.Count / retrains;
        return Enumerable.Range(0, Draws).SelectMany(_ => _good.OrderBy(_ => random.Next()).ToList() is var deck
            ? Enumerable.Range(0, hands).Select(hand => deck.Skip(hand * retrains).Take(retrains)
                .ToList()) : []).Take(retrains == 0 ? 1 : Draws);
    }

    private static Performance Of(List<(string Name, Judgement Judged)> good, List<(string Name, Judgement Judged)> bad) => new(
        Area([.. good.Select(g => g.Judged.Value)], [.. bad.Select(b => b.Judged.Value)]),
        good.Average(g => g.Judged.IsFlagged ? 1.0 : 0),
        bad.Average(b => b.Judged.IsFlagged ? 1.0 : 0),
        [.. good.Where(g => g.Judged.IsFlagged).Select(g => g.Name)],
        [.. bad.Where(b => !b.Judged.IsFlagged).Select(b => b.Name)])
    {
        DetectedAtFivePercent = AtFivePercent(
            [.. good.Select(g => g.Judged.Value).OrderDescending()], [.. bad.Select(b => b.Judged.Value)]),
        AlarmsByOutputs = new Rate(good.Count(g => g.Judged.ByOutputs.Is), good.Count),
        FoundByOutputsAlone = new Rate(bad.Count(b => b.Judged.ByOutputs.Alone), bad.Count),
    };

    private static double AtFivePercent(double[] good, double[] bad) => bad.Average(b => b > good[(int)(0.05 * good.Length)] ? 1.0 : 0);

    // The chance that a regression scores above an honest retrain (Mann and Whitney); equal scores count half.
    private static double Area(double[] good, double[] bad) =>
        bad.Average(b => good.Average(g => b > g ? 1 : b == g ? 0.5 : 0));
}
