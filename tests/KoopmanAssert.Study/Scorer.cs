namespace KoopmanAssert.Study;

/// <summary>A model's score against some references: higher is further from them.</summary>
/// <param name="Value">The score.</param>
/// <param name="IsFlagged">Whether it is called a regression.</param>
/// <param name="Named">The block that is named, where one is.</param>
internal sealed record Judgement(double Value, bool IsFlagged, string? Named);

/// <summary>Judges a model by the accepted model and some accepted retrains, all by their names.</summary>
internal delegate Judgement Scorer(IReadOnlyList<string> retrains, string candidate);

/// <summary>
/// The tool's own score, by its public surface alone: a baseline of the accepted model, the retrains accepted, the candidate compared.
/// </summary>
internal sealed class ToolScore(CreditReport accepted, IReadOnlyDictionary<string, CreditReport> reports)
{
    // The panel says which retrains are honest; what the gate would have made of each is another question.
    private const string Reason = "an honest retrain of the panel";

    private readonly CreditBaseline _baseline = CreditBaseline.Create(accepted, "study.credits.json");
    private (string Retrains, CreditBaseline Baseline)? _last;

    /// <summary>Judges by the models' names.</summary>
    public Judgement Judge(IReadOnlyList<string> retrains, string candidate) => Judge(retrains, reports[candidate]);

    /// <summary>Judges an analysis.</summary>
    public Judgement Judge(IReadOnlyList<string> retrains, CreditReport candidate)
    {
        string key = string.Join('\n', retrains);
        if (_last?.Retrains != key)
        {
            _last = (key, retrains.Aggregate(_baseline, (baseline, name) => baseline.Accept(reports[name], Reason)));
        }

        BaselineComparison comparison = _last.Value.Baseline.Compare(candidate);
        // Where a block collapsed there is no score to compare: nothing is further away.
        return comparison.Score is { } score ? new Judgement(score.Value, score.Exceeds, score.Fault)
            : new Judgement(double.PositiveInfinity, comparison.HasDrifted, comparison.Findings.First(f => f.IsDrift).Block);
    }
}
