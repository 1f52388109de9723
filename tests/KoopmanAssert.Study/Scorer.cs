namespace KoopmanAssert.Study;

/// <summary>A model's score against some references: higher is further from them.</summary>
/// <param name="Value">The score.</param>
/// <param name="IsFlagged">Whether it is called a regression.</param>
/// <param name="Verdict">The tool's verdict on a regression; null for peers, which draw none.</param>
internal sealed record Judgement(double Value, bool IsFlagged, DriftVerdict? Verdict = null)
{
    /// <summary>Whether the outputs lie beyond their own limit, and whether the score does not.</summary>
    public (bool Is, bool Alone) ByOutputs { get; init; }
}

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
        return comparison.Score is { } score ? new Judgement(score.Value, score.Exceeds, comparison.Verdict)
        {
            ByOutputs = (score.Outputs is { IsBeyond: true }, score.Outputs is { IsBeyond: true } && score.Value <= score.Threshold),
        }
            : new Judgement(double.PositiveInfinity, comparison.HasDrifted);
    }
}
